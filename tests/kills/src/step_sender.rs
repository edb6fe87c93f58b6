//! A sender that asks for leave before each request.

use std::sync::Arc;

use partner_center::external::BoxFuture;
use partner_center::external::reqwest::{Client, Request, Response};
use partner_center::transport::{HttpSender, SendError};

use crate::stepper::Stepper;

pub(crate) struct StepSender {
    pub(crate) client: Client,
    pub(crate) stepper: Arc<Stepper>,
}

impl HttpSender for StepSender {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            self.stepper.step(request.url().path());
            HttpSender::execute(&self.client, request).await
        })
    }
}
