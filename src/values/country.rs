//! The country that a purchase is made in.

use std::fmt;
use std::str::FromStr;

use partner_center_api::types;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// A country, as two letters of ISO 3166-1 in capitals, such as `US`.
///
/// Prices, currencies and what can be bought depend on it. For a purchase it is the
/// country of the customer's billing profile.
///
/// ```
/// use partner_center::Country;
///
/// let country: Country = "us".parse()?;
/// assert_eq!(country.as_str(), "US");
/// assert!("USA".parse::<Country>().is_err());
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Country([u8; 2]);

impl Country {
    /// The two letters, in capitals.
    pub fn as_str(&self) -> &str {
        // Two ASCII letters are always UTF-8; parsing admits nothing else.
        std::str::from_utf8(&self.0).unwrap_or_default()
    }
}

impl FromStr for Country {
    type Err = Error;

    /// # Errors
    ///
    /// The text is not two ASCII letters. Nothing was sent.
    fn from_str(text: &str) -> Result<Self> {
        match *text.as_bytes() {
            [first, second] if first.is_ascii_alphabetic() && second.is_ascii_alphabetic() => {
                Ok(Self([first.to_ascii_uppercase(), second.to_ascii_uppercase()]))
            }
            _ => Err(Error::invalid(
                "country",
                format!("`{text}` is not a country code of two letters, such as `US`"),
            )),
        }
    }
}

impl TryFrom<String> for Country {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<Country> for String {
    fn from(country: Country) -> Self {
        country.as_str().to_owned()
    }
}

impl From<Country> for types::CountryCode {
    fn from(country: Country) -> Self {
        Self::from(country.as_str().to_owned())
    }
}

impl fmt::Display for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl fmt::Debug for Country {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Country({self})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_letters_in_any_case_are_a_country() {
        for (text, code) in [("US", "US"), ("no", "NO"), ("xK", "XK")] {
            assert_eq!(text.parse::<Country>().unwrap().as_str(), code);
        }
    }

    #[test]
    fn anything_else_is_refused_with_an_example() {
        for text in ["", "U", "USA", "U1", "É", "ŲS", " US", "U S"] {
            let error = text.parse::<Country>().unwrap_err();
            let message = error.to_string();
            assert!(
                message.contains(&format!("`{text}`")) && message.contains("`US`"),
                "{message}"
            );
        }
    }
}
