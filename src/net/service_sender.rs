//! A service in the same process, in place of a connection.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http_body::Body;
use partner_center_api::support::BoxFuture;
use reqwest::{Request, Response};
use tower_service::Service;

use super::http_sender::{HttpSender, SendError};

/// A [`HttpSender`] that hands requests to a [`tower_service::Service`], with no socket.
///
/// For tests, with the emulator for instance. A service that fails counts as an answer that
/// was lost.
#[derive(Clone)]
pub struct ServiceSender<S>(S);

impl<S> ServiceSender<S> {
    /// Wraps a service, which is cloned for each request.
    pub fn new(service: S) -> Self {
        Self(service)
    }
}

impl<S, B> HttpSender for ServiceSender<S>
where
    S: Service<http::Request<reqwest::Body>, Response = http::Response<B>>
        + Clone
        + Send
        + Sync
        + 'static,
    S::Error: Into<Box<dyn StdError + Send + Sync>>,
    S::Future: Send,
    B: Body<Data = Bytes> + Send + Sync + 'static,
    B::Error: Into<Box<dyn StdError + Send + Sync>>,
{
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        let mut service = self.0.clone();
        Box::pin(async move {
            let url = request.url().clone();
            let mut request: http::Request<reqwest::Body> =
                request.try_into().map_err(SendError::unsent)?;
            // A connection would add the header; a service without one may look for it.
            if !request.headers().contains_key(http::header::HOST)
                && let Ok(host) = url.authority().parse()
            {
                request.headers_mut().insert(http::header::HOST, host);
            }
            std::future::poll_fn(|context| service.poll_ready(context))
                .await
                .map_err(SendError::unsent)?;
            let response = service.call(request).await.map_err(SendError::lost)?;
            Ok(response.map(reqwest::Body::wrap).into())
        })
    }
}

impl<S> fmt::Debug for ServiceSender<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("ServiceSender(..)")
    }
}
