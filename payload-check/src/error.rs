//! Why nothing could be said about a payload.

use std::fmt;

/// Why nothing could be said about a payload.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// The document has no schema of this name.
    UnknownSchema {
        /// The name that was asked for.
        name: String,
        /// The name that may have been meant.
        nearest: Option<&'static str>,
    },
    /// The document has no JSON body there.
    NoBody {
        /// The operation that was asked for, by its id in the document.
        operation: String,
        /// `request`, or the status of the answer.
        part: String,
    },
    /// The text is not JSON.
    NotJson(String),
    /// The document says something that this program does not understand.
    Document(String),
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::UnknownSchema { name, nearest: Some(nearest) } => {
                write!(f, "the document has no schema `{name}`; is `{nearest}` meant?")
            }
            Self::UnknownSchema { name, nearest: None } => {
                write!(f, "the document has no schema `{name}`")
            }
            Self::NoBody { operation, part } => {
                write!(f, "the document has no JSON body for `{operation}`, {part}")
            }
            Self::NotJson(reason) => write!(f, "not JSON: {reason}"),
            Self::Document(reason) => write!(
                f,
                "the document cannot be checked against: {reason}; \
                 run `cargo xtask codegen`, or teach payload-check/src/shape.rs"
            ),
        }
    }
}

impl std::error::Error for Error {}
