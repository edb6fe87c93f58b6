//! The way to the token endpoint: the client's own HTTP sender, with its tries and limits.
//!
//! Refusals are read here, since the protocol knows nothing of `AADSTS` numbers and of
//! pages of HTML.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use http::header::CONTENT_TYPE;
use partner_center_api::support::Retry;

use super::SignIn;
use super::token_request::TokenRequest;
use super::token_response::TokenResponse;
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

/// A success, unread.
pub(super) struct Success {
    /// What the body says it is.
    kind: Option<HeaderValue>,
    body: Bytes,
}

/// Carries requests to the token endpoint.
pub(super) struct TokenSender<'a> {
    pub(super) sign_in: &'a SignIn<'a>,
    retry: Retry,
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

    /// Asks until there is an answer or nothing more to try.
    pub(super) async fn ask(&self, request: &TokenRequest) -> Result<TokenResponse<'a>> {
        self.read(&self.carry(request).await?)
    }

    pub(super) fn read(&self, success: &Success) -> Result<TokenResponse<'a>> {
        TokenResponse::read(self.host(), success.kind.as_ref(), &success.body)
    }

    /// The same, with the answer as it came.
    pub(super) async fn carry(&self, request: &TokenRequest) -> Result<Success> {
        let SignIn { clock, entropy, retry: policy, .. } = *self.sign_in;
        let mut tried = 0;
        loop {
            let limit = TRY_LIMIT.min(self.sign_in.remaining().saturating_add(self.sign_in.grace));
            let result = within(clock, limit, self.one_try(request)).await;
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

    async fn one_try(&self, request: &TokenRequest) -> Result<Success, (Outcome, Error)> {
        let sent = self.sign_in.sender.execute(request.to_send()).await;
        let mut response = sent.map_err(|error| self.lost(error))?;
        let status = response.status();
        let mut headers = std::mem::take(response.headers_mut());
        let body = collect(&mut response, RESPONSE_LIMIT).await.map_err(|error| {
            (Outcome::Lost, self.failed("broke off its answer", error.into_source()))
        })?;
        let body = without_bom(body);
        // Whatever success it is called, its body may hold tokens, so that no error may quote it.
        if status.is_success() {
            return Ok(Success { kind: headers.remove(CONTENT_TYPE), body });
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

    fn host(&self) -> &'a str {
        self.sign_in.endpoint.host()
    }
}
