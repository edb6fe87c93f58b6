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

/// How long text can be that stands in the value itself, in bytes.
const SHORT: usize = 22;

/// How many bytes of a page are copied at a time: some five lines of an invoice.
const PART: usize = 8 * 1024;

/// Text that is not changed.
///
/// Cheap to clone: text of up to 22 bytes stands in the value itself, and longer text is shared.
/// The longer texts of a line of an invoice are pieces of a copy of 8 KB of its page, which saves
/// a line some ten allocations; keeping one of them keeps that copy.
#[derive(Clone)]
pub struct Text(Form);

#[derive(Clone)]
enum Form {
    /// The first so many bytes of these.
    Short(u8, [u8; SHORT]),
    /// A piece of a text. In a box, which takes half the room here.
    Piece { of: Arc<Box<str>>, start: u32, end: u32 },
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
            Form::Piece { of, start, end } => of.get(*start as usize..*end as usize),
        };
        found.unwrap_or_default()
    }

    /// Text that is short enough to stand in the value.
    fn short(text: &str) -> Option<Self> {
        let mut bytes = [0; SHORT];
        bytes.get_mut(..text.len())?.copy_from_slice(text.as_bytes());
        Some(Self(Form::Short(u8::try_from(text.len()).ok()?, bytes)))
    }

    /// A piece of a text; `None` where there is no such piece.
    fn piece(of: &Arc<Box<str>>, start: usize, end: usize) -> Option<Self> {
        of.get(start..end)?;
        let (start, end) = (u32::try_from(start).ok()?, u32::try_from(end).ok()?);
        Some(Self(Form::Piece { of: Arc::clone(of), start, end }))
    }
}

/// The texts of a page, the longer ones of which are pieces of copies of parts of it.
#[derive(Default)]
pub(crate) struct Texts {
    /// The latest copy, and where in the page it begins.
    copy: Option<(usize, Arc<Box<str>>)>,
}

impl Texts {
    /// Text that stands in `json`.
    #[inline]
    pub(crate) fn piece(&mut self, json: &str, start: usize, end: usize) -> Option<Text> {
        let length = end.checked_sub(start)?;
        // So many bytes are copied faster than as many as there are.
        match json.as_bytes().get(start..).and_then(<[u8]>::first_chunk) {
            Some(bytes) if length <= SHORT => Some(Text(Form::Short(length as u8, *bytes))),
            _ => self.longer(json, start, end),
        }
    }

    fn longer(&mut self, json: &str, start: usize, end: usize) -> Option<Text> {
        let piece = |(from, copy): &(usize, Arc<Box<str>>)| {
            Text::piece(copy, start.checked_sub(*from)?, end.checked_sub(*from)?)
        };
        if let Some(text) = self.copy.as_ref().and_then(piece) {
            return Some(text);
        }
        let part = json.get(start..cut(json, start + PART))?;
        let copy = self.copy.insert((start, Arc::new(part.into())));
        // What is longer than a part stands for itself.
        piece(copy).or_else(|| json.get(start..end).map(Text::from))
    }
}

/// The last place up to `most` where a text can be cut between two characters.
///
/// The standard library's `floor_char_boundary` is younger than the Rust that this crate needs.
fn cut(text: &str, most: usize) -> usize {
    let most = most.min(text.len());
    (0..=most).rev().find(|&place| text.is_char_boundary(place)).unwrap_or(0)
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
            let end = cut(text, u32::MAX as usize);
            Self::piece(&Arc::new(Box::from(&text[..end])), 0, end).unwrap_or_default()
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
    fn the_texts_of_a_page_are_what_stands_there() {
        let json = "a text that is rather longänd another one".repeat(2);
        let mut texts = Texts::default();
        for start in 0..json.len() {
            for end in (start..=json.len()).filter(|end| json.get(start..*end).is_some()) {
                assert_eq!(texts.piece(&json, start, end).unwrap(), json[start..end]);
            }
        }
        assert!(texts.piece(&json, 3, 2).is_none());
    }

    #[test]
    fn a_text_is_cut_between_two_characters() {
        let places = [0, 1, 2, 3, 4, usize::MAX].map(|most| cut("aéb", most));
        assert_eq!(places, [0, 1, 1, 3, 4, 4]);
    }

    #[test]
    fn longer_texts_of_one_part_of_a_page_share_one_copy() {
        let json = "é".repeat(PART);
        let mut texts = Texts::default();
        let mut copies = Vec::new();
        for (start, end) in [(0, 100), (200, 300), (2, 40), (PART - 60, PART), (PART, PART + 50)] {
            let text = texts.piece(&json, start, end).unwrap();
            assert_eq!(text, json[start..end]);
            let Form::Piece { of, .. } = text.0 else { panic!("it is long") };
            copies.push(of);
        }
        let [first, .., last, next] = &copies[..] else { panic!("there are five") };
        assert!(Arc::ptr_eq(first, last) && !Arc::ptr_eq(first, next));
        // One that is longer than a part.
        let text = texts.piece(&json, 100, PART + 102).unwrap();
        assert_eq!(text, json[100..PART + 102]);
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
