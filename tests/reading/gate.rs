//! The emulator behind a wire that lets answers through one by one.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::transport::{HttpSender, SendError, ServiceSender};
use partner_center::{PartnerCenter, external::BoxFuture};
use partner_center_emulator::Emulator;
use partner_center_test_support::{builder, user};
use tokio::sync::Semaphore;

use crate::stage::Stage;

/// Holds back what is asked about invoices until it is let through.
#[derive(Clone)]
pub(crate) struct Gate(Arc<Inner>);

struct Inner {
    sender: ServiceSender<Emulator>,
    open: Semaphore,
    waiting: AtomicUsize,
    most: AtomicUsize,
    given_up: AtomicUsize,
}

impl Gate {
    pub(crate) fn before(stage: &Stage) -> (Self, PartnerCenter) {
        let gate = Self(Arc::new(Inner {
            sender: ServiceSender::new(stage.emulator.clone()),
            open: Semaphore::new(0),
            waiting: AtomicUsize::new(0),
            most: AtomicUsize::new(0),
            given_up: AtomicUsize::new(0),
        }));
        let partner = builder(&stage.emulator, user()).http_sender(gate.clone()).build().unwrap();
        (gate, partner)
    }

    /// Lets so many answers through.
    pub(crate) fn let_through(&self, answers: usize) {
        self.0.open.add_permits(answers);
    }

    /// How many requests have been made and not been answered.
    pub(crate) fn waiting(&self) -> usize {
        self.0.waiting.load(Ordering::SeqCst)
    }

    /// How many there were at once at most.
    pub(crate) fn most(&self) -> usize {
        self.0.most.load(Ordering::SeqCst)
    }

    /// How many were given up by who asked.
    pub(crate) fn given_up(&self) -> usize {
        self.0.given_up.load(Ordering::SeqCst)
    }
}

/// A request that is waiting for its answer.
struct Waiting<'a> {
    inner: &'a Inner,
    answered: bool,
}

impl<'a> Waiting<'a> {
    fn new(inner: &'a Inner) -> Self {
        let waiting = inner.waiting.fetch_add(1, Ordering::SeqCst) + 1;
        inner.most.fetch_max(waiting, Ordering::SeqCst);
        Self { inner, answered: false }
    }
}

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.inner.waiting.fetch_sub(1, Ordering::SeqCst);
        self.inner.given_up.fetch_add(usize::from(!self.answered), Ordering::SeqCst);
    }
}

impl HttpSender for Gate {
    fn execute<'a>(
        &'a self,
        request: reqwest::Request,
    ) -> BoxFuture<'a, Result<reqwest::Response, SendError>> {
        Box::pin(async move {
            if !request.url().path().starts_with("/v1/invoices") {
                return self.0.sender.execute(request).await;
            }
            let mut waiting = Waiting::new(&self.0);
            self.0.open.acquire().await.unwrap().forget();
            waiting.answered = true;
            self.0.sender.execute(request).await
        })
    }
}
