//! What to say of a body that cannot be read.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;

use super::call_error::{BoxError, CallError};

type Explain = dyn Fn(Bytes, serde_json::Error) -> BoxError + Send + Sync;

/// What to say when the body of a success cannot be read.
///
/// Only the transport knows which call a response belongs to, and only the decoder knows
/// that it does not fit.
#[derive(Clone)]
pub struct Unreadable(Arc<Explain>);

impl Unreadable {
    /// Says it with `explain`, which gets the body and what was wrong with it.
    pub fn new<E, F>(explain: F) -> Self
    where
        E: StdError + Send + Sync + 'static,
        F: Fn(Bytes, serde_json::Error) -> E + Send + Sync + 'static,
    {
        Self(Arc::new(move |body, error| Box::new(explain(body, error))))
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unreadable(..)")
    }
}

/// Says that a body cannot be read, with the transport's explanation if there is one.
pub(super) fn unreadable(
    explain: Option<Unreadable>,
    body: Bytes,
    error: serde_json::Error,
) -> CallError {
    match explain {
        None => CallError::Unreadable { body, error },
        Some(explain) => CallError::Transport((explain.0)(body, error)),
    }
}
