//! The seam under every operation.
//!
//! The generator calls a hook for each request. The hook must be implemented in this crate,
//! for the type below; what it does is up to whoever implements [`Transport`].

use std::error::Error as StdError;
use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use progenitor_client::{ClientHooks, ClientInfo, OperationInfo};

use super::Operation;
use crate::Client;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends the requests of a [`Client`].
///
/// An implementation signs the request, names it, keeps limits, and repeats it where
/// [`Operation::retry`] allows. To fail with an error of its own it returns
/// [`transport_error`], which arrives as [`Error::CommunicationError`](crate::Error).
pub trait Transport: Send + Sync + 'static {
    /// Carries out one call of `operation`.
    ///
    /// `request` is complete but for what every call needs: token, request and correlation
    /// ids, and the headers of the service. An implementation that answers with a success
    /// may read it by [`Operation::answer`], to learn whether it is one, which leaves the value
    /// for the operation to take; else it may leave an [`Unreadable`](super::Unreadable) among
    /// the extensions of the response, to say what it means when the body does not decode.
    fn send<'a>(
        &'a self,
        http: &'a reqwest::Client,
        request: reqwest::Request,
        operation: &'static Operation,
    ) -> BoxFuture<'a, reqwest::Result<reqwest::Response>>;
}

/// The transport of a [`Client`], shared by its clones.
#[derive(Clone)]
pub struct SharedTransport(Arc<dyn Transport>);

impl SharedTransport {
    /// Shares `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }
}

impl<T: Transport> From<Arc<T>> for SharedTransport {
    fn from(transport: Arc<T>) -> Self {
        Self(transport)
    }
}

impl fmt::Debug for SharedTransport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SharedTransport(..)")
    }
}

impl ClientHooks<SharedTransport> for Client {
    async fn exec(
        &self,
        request: reqwest::Request,
        info: &OperationInfo,
    ) -> reqwest::Result<reqwest::Response> {
        match Operation::by_rust_name(info.operation_id) {
            Some(operation) => self.inner().0.send(self.client(), request, operation).await,
            // The table and the methods come from one document, so this cannot happen; and
            // should it, nothing may be sent without the rules of its operation.
            None => Err(transport_error(UnknownOperation(info.operation_id)).await),
        }
    }
}

/// An operation that the table of operations lacks.
#[derive(Debug)]
struct UnknownOperation(&'static str);

impl fmt::Display for UnknownOperation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not among the operations of the document; nothing was sent", self.0)
    }
}

impl StdError for UnknownOperation {}

/// Turns any error into a [`reqwest::Error`] that has it among its sources.
///
/// The generator's hook fails with `reqwest::Error`, which has no constructor. A response
/// whose body fails is the one public way to make one that carries an error of ours.
pub async fn transport_error(error: impl StdError + Send + Sync + 'static) -> reqwest::Error {
    let body = reqwest::Body::wrap(Failing(Some(Box::new(error))));
    let mut response = reqwest::Response::from(http::Response::new(body));
    loop {
        match response.chunk().await {
            Err(error) => return error,
            // `Failing` yields its error first; should reqwest ever read on, ask again.
            Ok(_) => response = reqwest::Response::from(http::Response::new(exhausted())),
        }
    }
}

/// As [`transport_error`], where nobody can wait; in its place the message of `error`, should
/// making it ever take more than a moment.
pub(crate) fn transport_error_now(
    error: impl StdError + Send + Sync + 'static,
) -> Result<reqwest::Error, String> {
    let message = error.to_string();
    let mut making = std::pin::pin!(transport_error(error));
    match making.as_mut().poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(error) => Ok(error),
        Poll::Pending => Err(message),
    }
}

fn exhausted() -> reqwest::Body {
    reqwest::Body::wrap(Failing(None))
}

/// A body that is nothing but an error.
struct Failing(Option<Box<dyn StdError + Send + Sync>>);

impl http_body::Body for Failing {
    type Data = Bytes;
    type Error = Box<dyn StdError + Send + Sync>;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        _: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, Self::Error>>> {
        let error = self.0.take().unwrap_or_else(|| "the error was read before".into());
        Poll::Ready(Some(Err(error)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[derive(Debug)]
    struct Mine;

    impl fmt::Display for Mine {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("mine")
        }
    }

    impl StdError for Mine {}

    #[test]
    fn an_error_of_ours_is_found_among_the_sources() {
        let error = transport_error_now(Mine).expect("making an error waits for nothing");
        let mut source = error.source();
        while let Some(inner) = source {
            if inner.downcast_ref::<Mine>().is_some() {
                return;
            }
            source = inner.source();
        }
        panic!("not found in {error:?}");
    }
}
