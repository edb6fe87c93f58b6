//! Why a call failed.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;

use super::parameter::BadParameter;

/// Any error that can move between threads.
pub type BoxError = Box<dyn StdError + Send + Sync>;

/// Why a call of a generated operation failed.
///
/// What happened on the wire is said by the transport, in an error of its own. Its `Display` and
/// `Debug` are those of the transport's error, where there is one. Neither has headers or a body:
/// those of an answer can name people.
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
            Self::Parameter(wrong) => fmt::Display::fmt(wrong, f),
            Self::Transport(error) => fmt::Display::fmt(error, f),
            Self::Unreadable { body, .. } => write!(
                f,
                "the answer, of {} bytes, does not have the documented form; what was asked may \
                 have been done: look at what exists before asking again",
                body.len()
            ),
        }
    }
}

/// The longest `Debug` of a transport's error that is passed on, in characters.
const LONGEST: usize = 4_000;

impl fmt::Debug for CallError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Parameter(wrong) => fmt::Debug::fmt(wrong, f),
            Self::Transport(error) => {
                let text: String = format!("{error:?}").chars().take(LONGEST).collect();
                f.write_str(&text)
            }
            // What the decoder says quotes the body.
            Self::Unreadable { error, .. } => {
                let (line, column) = (error.line(), error.column());
                write!(f, "{self}\n  because      line {line}, column {column} does not fit")
            }
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{Request, Retry};

    #[derive(Debug)]
    struct Failed(&'static str);

    impl fmt::Display for Failed {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            if f.alternate() { write!(f, "{}, in full", self.0) } else { f.write_str(self.0) }
        }
    }

    impl StdError for Failed {}

    #[test]
    fn a_bad_parameter_prints_the_operation_and_what_to_give() {
        let wrong = CallError::from(Request::raw("GET", "customers", Retry::Read).unwrap_err());
        let expected = "GET: `path` is not a path of the service; nothing was sent: begin with one \
                        slash, such as `/v1/customers`";
        assert_eq!(wrong.to_string(), expected);
        assert_eq!(format!("{wrong:#}"), expected);
        assert_eq!(format!("{wrong:?}"), expected);
        assert!(wrong.source().is_none());
    }

    #[test]
    fn the_error_of_a_transport_prints_as_it_does_itself_but_for_its_length() {
        let failed = CallError::Transport(Box::new(Failed("no network")));
        assert_eq!(failed.to_string(), "no network");
        assert_eq!(format!("{failed:#}"), "no network, in full");
        assert_eq!(format!("{failed:?}"), r#"Failed("no network")"#);
        let long = "x".repeat(3 * LONGEST).leak();
        let long = CallError::Transport(Box::new(Failed(long)));
        assert_eq!(format!("{long:?}").len(), LONGEST);
    }

    #[test]
    fn an_unreadable_answer_prints_without_its_body() {
        let body = r#"{"name":"Jane Doe"}"#;
        let error = serde_json::from_str::<Vec<u8>>(body).unwrap_err();
        let unreadable = CallError::Unreadable { body: Bytes::from_static(body.as_bytes()), error };
        let expected = "the answer, of 19 bytes, does not have the documented form; what was asked \
                        may have been done: look at what exists before asking again";
        assert_eq!(unreadable.to_string(), expected);
        assert_eq!(format!("{unreadable:#}"), expected);
        let expected = format!("{expected}\n  because      line 1, column 0 does not fit");
        assert_eq!(format!("{unreadable:?}"), expected);
        assert!(unreadable.source().is_some());
    }
}
