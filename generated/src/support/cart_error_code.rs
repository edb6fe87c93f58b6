//! Why a line of a cart was refused.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::{Bought, ErrorCode, Repeat};

/// The code of a line error, which the service writes as a number or as a name.
///
/// Kept in the form it came in. [`known`](Self::known) finds what the document says of it.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct CartErrorCode(ErrorCode);

impl CartErrorCode {
    /// The code as it came: `10001`, say, or `catalog_item_id_is_not_valid`.
    pub fn as_str(&self) -> &str {
        self.0.as_str()
    }
}

impl From<&str> for CartErrorCode {
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<i64> for CartErrorCode {
    fn from(number: i64) -> Self {
        Self(number.into())
    }
}

impl fmt::Display for CartErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the document says of the code of a line error.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct CartCode {
    /// The number.
    pub code: u32,
    /// The name, such as `CatalogItemIdIsNotValid`.
    pub name: &'static str,
    /// What went wrong.
    pub meaning: &'static str,
    /// What has most likely led to it.
    pub cause: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whether the same line can be accepted later.
    pub repeat: Repeat,
    /// Whether something may have been bought. A cart buys nothing before its checkout.
    pub bought: Bought,
    /// The vendor's page about it, or else the one that lists these codes.
    pub link: &'static str,
}
