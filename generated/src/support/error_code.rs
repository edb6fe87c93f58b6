//! Error codes of the service: decimal numbers, written as text or as numbers.

use std::fmt;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// The code of a refusal.
///
/// A fault carries it as text, an order error as a number; both are read here in either
/// form, and written back in the form they came in. Two codes are equal when their text is.
#[derive(Clone, Debug, Default)]
pub struct ErrorCode {
    text: Box<str>,
    number: bool,
}

impl ErrorCode {
    /// The code as text, such as `800064`.
    pub fn as_str(&self) -> &str {
        &self.text
    }
}

impl From<&str> for ErrorCode {
    fn from(text: &str) -> Self {
        Self { text: text.into(), number: false }
    }
}

impl From<i64> for ErrorCode {
    fn from(number: i64) -> Self {
        Self { text: number.to_string().into(), number: true }
    }
}

impl PartialEq for ErrorCode {
    fn eq(&self, other: &Self) -> bool {
        self.text == other.text
    }
}

impl Eq for ErrorCode {}

impl PartialEq<&str> for ErrorCode {
    fn eq(&self, other: &&str) -> bool {
        *self.text == **other
    }
}

impl fmt::Display for ErrorCode {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.text)
    }
}

impl Serialize for ErrorCode {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self.text.parse::<i64>() {
            Ok(number) if self.number => serializer.serialize_i64(number),
            _ => serializer.serialize_str(&self.text),
        }
    }
}

impl<'de> Deserialize<'de> for ErrorCode {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Either;

        impl Visitor<'_> for Either {
            type Value = ErrorCode;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a code, as text or as a whole number")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<ErrorCode, E> {
                Ok(text.into())
            }

            fn visit_i64<E: Error>(self, number: i64) -> Result<ErrorCode, E> {
                Ok(number.into())
            }

            fn visit_u64<E: Error>(self, number: u64) -> Result<ErrorCode, E> {
                i64::try_from(number)
                    .map(ErrorCode::from)
                    .map_err(|_| E::custom(format_args!("{number} is too large for a code")))
            }
        }

        deserializer.deserialize_any(Either)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_and_written_in_either_form() {
        for json in [r#""800064""#, "800064", "0", r#""none""#] {
            let code: ErrorCode = serde_json::from_str(json).unwrap();
            assert_eq!(code.as_str(), json.trim_matches('"'));
            assert_eq!(serde_json::to_string(&code).unwrap(), json);
        }
    }

    #[test]
    fn the_form_does_not_count_in_comparing() {
        assert_eq!(ErrorCode::from(800_064), ErrorCode::from("800064"));
    }

    #[test]
    fn other_json_is_refused() {
        for json in ["true", "[]", "1.5", "18446744073709551615"] {
            assert!(serde_json::from_str::<ErrorCode>(json).is_err(), "{json}");
        }
    }
}
