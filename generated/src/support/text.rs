//! Text that can share its storage.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::Arc;

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AsCell, Cell};

/// Text that is not changed.
///
/// Cheap to clone. The texts of one line of an invoice are pieces of one copy of that line,
/// which saves a line some thirty allocations; keeping one of them keeps that copy.
#[derive(Clone, Default)]
pub struct Text {
    storage: Arc<str>,
    start: u32,
    end: u32,
}

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        // Every constructor sees to it that there is such a piece.
        self.storage.get(self.start as usize..self.end as usize).unwrap_or_default()
    }

    /// A piece of a text; `None` where there is no such piece.
    pub(crate) fn piece(storage: &Arc<str>, start: u32, end: u32) -> Option<Self> {
        storage.get(start as usize..end as usize)?;
        Some(Self { storage: Arc::clone(storage), start, end })
    }
}

impl From<Arc<str>> for Text {
    /// Takes the text up to its 4 GiB.
    fn from(storage: Arc<str>) -> Self {
        let mut end = storage.len().min(u32::MAX as usize);
        while !storage.is_char_boundary(end) {
            end -= 1;
        }
        Self { start: 0, end: u32::try_from(end).unwrap_or(u32::MAX), storage }
    }
}

impl From<&str> for Text {
    fn from(text: &str) -> Self {
        match text {
            "" => Self::default(),
            text => Arc::<str>::from(text).into(),
        }
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Box<str>> for Text {
    fn from(text: Box<str>) -> Self {
        Arc::<str>::from(text).into()
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
    fn a_piece_is_the_text_that_it_shows() {
        let storage: Arc<str> = "Contoso GmbH".into();
        let piece = Text::piece(&storage, 0, 7).unwrap();
        assert_eq!(piece, Text::from("Contoso"));
        assert_eq!(piece.to_string(), "Contoso");
        assert_eq!(format!("{piece:?} {piece:>9}"), r#""Contoso"   Contoso"#);
        assert_eq!(std::collections::HashSet::from([piece]).get("Contoso").unwrap(), "Contoso");
        assert_eq!(Text::default(), Text::from(""));
        let mut two = ["b", "a"].map(Text::from);
        two.sort();
        assert_eq!(two.map(String::from), ["a", "b"]);
    }

    #[test]
    fn there_is_no_piece_of_half_a_letter_or_beyond_the_end() {
        let storage: Arc<str> = "né".into();
        assert_eq!(Text::piece(&storage, 1, 3).unwrap(), "é");
        for (start, end) in [(0, 2), (2, 3), (0, 4), (3, 1)] {
            assert!(Text::piece(&storage, start, end).is_none(), "{start} {end}");
        }
    }

    #[test]
    fn it_is_a_string_on_the_wire() {
        let text: Text = serde_json::from_str(r#""a\"b""#).unwrap();
        assert_eq!(text, "a\"b");
        assert_eq!(serde_json::to_string(&text).unwrap(), r#""a\"b""#);
        assert!(serde_json::from_str::<Text>("7").is_err());
    }
}
