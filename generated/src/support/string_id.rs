//! Identifiers: opaque text, one type each.

use std::fmt;

use serde::Deserializer;
use serde::de::{Error, Visitor};

use super::Text;

/// Implements an identifier over its text.
///
/// The text is kept as it came. It is compared to the letter, because nothing says that
/// the service does otherwise; two spellings of one GUID are two ids here. A number is read
/// as its digits, and written as text: the service has MPN ids in both forms.
macro_rules! string_id {
    ($(#[$meta:meta])* $name:ident) => {
        $(#[$meta])*
        #[derive(
            Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash, ::serde::Serialize,
        )]
        #[serde(transparent)]
        pub struct $name(crate::support::Text);

        impl $name {
            /// Takes the text as it is; the service alone knows which ids exist.
            pub fn new(text: impl ::std::convert::Into<crate::support::Text>) -> Self {
                Self(text.into())
            }

            /// The text, as the service wrote it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl<'de> ::serde::Deserialize<'de> for $name {
            fn deserialize<D: ::serde::Deserializer<'de>>(
                deserializer: D,
            ) -> ::std::result::Result<Self, D::Error> {
                crate::support::text_or_number(deserializer).map(Self)
            }
        }

        impl crate::support::ParameterValue for $name {
            fn text(&self) -> ::std::borrow::Cow<'_, str> {
                self.as_str().into()
            }
        }

        impl crate::support::AsCell for $name {
            fn as_cell(&self) -> crate::support::Cell<'_> {
                crate::support::Cell::Text(&self.0)
            }
        }

        impl ::std::fmt::Display for $name {
            fn fmt(&self, f: &mut ::std::fmt::Formatter<'_>) -> ::std::fmt::Result {
                f.pad(&self.0)
            }
        }

        impl ::std::str::FromStr for $name {
            type Err = ::std::convert::Infallible;

            fn from_str(text: &str) -> ::std::result::Result<Self, Self::Err> {
                Ok(Self::new(text))
            }
        }

        impl ::std::convert::From<&str> for $name {
            fn from(text: &str) -> Self {
                Self::new(text)
            }
        }

        impl ::std::convert::From<::std::string::String> for $name {
            fn from(text: ::std::string::String) -> Self {
                Self::new(text)
            }
        }

        impl ::std::convert::From<crate::support::Text> for $name {
            fn from(text: crate::support::Text) -> Self {
                Self(text)
            }
        }

        impl ::std::convert::From<&$name> for $name {
            fn from(id: &$name) -> Self {
                id.clone()
            }
        }

        impl ::std::convert::AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }

        impl ::std::cmp::PartialEq<str> for $name {
            fn eq(&self, other: &str) -> bool {
                *self.0 == *other
            }
        }

        impl ::std::cmp::PartialEq<&str> for $name {
            fn eq(&self, other: &&str) -> bool {
                *self.0 == **other
            }
        }
    };
}

pub(crate) use string_id;

/// Reads text, or a whole number as its digits.
pub(crate) fn text_or_number<'de, D>(deserializer: D) -> Result<Text, D::Error>
where
    D: Deserializer<'de>,
{
    struct Either;

    impl Visitor<'_> for Either {
        type Value = Text;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("text, or a whole number")
        }

        fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
            Ok(text.into())
        }

        fn visit_i64<E: Error>(self, number: i64) -> Result<Text, E> {
            Ok(number.to_string().into())
        }

        fn visit_u64<E: Error>(self, number: u64) -> Result<Text, E> {
            Ok(number.to_string().into())
        }
    }

    deserializer.deserialize_any(Either)
}

#[cfg(test)]
mod tests {
    use crate::types::MpnId;

    #[track_caller]
    fn check(json: &str, text: &str) {
        let id: MpnId = serde_json::from_str(json).unwrap();
        assert_eq!(id, text);
        assert_eq!(serde_json::to_string(&id).unwrap(), format!("{text:?}"));
        let value: serde_json::Value = serde_json::from_str(json).unwrap();
        assert_eq!(serde_json::from_value::<MpnId>(value).unwrap(), id);
    }

    #[test]
    fn text_stays_as_it_is_and_a_number_is_its_digits() {
        check(r#""4649221""#, "4649221");
        check(r#""0049""#, "0049");
        check(r#""""#, "");
        check("4649221", "4649221");
        check("0", "0");
        check("-1", "-1");
        check("18446744073709551615", "18446744073709551615");
    }

    #[test]
    fn null_is_no_id() {
        assert_eq!(serde_json::from_str::<Option<MpnId>>("null").unwrap(), None);
        assert!(serde_json::from_str::<MpnId>("null").is_err());
    }

    #[test]
    fn what_has_no_digits_of_its_own_is_refused() {
        for json in ["1.0", "1e3", "18446744073709551616", "true", "[]", "{}"] {
            let error = serde_json::from_str::<MpnId>(json).unwrap_err().to_string();
            assert!(error.contains("expected text, or a whole number"), "{error}");
        }
    }
}
