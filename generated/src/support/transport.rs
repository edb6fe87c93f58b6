//! What sends the requests of a client.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use bytes::Bytes;

use super::call_error::BoxError;
use super::request::Request;
use super::response::Response;

/// A boxed future that can move between threads.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// Sends the requests of a [`Client`](crate::Client).
///
/// An implementation adds the address, signs and names the request, keeps limits, and repeats
/// it where [`Operation::retry`](super::Operation::retry) allows.
pub trait Transport: Send + Sync + 'static {
    /// Carries out one call and returns its success; a refusal is an error.
    ///
    /// Whether a success is an answer or only looks like one, its decoder alone can tell, and
    /// the transport alone can ask again. So `reader` decodes a short answer at once and keeps
    /// the value for the caller. It is absent where an answer can be long: the caller decodes
    /// it, perhaps on another thread.
    ///
    /// # Errors
    ///
    /// An error of the transport's own, which the caller gets as
    /// [`CallError::Transport`](super::CallError::Transport).
    fn send<'a>(
        &'a self,
        request: Request,
        reader: Option<&'a mut dyn ReadAnswer>,
    ) -> BoxFuture<'a, Result<Response, BoxError>>;
}

/// Decodes the answer to a call, and keeps the value for the caller.
pub trait ReadAnswer: Send {
    /// Decodes `body`. A later body takes the place of an earlier one.
    ///
    /// # Errors
    ///
    /// The body does not have the documented form. No value is kept then.
    fn read(&mut self, body: &Bytes) -> Result<(), serde_json::Error>;
}

/// The transport of a [`Client`](crate::Client), shared by its clones.
#[derive(Clone)]
pub struct SharedTransport(Arc<dyn Transport>);

impl SharedTransport {
    /// Shares `transport`.
    pub fn new(transport: impl Transport) -> Self {
        Self(Arc::new(transport))
    }

    pub(super) fn get(&self) -> &dyn Transport {
        &*self.0
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
