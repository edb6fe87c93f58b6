//! The name of a purchase.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, shown};

/// The longest key, in characters.
const LONGEST: usize = 200;

/// The caller's own name of a purchase, such as the number of an order in a shop: 1 to 200
/// characters, none of which is a control character. Keys are compared to the letter.
///
/// A purchase that is asked for twice under one key is made once.
///
/// ```
/// use partner_center::journal::PurchaseKey;
///
/// let key: PurchaseKey = "shop order 4711".parse()?;
/// assert_eq!(key.as_str(), "shop order 4711");
/// assert!(PurchaseKey::new("").is_err());
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct PurchaseKey(String);

impl PurchaseKey {
    /// Takes the text as it is.
    ///
    /// # Errors
    ///
    /// The text is empty, longer than 200 characters, or has a control character.
    pub fn new(text: impl Into<String>) -> Result<Self> {
        let text = text.into();
        let refuse = |why: &str| {
            let message = format!("`{}` {why}: give 1 to 200 characters", shown(&text));
            Err(Error::invalid("purchase key", message))
        };
        if text.is_empty() {
            return refuse("is empty");
        }
        if text.chars().any(char::is_control) {
            return refuse("has a control character, such as a line break");
        }
        if text.chars().nth(LONGEST).is_some() {
            return refuse("is too long");
        }
        Ok(Self(text))
    }

    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for PurchaseKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

impl FromStr for PurchaseKey {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl TryFrom<String> for PurchaseKey {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        Self::new(text)
    }
}

impl TryFrom<&str> for PurchaseKey {
    type Error = Error;

    fn try_from(text: &str) -> Result<Self> {
        Self::new(text)
    }
}

impl From<PurchaseKey> for String {
    fn from(key: PurchaseKey) -> Self {
        key.0
    }
}

impl AsRef<str> for PurchaseKey {
    fn as_ref(&self) -> &str {
        &self.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_has_1_to_200_characters_and_no_control_character() {
        for text in ["x", " ", "ключ 💶", &"ä".repeat(200)] {
            assert_eq!(PurchaseKey::new(text).unwrap().as_str(), text);
        }
        for text in ["", "a\nb", "\0", "\u{85}", &"x".repeat(201)] {
            let error = PurchaseKey::new(text).unwrap_err();
            assert!(error.is_invalid() && error.to_string().starts_with("purchase key: "));
        }
    }

    #[test]
    fn a_key_that_is_read_is_checked_too() {
        assert!(serde_json::from_str::<PurchaseKey>(r#""a""#).is_ok());
        assert!(serde_json::from_str::<PurchaseKey>(r#""""#).is_err());
    }
}
