//! A quick way through the pages of lists that can have thousands of items.
//!
//! serde is told a field at a time and asks for each key what it is, and every text is an
//! allocation. Here the next key is compared with the one that mostly comes next, and the
//! texts of an item are pieces of one copy of it.
//!
//! It knows the ordinary form of an item and no other. Whatever is not that, a mistake above
//! all, is left to serde, which is exact and explains itself: an item read here is the item
//! that serde would have read, and nothing is refused here that serde would take.

use std::borrow::Cow;
use std::sync::Arc;

use serde::Deserialize;
use serde::de::{DeserializeOwned, IgnoredAny};
use serde_json::value::RawValue;

use super::{DateTime, Decimal, Text, Union, read_union};

/// What a field of an item holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// Text.
    Text,
    /// Text, or a whole number that is kept as text.
    Id,
    /// A whole number.
    Integer,
    /// An exact number, in a string or without.
    Decimal,
    /// A date and time.
    Date,
    /// True or false.
    Flag,
    /// Something that serde reads.
    Json,
}

/// A field of an item: its name on the wire, and what it holds.
pub(crate) type Field = (&'static str, Form);

/// An item as the generated code describes it.
pub(crate) trait Pull: Sized {
    /// The fields, in the order in which they mostly come; at most 128.
    const FIELDS: &'static [Field];

    /// Makes an item of what was found, by the positions of [`Self::FIELDS`].
    fn build(found: &mut Found<'_>) -> Option<Self>;
}

/// A union whose items can be pulled.
pub(crate) trait PullUnion: Union {
    /// Pulls an item of a kind; `None` where it is not in the ordinary form, or of another
    /// kind by what it says.
    fn pull(kind: Self::Kind, reader: &mut Reader<'_>, slots: &mut Slots) -> Option<Self>;

    /// What an item was decoded as.
    fn pulled_kind(&self) -> Option<Self::Kind>;
}

/// The items of a page, and the page without them; `None` where serde should read it all.
pub(crate) fn pull_page<'j, U: PullUnion>(
    json: &'j str,
    items: &str,
) -> Option<(Cow<'j, str>, Vec<U>)> {
    let mut reader = Reader { json, bytes: json.as_bytes(), at: 0 };
    reader.expect(b'{')?;
    loop {
        let key = reader.string()?;
        reader.expect(b':')?;
        reader.spaces();
        if key == items {
            break;
        }
        reader.skip()?;
        reader.expect(b',')?;
        reader.spaces();
    }
    let start = reader.at;
    let found = reader.items()?;
    let mut page = String::with_capacity(json.len() - (reader.at - start) + 2);
    page.push_str(&json[..start]);
    page.push_str("[]");
    page.push_str(&json[reader.at..]);
    Some((page.into(), found))
}

/// What was found of an item, reused for the next.
#[derive(Default)]
pub(crate) struct Slots(Vec<Slot>);

/// What was found of a field.
#[derive(Default)]
enum Slot {
    #[default]
    Missing,
    /// Where in the item its text is, which stands there as it is.
    Piece(u32, u32),
    /// Text with escapes.
    Text(Text),
    Integer(i64),
    Decimal(Decimal),
    Date(DateTime),
    Flag(bool),
}

/// What was found of an item, with its text.
pub(crate) struct Found<'f> {
    slots: &'f mut [Slot],
    storage: Arc<str>,
}

impl Found<'_> {
    fn take(&mut self, at: usize) -> Slot {
        self.slots.get_mut(at).map(std::mem::take).unwrap_or_default()
    }

    /// Text, or what is made of text.
    pub(crate) fn text<T: From<Text>>(&mut self, at: usize) -> Option<T> {
        match self.take(at) {
            Slot::Piece(start, end) => Text::piece(&self.storage, start, end).map(T::from),
            Slot::Text(text) => Some(text.into()),
            _ => None,
        }
    }

    /// What is known by a word.
    pub(crate) fn word<T: for<'t> From<&'t str>>(&mut self, at: usize) -> Option<T> {
        match self.take(at) {
            Slot::Piece(start, end) => {
                self.storage.get(start as usize..end as usize).map(T::from)
            }
            Slot::Text(text) => Some(T::from(&text)),
            _ => None,
        }
    }

    pub(crate) fn integer<T: TryFrom<i64>>(&mut self, at: usize) -> Option<Option<T>> {
        match self.take(at) {
            Slot::Integer(number) => number.try_into().ok().map(Some),
            _ => Some(None),
        }
    }

    pub(crate) fn decimal(&mut self, at: usize) -> Option<Decimal> {
        match self.take(at) {
            Slot::Decimal(number) => Some(number),
            _ => None,
        }
    }

    pub(crate) fn date(&mut self, at: usize) -> Option<DateTime> {
        match self.take(at) {
            Slot::Date(date) => Some(date),
            _ => None,
        }
    }

    pub(crate) fn flag(&mut self, at: usize) -> Option<bool> {
        match self.take(at) {
            Slot::Flag(flag) => Some(flag),
            _ => None,
        }
    }

    /// What serde reads; the default where there is nothing.
    pub(crate) fn json<T: DeserializeOwned + Default>(&mut self, at: usize) -> Option<T> {
        match self.take(at) {
            Slot::Piece(start, end) => {
                serde_json::from_str(self.storage.get(start as usize..end as usize)?).ok()
            }
            _ => Some(T::default()),
        }
    }
}

