//! Reading the body of a success.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use progenitor_client::{Error, ResponseValue};
use serde::de::DeserializeOwned;

use super::{BoxFuture, transport_error};

type Explain = dyn Fn(Bytes, serde_json::Error) -> BoxFuture<'static, reqwest::Error> + Send + Sync;

/// What to say when the body of a success cannot be read.
///
/// Only the transport knows which call a response belongs to, and only the decoder knows
/// that it does not fit. The transport leaves this among the extensions of the response.
#[derive(Clone)]
pub struct Unreadable(Arc<Explain>);

impl Unreadable {
    /// Says it with `explain`, which gets the body and what was wrong with it.
    pub fn new<E, F>(explain: F) -> Self
    where
        E: StdError + Send + Sync + 'static,
        F: Fn(Bytes, serde_json::Error) -> E + Send + Sync + 'static,
    {
        Self(Arc::new(move |body, error| Box::pin(transport_error(explain(body, error)))))
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unreadable(..)")
    }
}

/// Decodes the body, and lets the transport explain where that fails.
pub(crate) async fn decode<T: DeserializeOwned, E>(
    response: reqwest::Response,
) -> Result<ResponseValue<T>, Error<E>> {
    let unreadable = response.extensions().get::<Unreadable>().cloned();
    match (ResponseValue::from_response(response).await, unreadable) {
        (Err(Error::InvalidResponsePayload(body, error)), Some(unreadable)) => {
            Err(Error::CommunicationError((unreadable.0)(body, error).await))
        }
        (result, _) => result,
    }
}
