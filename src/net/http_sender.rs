//! How a request leaves the process.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use partner_center_api::support::BoxFuture;
use reqwest::{Request, Response};

use super::origin::without_query;

/// Sends one request and brings back one answer.
///
/// Implemented for [`reqwest::Client`]. Implement it to put another HTTP client, a recorder
/// or an in-process service underneath. Nothing above it sends again what it has sent, so it
/// must not do so either, and it must not follow redirects: requests carry tokens.
pub trait HttpSender: Send + Sync + 'static {
    /// Sends `request` once.
    ///
    /// # Errors
    ///
    /// [`SendError::unsent`] where certainly nothing left, [`SendError::lost`] in every other
    /// case: the difference decides whether a purchase may be asked for again.
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>>;
}

impl<T: HttpSender + ?Sized> HttpSender for Arc<T> {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        (**self).execute(request)
    }
}

impl HttpSender for reqwest::Client {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        let sent_to = request.url().clone();
        // Nothing is sent before it is polled; made here, so that the request is not moved twice.
        let sending = self.execute(request);
        Box::pin(async move {
            let response = sending.await?;
            // A client that the caller brought may follow redirects nevertheless.
            if *response.url() == sent_to {
                Ok(response)
            } else {
                Err(SendError::redirected(response.url()))
            }
        })
    }
}

/// Why no answer came.
#[derive(Debug)]
pub struct SendError {
    kind: Kind,
    source: Box<dyn StdError + Send + Sync>,
}

#[derive(Debug)]
enum Kind {
    Unsent,
    Lost,
    Redirected(Box<str>),
}

impl SendError {
    /// Nothing left: no connection was opened.
    pub fn unsent(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: Kind::Unsent, source: source.into() }
    }

    /// The request, or a part of it, may have arrived.
    pub fn lost(source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        Self { kind: Kind::Lost, source: source.into() }
    }

    fn redirected(to: &reqwest::Url) -> Self {
        Self {
            kind: Kind::Redirected(without_query(to).into()),
            source: "the HTTP client followed a redirect: build it with \
                     `redirect(reqwest::redirect::Policy::none())`"
                .into(),
        }
    }

    /// Whether certainly nothing left.
    pub fn is_unsent(&self) -> bool {
        matches!(self.kind, Kind::Unsent)
    }

    pub(crate) fn redirected_to(&self) -> Option<&str> {
        match &self.kind {
            Kind::Redirected(to) => Some(to),
            _ => None,
        }
    }
}

impl From<reqwest::Error> for SendError {
    fn from(error: reqwest::Error) -> Self {
        let unsent = error.is_connect() || error.is_builder();
        // The address of a request can hold what a customer is called.
        let error = error.without_url();
        if unsent { Self::unsent(error) } else { Self::lost(error) }
    }
}

impl fmt::Display for SendError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self.kind {
            Kind::Unsent => "no connection could be opened",
            Kind::Lost => "the connection broke before the answer was complete",
            Kind::Redirected(_) => "the request was sent on to another address",
        })
    }
}

impl StdError for SendError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        Some(&*self.source)
    }
}