impl<'j> Reader<'j> {
    /// Reads a list of items. The first is read by serde, to learn what they are.
    fn items<U: PullUnion>(&mut self) -> Option<Vec<U>> {
        let mut items = Vec::new();
        self.expect(b'[')?;
        self.spaces();
        if self.eat(b']') {
            return Some(items);
        }
        let mut slots = Slots::default();
        let mut kind = None;
        loop {
            self.spaces();
            let start = self.position();
            let pulled = kind.and_then(|kind| U::pull(kind, self, &mut slots));
            items.push(match pulled {
                Some(item) => item,
                None => {
                    self.back_to(start);
                    let item: U = read_union(self.parse::<Box<RawValue>>()?, None);
                    kind = item.pulled_kind().or(kind);
                    item
                }
            });
            if items.len() == 1 {
                let about = self.left() / (self.position() - start).max(1);
                items.reserve(about.min(MOST_ITEMS));
            }
            self.spaces();
            match self.next()? {
                b',' => {}
                b']' => return Some(items),
                _ => return None,
            }
        }
    }

    /// Reads an item of a kind.
    pub(crate) fn item<P: Pull>(&mut self, slots: &mut Slots) -> Option<P> {
        let start = self.position();
        slots.0.clear();
        slots.0.resize_with(P::FIELDS.len(), Slot::default);
        self.fields(P::FIELDS, &mut slots.0)?;
        let storage = self.since(start)?.into();
        P::build(&mut Found { slots: &mut slots.0, storage })
    }

    fn fields(&mut self, fields: &[Field], slots: &mut [Slot]) -> Option<()> {
        let start = self.position();
        let mut expected = 0;
        let mut seen = 0_u128;
        self.expect(b'{')?;
        self.spaces();
        if self.eat(b'}') {
            return Some(());
        }
        loop {
            let field = self.field(fields, expected)?;
            self.colon()?;
            match field {
                Some(at) => {
                    let bit = 1_u128.checked_shl(u32::try_from(at).ok()?)?;
                    // A key that occurs twice is a mistake, and serde's to explain.
                    if seen & bit != 0 {
                        return None;
                    }
                    seen |= bit;
                    *slots.get_mut(at)? = self.value(fields.get(at)?.1, start)?;
                    expected = at + 1;
                }
                None => self.skip()?,
            }
            self.spaces();
            match self.next()? {
                b',' => self.spaces(),
                b'}' => return Some(()),
                _ => return None,
            }
        }
    }

    /// Reads a key: the position of its field, or none where it is unknown.
    fn field(&mut self, fields: &[Field], expected: usize) -> Option<Option<usize>> {
        if let Some((name, _)) = fields.get(expected)
            && self.eat_key(name)
        {
            return Some(Some(expected));
        }
        let key = self.plain_string()?;
        let (before, after) = fields.split_at(expected.min(fields.len()));
        let later = after.iter().position(|(name, _)| *name == key).map(|at| at + before.len());
        let found = later.or_else(|| before.iter().position(|(name, _)| *name == key));
        // With a capital it may be a field in the other spelling, which serde knows.
        (found.is_some() || !key.starts_with(|c: char| c.is_ascii_uppercase())).then_some(found)
    }

    fn value(&mut self, form: Form, start: usize) -> Option<Slot> {
        if self.eat_word("null") {
            return Some(Slot::Missing);
        }
        let first = self.peek()?;
        Some(match (form, first) {
            (Form::Text | Form::Id, b'"') => match self.string()? {
                Cow::Borrowed(_) => {
                    // Without its quotes.
                    let end = self.position() - 1;
                    let length = self.last_length();
                    Slot::Piece(offset(end - length, start)?, offset(end, start)?)
                }
                Cow::Owned(text) => Slot::Text(text.into()),
            },
            (Form::Id, _) => {
                let number = self.position();
                // Others have no digits of their own, and serde refuses them.
                let _: i64 = self.whole_number()?;
                Slot::Piece(offset(number, start)?, offset(self.position(), start)?)
            }
            (Form::Decimal, b'"') => match self.plain_string()? {
                "" => Slot::Missing,
                digits => Slot::Decimal(digits.parse().ok()?),
            },
            (Form::Decimal, _) => Slot::Decimal(self.number()?.parse().ok()?),
            (Form::Integer, _) => Slot::Integer(self.whole_number()?),
            (Form::Date, b'"') => Slot::Date(self.plain_string()?.parse().ok()?),
            (Form::Flag, _) if self.eat_word("true") => Slot::Flag(true),
            (Form::Flag, _) if self.eat_word("false") => Slot::Flag(false),
            (Form::Json, _) => {
                let from = self.position();
                self.skip()?;
                Slot::Piece(offset(from, start)?, offset(self.position(), start)?)
            }
            _ => return None,
        })
    }
}

fn offset(position: usize, start: usize) -> Option<u32> {
    u32::try_from(position.checked_sub(start)?).ok()
}
