//! Why a call failed.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::parameter::BadParameter;

/// Any error that can move between threads.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call of a generated operation failed.
///
/// What happened on the wire is said by the transport, in an error of its own.
#[derive(Debug)]
#[non_exhaustive]
pub enum CallError {
    /// A parameter cannot be sent. Nothing was sent.
    Parameter(BadParameter),
    /// The error of the [`Transport`](super::Transport), which can be downcast.
    Transport(BoxError),
    /// The service answered with a success whose body does not have the documented form, and the
    /// transport had nothing to say of that. What was asked may have been done.
    Unreadable {
        /// The body as it came. It may name people.
        body: Bytes,
        /// What is wrong with it.
        error: serde_json::Error,
    },
}

impl fmt::Display for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(wrong) => wrong.fmt(f),
            Self::Transport(error) => error.fmt(f),
            Self::Unreadable { .. } => f.write_str("the answer does not have the documented form"),
        }
    }
}

impl StdError for CallError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        match self {
            Self::Parameter(_) => None,
            Self::Transport(error) => error.source(),
            Self::Unreadable { error, .. } => Some(error),
        }
    }
}

impl From<BadParameter> for CallError {
    fn from(wrong: BadParameter) -> Self {
        Self::Parameter(wrong)
    }
}
