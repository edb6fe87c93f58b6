//! A sender that asks for leave before each request, and can stop the process before a checkout.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::external::BoxFuture;
use partner_center::external::reqwest::{Client, Request, Response};
use partner_center::transport::{HttpSender, SendError};
use partner_center_test_support::own_client;

use crate::signal::be_stopped;
use crate::stepper::Stepper;
use crate::worker::Stop;

pub(crate) struct StepSender {
    client: Client,
    stepper: Arc<Stepper>,
    stop: Option<usize>,
    checkouts: AtomicUsize,
}

impl StepSender {
    pub(crate) fn new(stepper: Arc<Stepper>) -> anyhow::Result<Self> {
        let client = own_client().no_proxy().build()?;
        Ok(Self { client, stepper, stop: None, checkouts: AtomicUsize::new(0) })
    }

    pub(crate) fn stopping(self, stop: Option<Stop>) -> Self {
        let stop = match stop {
            Some(Stop::BeforeSocket(checkout)) => Some(checkout),
            _ => None,
        };
        Self { stop, ..self }
    }
}

impl HttpSender for StepSender {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let path = request.url().path();
            self.stepper.step(path);
            if path.ends_with("/checkout") {
                let number = self.checkouts.fetch_add(1, Ordering::Relaxed);
                if self.stop == Some(number) {
                    be_stopped();
                }
            }
            HttpSender::execute(&self.client, request).await
        })
    }
}
