//! The two versions of the endpoints.

use crate::json::Json;

/// Which form of the endpoint is spoken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Version {
    /// `resource` says what the token is for; numbers are printed as strings.
    One,
    /// `scope` says it; numbers are numbers.
    Two,
}

impl Version {
    /// What says what a token is for.
    pub(crate) fn parameter(self) -> &'static str {
        match self {
            Self::One => "resource",
            Self::Two => "scope",
        }
    }

    /// A number as an answer has it.
    pub(crate) fn number(self, value: u64) -> Json {
        match self {
            Self::One => value.to_string().into(),
            Self::Two => value.into(),
        }
    }
}
