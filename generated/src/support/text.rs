//! Text that can share its storage.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use smol_str::SmolStr;

use super::{AsCell, Cell};

/// Text that is not changed.
///
/// Cheap to clone: short text stands in the value itself, and longer text is shared. A line of an
/// invoice has some forty texts, most of them short.
#[derive(Clone, Default)]
pub struct Text(SmolStr);

const _: () = assert!(size_of::<Option<Text>>() == 24, "it takes no more than a `String`");

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        Self(text.into())
    }
}

impl From<&str> for Text {
    #[inline]
    fn from(text: &str) -> Self {
        Self(text.into())
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        Self(text.into())
    }
}

impl From<Box<str>> for Text {
    fn from(text: Box<str>) -> Self {
        Self(text.into())
    }
}

impl From<&String> for Text {
    fn from(text: &String) -> Self {
        text.as_str().into()
    }
}

impl From<Text> for String {
    fn from(text: Text) -> Self {
        text.as_str().to_owned()
    }
}

impl Deref for Text {
    type Target = str;

    fn deref(&self) -> &str {
        self.as_str()
    }
}

impl AsRef<str> for Text {
    fn as_ref(&self) -> &str {
        self
    }
}

impl Borrow<str> for Text {
    fn borrow(&self) -> &str {
        self
    }
}

impl PartialEq for Text {
    fn eq(&self, other: &Self) -> bool {
        **self == **other
    }
}

impl Eq for Text {}

impl PartialEq<str> for Text {
    fn eq(&self, other: &str) -> bool {
        **self == *other
    }
}

impl PartialEq<&str> for Text {
    fn eq(&self, other: &&str) -> bool {
        **self == **other
    }
}

impl PartialOrd for Text {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Text {
    fn cmp(&self, other: &Self) -> Ordering {
        (**self).cmp(&**other)
    }
}

impl Hash for Text {
    fn hash<H: Hasher>(&self, state: &mut H) {
        (**self).hash(state);
    }
}

impl fmt::Display for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self)
    }
}

impl fmt::Debug for Text {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(&**self, f)
    }
}

impl AsCell for Text {
    fn as_cell(&self) -> Cell<'_> {
        Cell::Text(self)
    }
}

impl Serialize for Text {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self)
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct AnyText;

        impl Visitor<'_> for AnyText {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string")
            }

            fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
                Ok(text.into())
            }
        }

        deserializer.deserialize_str(AnyText)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_stands_for_what_it_was_made_of_however_long_that_is() {
        for length in 0..60 {
            let text = "é".repeat(length / 2) + &"a".repeat(length % 2);
            let made: Text = text.as_str().into();
            assert_eq!(made, text.as_str());
            assert_eq!(made, Text::from(Arc::<str>::from(text.as_str())));
            assert_eq!(made, Text::from(text.clone().into_boxed_str()));
            assert_eq!(format!("{made} {made:?}"), format!("{text} {text:?}"));
            assert_eq!(String::from(made.clone()), text);
            assert_eq!(std::collections::HashSet::from([made]).get(text.as_str()).unwrap(), &*text);
        }
    }

    #[test]
    fn it_is_padded_and_sorted_as_text_is() {
        assert_eq!(format!("{:>9}", Text::from("Contoso")), "  Contoso");
        let mut two = ["b", "a"].map(Text::from);
        two.sort();
        assert_eq!(two.map(String::from), ["a", "b"]);
        assert_eq!(Text::default(), "");
    }

    #[test]
    fn it_is_a_string_on_the_wire() {
        let text: Text = serde_json::from_str(r#""a\"b""#).unwrap();
        assert_eq!(text, "a\"b");
        assert_eq!(serde_json::to_string(&text).unwrap(), r#""a\"b""#);
        assert!(serde_json::from_str::<Text>("7").is_err());
    }
}
