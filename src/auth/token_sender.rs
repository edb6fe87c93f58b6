//! The way to the token endpoint: the client's own HTTP sender, with its tries and limits.
//!
//! Refusals are read here, since the protocol knows nothing of `AADSTS` numbers and of
//! pages of HTML.

use std::time::Duration;

use oauth2::{AsyncHttpClient, HttpRequest, HttpResponse};
use partner_center_api::support::{BoxFuture, Retry};

use super::SignIn;
use crate::clock::within;
use crate::error::{Delivery, Error, Fault, GaveUp, Kind, Result};
use crate::net::body::{collect, without_bom};
use crate::net::http_sender::SendError;
use crate::net::retry::{Next, Outcome};
use crate::net::retry_after::retry_after;

/// How long one request to the token endpoint may take.
const TRY_LIMIT: Duration = Duration::from_secs(30);

/// The longest answer that is read, in bytes: many times what a token needs.
const RESPONSE_LIMIT: usize = 1024 * 1024;

/// Carries requests to the token endpoint.
pub(super) struct TokenSender<'a> {
    pub(super) sign_in: &'a SignIn<'a>,
    retry: Retry,
}

impl<'c> AsyncHttpClient<'c> for TokenSender<'_> {
    type Error = Error;
    type Future = BoxFuture<'c, Result<HttpResponse>>;

    fn call(&'c self, request: HttpRequest) -> Self::Future {
        Box::pin(self.tries(request))
    }
}

impl<'a> TokenSender<'a> {
    /// Tries again as for any call that only reads: asking for a token twice does no harm.
    pub(super) fn new(sign_in: &'a SignIn<'a>) -> Self {
        Self { sign_in, retry: Retry::Read }
    }

    /// Tries again only where nothing has arrived or been looked at, for what is good once:
    /// to show it twice may end the sign-in that the first time began.
    pub(super) fn once(sign_in: &'a SignIn<'a>) -> Self {
        Self { sign_in, retry: Retry::Once }
    }

    pub(super) async fn tries(&self, request: HttpRequest) -> Result<HttpResponse> {
        let SignIn { clock, entropy, retry: policy, .. } = *self.sign_in;
        let mut tried = 0;
        loop {
            let limit = TRY_LIMIT.min(self.sign_in.remaining().saturating_add(self.sign_in.grace));
            let result = within(clock, limit, self.one_try(request.clone())).await;
            tried += 1;
            let (outcome, error) = match result {
                Some(Ok(response)) => return Ok(response),
                Some(Err(failure)) => failure,
                None => {
                    let message = format!("{} did not answer in time", self.host());
                    (Outcome::Lost, Error::sign_in(message))
                }
            };
            let error = error.with_tries(tried);
            if policy.next(self.retry, outcome, false) != Next::Again {
                return Err(error);
            }
            match policy.pause(tried, error.retry_after(), self.sign_in.remaining(), entropy) {
                Ok(pause) => {
                    tracing::debug!(
                        tried,
                        pause_ms = pause.as_millis(),
                        "asking for a token again"
                    );
                    clock.sleep(pause).await;
                }
                Err(GaveUp::Tries) => return Err(error.with_gave_up(GaveUp::Tries)),
                Err(reason) => return Err(error.with_gave_up(reason)),
            }
        }
    }

    async fn one_try(&self, request: HttpRequest) -> Result<HttpResponse, (Outcome, Error)> {
        let request = reqwest::Request::try_from(request).map_err(|error| {
            (Outcome::Answered(400), self.failed("cannot be asked", error.without_url()))
        })?;
        let mut response =
            self.sign_in.sender.execute(request).await.map_err(|error| self.lost(error))?;
        let status = response.status();
        let headers = response.headers().clone();
        let body = collect(&mut response, RESPONSE_LIMIT).await.map_err(|error| {
            (Outcome::Lost, self.failed("broke off its answer", error.into_source()))
        })?;
        let body = without_bom(body);
        // Whatever success it is called, its body may hold tokens, so that no error may quote it.
        if status.is_success() {
            let mut response = HttpResponse::new(body.into());
            if let Some(kind) = headers.get(http::header::CONTENT_TYPE) {
                response.headers_mut().insert(http::header::CONTENT_TYPE, kind.clone());
            }
            return Ok(response);
        }
        let fault = Fault::read(&body);
        let unread = fault.is_none();
        let message = format!("{} refused", self.host());
        let mut error = Error::sign_in(message)
            .with_status(status.as_u16())
            .with_fault(fault)
            .with_retry_after(retry_after(&headers, self.sign_in.clock.now()));
        if unread {
            error = error.with_body(&body);
        }
        Err((Outcome::Answered(status.as_u16()), error))
    }

    fn lost(&self, error: SendError) -> (Outcome, Error) {
        if error.is_unsent() {
            (Outcome::Unsent, self.failed("could not be reached", error))
        } else if let Some(to) = error.redirected_to() {
            let message =
                format!("{} named another address, `{to}`: check the authority", self.host());
            (
                Outcome::Answered(307),
                Error::new(Kind::SignIn { message: message.into() }, Delivery::NotDone),
            )
        } else {
            (Outcome::Lost, self.failed("did not answer", error))
        }
    }

    fn failed(
        &self,
        what: &str,
        source: impl Into<Box<dyn std::error::Error + Send + Sync>>,
    ) -> Error {
        Error::sign_in(format!("{} {what}", self.host())).with_source(source.into())
    }

    pub(super) fn host(&self) -> &str {
        self.sign_in.endpoint.host()
    }
}
