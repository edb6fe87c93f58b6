//! Types that are one of several, chosen by what a value says of itself.
//!
//! Trying the alternatives one after the other would take the first for everything, since
//! none of their fields is required.

use std::fmt;

use serde::de::{Deserializer as _, IgnoredAny, MapAccess, Visitor};
use serde::{Serialize, Serializer};
use serde_json::value::RawValue;

use super::same_word;

/// What the generated code says of such a type.
pub(crate) trait Union: Sized {
    /// The alternatives.
    type Kind: Copy + PartialEq + 'static;

    /// The way to the word by which a value says what it is.
    const PATH: &'static [&'static str];
    /// The words, and what each means.
    const WORDS: &'static [(&'static str, Self::Kind)];
    /// The two properties that tell it where the word is missing.
    const PROPERTIES: [&'static str; 2];
    /// What they say, and what that means.
    const PAIRS: &'static [([&'static str; 2], Self::Kind)];

    /// Decodes a value of a kind.
    fn decode(kind: Self::Kind, json: &str) -> Result<Self, serde_json::Error>;

    /// Keeps a value of an unknown kind.
    fn other(value: OtherObject) -> Self;

    /// Keeps a value that does not decode.
    fn unreadable(value: UnreadableObject) -> Self;
}

/// Reads a value as what it says it is, or else as what was asked for.
pub(crate) fn read_union<U: Union>(json: Box<RawValue>, asked: Option<U::Kind>) -> U {
    match choose::<U>(json.get(), asked) {
        Choice::Known(kind) => U::decode(kind, json.get()).unwrap_or_else(|error| {
            U::unreadable(UnreadableObject { json, error: error.to_string().into(), number: 0 })
        }),
        Choice::Unknown(kind) => U::other(OtherObject { json, kind, number: 0 }),
    }
}

/// What a value is.
enum Choice<K> {
    Known(K),
    /// Nothing that the document knows; by this word, if there is one.
    Unknown(Option<Box<str>>),
}

fn choose<U: Union>(json: &str, asked: Option<U::Kind>) -> Choice<U::Kind> {
    let [one, other] = U::PROPERTIES;
    let [first, one, other] = members(json, [U::PATH.first().copied().unwrap_or(""), one, other]);
    let rest = U::PATH.get(1..).unwrap_or_default();
    let word = rest.iter().fold(first, |json, step| members(json?, [*step])[0]);
    let [word, one, other] = [word, one, other].map(|json| json.and_then(text));
    match tells::<U>([word.as_deref(), one.as_deref(), other.as_deref()]) {
        Some(kind) => Choice::Known(kind),
        // Whoever says what it is has the last word: what was asked for cannot know better.
        None => match (word.filter(|word| !word.is_empty()), asked) {
            (Some(word), _) => Choice::Unknown(Some(word.into())),
            (None, Some(asked)) => Choice::Known(asked),
            (None, None) => Choice::Unknown(None),
        },
    }
}

/// What a value is by the word and the two properties that it has.
pub(crate) fn tells<U: Union>([word, one, other]: [Option<&str>; 3]) -> Option<U::Kind> {
    if let Some(word) = word.filter(|word| !word.is_empty()) {
        let mut words = U::WORDS.iter();
        let known = words.find(|(known, _)| *known == word || same_word(known, word));
        return known.map(|(_, kind)| *kind);
    }
    let (one, other) = (one?, other?);
    let mut pairs = U::PAIRS.iter();
    let known = pairs.find(|([a, b], _)| same_word(a, one) && same_word(b, other));
    known.map(|(_, kind)| *kind)
}

/// The members of an object by name, in any case; nothing of what is no object.
fn members<'j, const N: usize>(json: &'j str, names: [&str; N]) -> [Option<&'j str>; N] {
    struct Pick<'n, 'j, const N: usize> {
        names: [&'n str; N],
        found: [Option<&'j str>; N],
    }

    impl<'j, const N: usize> Visitor<'j> for Pick<'_, 'j, N> {
        type Value = [Option<&'j str>; N];

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("an object")
        }

        fn visit_map<A: MapAccess<'j>>(mut self, mut map: A) -> Result<Self::Value, A::Error> {
            while let Some(key) = map.next_key::<std::borrow::Cow<'j, str>>()? {
                match self.names.iter().position(|name| name.eq_ignore_ascii_case(&key)) {
                    Some(at) => self.found[at] = Some(map.next_value::<&'j RawValue>()?.get()),
                    None => {
                        map.next_value::<IgnoredAny>()?;
                    }
                }
            }
            Ok(self.found)
        }
    }

    let mut reader = serde_json::Deserializer::from_str(json);
    reader.deserialize_map(Pick { names, found: [None; N] }).unwrap_or([None; N])
}

/// The text that a JSON string stands for.
fn text(json: &str) -> Option<String> {
    serde_json::from_str(json).ok()
}

/// A value of a kind that the document does not know, as it came.
#[derive(Clone, Debug)]
pub struct OtherObject {
    json: Box<RawValue>,
    kind: Option<Box<str>>,
    number: u64,
}

impl OtherObject {
    /// The word by which it says what it is; `None` where it says nothing.
    pub fn kind(&self) -> Option<&str> {
        self.kind.as_deref()
    }

    /// The value, as it came.
    pub fn json(&self) -> &RawValue {
        &self.json
    }

    /// Its number in the list that it came in, counted from 1, where who read the list knew.
    pub fn number(&self) -> Option<u64> {
        (self.number > 0).then_some(self.number)
    }

    /// Notes its number in the list.
    pub fn set_number(&mut self, number: u64) {
        self.number = number;
    }

    pub(crate) fn into_json(self) -> Box<RawValue> {
        self.json
    }
}

impl PartialEq for OtherObject {
    /// By text: `1.0` and `1` are different values here.
    fn eq(&self, other: &Self) -> bool {
        self.json.get() == other.json.get()
    }
}

impl Serialize for OtherObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}

/// A value that does not decode as what it says it is, as it came.
#[derive(Clone, Debug)]
pub struct UnreadableObject {
    json: Box<RawValue>,
    error: Box<str>,
    number: u64,
}

impl UnreadableObject {
    pub(super) fn new(json: Box<RawValue>, error: &serde_json::Error, number: u64) -> Self {
        Self { json, error: error.to_string().into(), number }
    }

    /// Why it does not decode, with line and column within the value.
    pub fn error(&self) -> &str {
        &self.error
    }

    /// The value, as it came.
    pub fn json(&self) -> &RawValue {
        &self.json
    }

    /// Its number in the list that it came in, counted from 1, where who read the list knew.
    pub fn number(&self) -> Option<u64> {
        (self.number > 0).then_some(self.number)
    }

    /// Notes its number in the list.
    pub fn set_number(&mut self, number: u64) {
        self.number = number;
    }
}

impl PartialEq for UnreadableObject {
    /// By text: `1.0` and `1` are different values here.
    fn eq(&self, other: &Self) -> bool {
        self.json.get() == other.json.get()
    }
}

impl Serialize for UnreadableObject {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.json.serialize(serializer)
    }
}
