//! Text that can share its storage.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::ops::Deref;
use std::sync::{Arc, OnceLock};

use serde::de::{Error, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AsCell, Cell};

/// How long text can be that stands in the value itself, in bytes.
const SHORT: usize = 22;

/// What longer texts are pieces of. It is set once all of them have been read.
type Storage = Arc<OnceLock<Box<str>>>;

/// Text that is not changed.
///
/// Cheap to clone: text of up to 22 bytes stands in the value itself, and longer text is shared.
/// The longer texts of one line of an invoice are pieces of one text, which saves a line some ten
/// allocations; keeping one of them keeps that text.
#[derive(Clone)]
pub struct Text(Form);

#[derive(Clone)]
enum Form {
    /// The first so many bytes of these.
    Short(u8, [u8; SHORT]),
    Piece {
        storage: Storage,
        start: u32,
        end: u32,
    },
}

const _: () = assert!(size_of::<Option<Text>>() == 24, "it takes no more than a `String`");

impl Text {
    /// The text.
    pub fn as_str(&self) -> &str {
        // Every constructor sees to it that there is such a piece, and that it is UTF-8.
        let found = match &self.0 {
            Form::Short(length, bytes) => {
                bytes.get(..usize::from(*length)).and_then(|bytes| str::from_utf8(bytes).ok())
            }
            Form::Piece { storage, start, end } => {
                storage.get().and_then(|text| text.get(*start as usize..*end as usize))
            }
        };
        found.unwrap_or_default()
    }

    /// Text that is short enough to stand in the value.
    fn short(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(Form::Short(u8::try_from(text.len()).ok()?, bytes)))
    }
}

/// The texts of one item, which belong together.
#[derive(Default)]
pub(crate) struct Texts {
    /// The longer ones, one after the other.
    longer: String,
    /// Where they will be.
    storage: Option<Storage>,
}

impl Texts {
    /// Begins an item.
    pub(crate) fn begin(&mut self) {
        self.longer.clear();
        self.storage = None;
    }

    /// Text that stands in `json`.
    #[inline]
    pub(crate) fn piece(&mut self, json: &str, start: usize, end: usize) -> Option<Text> {
        let length = end.checked_sub(start)?;
        // So many bytes are copied faster than as many as there are.
        match json.as_bytes().get(start..).and_then(<[u8]>::first_chunk) {
            Some(bytes) if length <= SHORT => Some(Text(Form::Short(length as u8, *bytes))),
            _ => self.add(json.get(start..end)?),
        }
    }

    /// Text that stands elsewhere.
    pub(crate) fn add(&mut self, text: &str) -> Option<Text> {
        if let Some(short) = Text::short(text) {
            return Some(short);
        }
        let start = u32::try_from(self.longer.len()).ok()?;
        self.longer.push_str(text);
        let end = u32::try_from(self.longer.len()).ok()?;
        let storage = Arc::clone(self.storage.get_or_insert_default());
        Some(Text(Form::Piece { storage, start, end }))
    }

    /// Ends an item, whose texts can be looked at from now on.
    pub(crate) fn end(&mut self) -> Option<()> {
        match self.storage.take() {
            Some(storage) => storage.set(self.longer.as_str().into()).ok(),
            None => Some(()),
        }
    }
}

impl Default for Text {
    fn default() -> Self {
        Self(Form::Short(0, [0; SHORT]))
    }
}

impl From<&str> for Text {
    /// Takes the text up to its 4 GiB.
    fn from(text: &str) -> Self {
        Self::short(text).unwrap_or_else(|| {
            let text = &text[..text.floor_char_boundary(u32::MAX as usize)];
            let end = u32::try_from(text.len()).unwrap_or(u32::MAX);
            let storage = Arc::new(OnceLock::from(Box::from(text)));
            Self(Form::Piece { storage, start: 0, end })
        })
    }
}

impl From<Arc<str>> for Text {
    fn from(text: Arc<str>) -> Self {
        (&*text).into()
    }
}

impl From<String> for Text {
    fn from(text: String) -> Self {
        text.as_str().into()
    }
}

impl From<Box<str>> for Text {
    fn from(text: Box<str>) -> Self {
        (&*text).into()
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
    fn the_texts_of_an_item_are_there_once_it_has_been_read() {
        let json = "a text that is rather longänd another one".repeat(2);
        let mut texts = Texts::default();
        for _ in 0..2 {
            texts.begin();
            let found: Vec<(Text, &str)> = (0..json.len())
                .flat_map(|start| (start..=json.len()).map(move |end| (start, end)))
                .filter_map(|(start, end)| Some((start, end, json.get(start..end)?)))
                .map(|(start, end, text)| (texts.piece(&json, start, end).unwrap(), text))
                .collect();
            texts.end().unwrap();
            assert!(found.iter().all(|(piece, text)| piece == text));
        }
        assert!(texts.piece(&json, 3, 2).is_none());
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
