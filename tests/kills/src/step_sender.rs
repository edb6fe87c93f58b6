//! A sender that asks for leave before each request, and can end the process at a checkout.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::external::BoxFuture;
use partner_center::external::reqwest::{Client, Request, Response};
use partner_center::transport::{HttpSender, SendError};
use partner_center_test_support::own_client;

use crate::fate::Fate;
use crate::signal::{be_stopped, kill_myself};
use crate::stepper::Stepper;

pub(crate) struct StepSender {
    client: Client,
    stepper: Arc<Stepper>,
    fate: Fate,
    checkouts: AtomicUsize,
}

impl StepSender {
    pub(crate) fn new(stepper: Arc<Stepper>) -> anyhow::Result<Self> {
        let client = own_client().no_proxy().build()?;
        Ok(Self { client, stepper, fate: Fate::Lives, checkouts: AtomicUsize::new(0) })
    }

    pub(crate) fn fated(self, fate: Fate) -> Self {
        Self { fate, ..self }
    }

    /// The fate, where this is the checkout that it is about.
    fn fate_of(&self, request: &Request) -> Fate {
        if !request.url().path().ends_with("/checkout") {
            return Fate::Lives;
        }
        let number = self.checkouts.fetch_add(1, Ordering::Relaxed);
        let is_this = matches!(
            self.fate,
            Fate::StopsBeforeSocket(at) | Fate::DiesAfterAnswer(at) if at == number
        );
        if is_this { self.fate } else { Fate::Lives }
    }
}

impl HttpSender for StepSender {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            self.stepper.step(request.url().path());
            let fate = self.fate_of(&request);
            if matches!(fate, Fate::StopsBeforeSocket(_)) {
                be_stopped();
            }
            let response = HttpSender::execute(&self.client, request).await;
            if matches!(fate, Fate::DiesAfterAnswer(_)) {
                kill_myself();
            }
            response
        })
    }
}
