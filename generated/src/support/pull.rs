//! A quick way through the pages of lists that can have thousands of items.
//!
//! serde is told a field at a time and asks for each key what it is, and every text is an
//! allocation. Here the next key is compared with the one that mostly comes next, and the
//! texts of an item are pieces of one copy of it.
//!
//! It knows the ordinary form of an item and no other. Whatever is not that, a mistake above
//! all, is left to serde, which is exact and explains itself: an item read here is the item
//! that serde would have read, and nothing is refused here that serde would take.

use std::str::FromStr;
use std::sync::Arc;

use serde::de::DeserializeOwned;
use serde_json::value::RawValue;

use super::reader::Reader;
use super::{AsCell, Cell, Decimal, Text, Union, read_union, tells};

/// For how many items at most space is set aside before they are read: those of a page.
const MOST_ITEMS: usize = 2_000;

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

/// A field of an item: its name as it mostly stands there, `"skuId":`, and what it holds.
pub(crate) type Field = (&'static str, Form);

/// An item as the generated code describes it.
pub(crate) trait Pull: Sized {
    /// The fields, in the order in which they mostly come.
    const FIELDS: &'static [Field];

    /// Makes an item of what was found, by the positions of [`Self::FIELDS`].
    fn build(found: &Found<'_>) -> Option<Self>;
}

/// A union whose items can be pulled.
pub(crate) trait PullUnion: Union {
    /// Pulls an item of a kind; `None` where it is not in the ordinary form.
    fn pull(kind: Self::Kind, reader: &mut Reader<'_>, slots: &mut Slots) -> Option<Self>;

    /// The word and the two properties by which an item says what it is.
    fn says(&self) -> [Option<&str>; 3];
}

/// The page without its items, and those; `None` where serde should read it all.
pub(crate) fn pull_page<U: PullUnion>(json: &str, items: &str) -> Option<(String, Vec<U>)> {
    let mut reader = Reader::new(json);
    let before = find_list(&mut reader, items)?;
    let (mut course, mut found) = (Course::default(), Vec::new());
    while let Some(item) = course.item(&mut reader)? {
        found.push(item);
        if found.len() == 1 {
            let about = json.len() / (reader.position() - before.len()).max(1);
            found.reserve(about.min(MOST_ITEMS));
        }
    }
    Some((without_items(before, &reader), found))
}

/// Reads up to the list of items and into it, and gives what stands before it.
pub(crate) fn find_list<'j>(reader: &mut Reader<'j>, items: &str) -> Option<&'j str> {
    reader.spaces();
    reader.expect(b'{')?;
    loop {
        reader.spaces();
        let key = reader.plain_string()?;
        reader.colon()?;
        if key == items {
            break;
        }
        reader.skip()?;
        reader.spaces();
        reader.expect(b',')?;
    }
    let before = reader.since(0)?;
    reader.expect(b'[')?;
    Some(before)
}

/// A page whose items have been read. What is around them is little, and serde reads it: with
/// all of its rules, and up to the end of the text.
pub(crate) fn without_items(before: &str, reader: &Reader<'_>) -> String {
    format!("{before}[]{}", reader.rest())
}

/// The way through a list of items. The first is read by serde, to learn what they are.
pub(crate) struct Course<U: Union> {
    slots: Slots,
    kind: Option<U::Kind>,
    stage: Stage,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Stage {
    Begun,
    Within,
    Ended,
}

impl<U: Union> Default for Course<U> {
    fn default() -> Self {
        Self { slots: Slots::default(), kind: None, stage: Stage::Begun }
    }
}

impl<U: PullUnion> Course<U> {
    /// Whether the reader is behind the list.
    pub(crate) fn is_ended(&self) -> bool {
        self.stage == Stage::Ended
    }

    /// Reads an item and what separates it from the next one; none where there is none. No
    /// outcome at all means that serde should read the page.
    pub(crate) fn item(&mut self, reader: &mut Reader<'_>) -> Option<Option<U>> {
        reader.spaces();
        if self.stage == Stage::Begun && reader.eat(b']') {
            self.stage = Stage::Ended;
        }
        if self.stage == Stage::Ended {
            return Some(None);
        }
        let item = self.pulled(reader).or_else(|| self.parsed(reader))?;
        reader.spaces();
        self.stage = match reader.next()? {
            b',' => Stage::Within,
            b']' => Stage::Ended,
            _ => return None,
        };
        Some(Some(item))
    }

    /// An item of the kind of the one before, in the ordinary form.
    fn pulled(&mut self, reader: &mut Reader<'_>) -> Option<U> {
        let (kind, start) = (self.kind?, reader.position());
        let item = U::pull(kind, reader, &mut self.slots)
            .filter(|item| tells::<U>(item.says()) == Some(kind));
        if item.is_none() {
            reader.back_to(start);
        }
        item
    }

    /// Any item.
    fn parsed(&mut self, reader: &mut Reader<'_>) -> Option<U> {
        let item: U = read_union(reader.parse::<Box<RawValue>>()?, None);
        self.kind = tells::<U>(item.says()).or(self.kind);
        Some(item)
    }
}

/// The word of a property, if it has one.
pub(crate) fn word<T: AsCell>(property: Option<&T>) -> Option<&str> {
    match property?.as_cell() {
        Cell::Text(word) => Some(word),
        _ => None,
    }
}

/// What was found of an item, reused for the next.
#[derive(Default)]
pub(crate) struct Slots {
    fields: Vec<Slot>,
    /// Texts with escapes, which do not stand in the item as they are.
    escaped: Vec<Text>,
}

/// What was found of a field. Small, since there are a hundred thousand of them on a page.
#[derive(Clone, Copy, Default)]
enum Slot {
    #[default]
    Missing,
    Null,
    /// Where in the item it stands, without quotes.
    Piece(u32, u32),
    /// Which of the texts with escapes it is.
    Escaped(u32),
}

/// What was found of an item, with its text.
///
/// Methods with two options give none where serde should look.
pub(crate) struct Found<'f> {
    item: &'f str,
    /// A copy of the item.
    storage: Arc<str>,
    slots: &'f Slots,
}

impl<'f> Found<'f> {
    /// What stands in a field, as it stands there.
    fn piece(&self, at: usize) -> Option<&'f str> {
        match self.slots.fields.get(at)? {
            Slot::Piece(start, end) => self.item.get(*start as usize..*end as usize),
            _ => None,
        }
    }

    /// Text, or what is made of text.
    pub(crate) fn text<T: From<Text>>(&self, at: usize) -> Option<T> {
        match *self.slots.fields.get(at)? {
            Slot::Missing | Slot::Null => None,
            Slot::Piece(start, end) => Text::piece(&self.storage, start, end).map(T::from),
            Slot::Escaped(index) => self.slots.escaped.get(index as usize).cloned().map(T::from),
        }
    }

    /// What is known by a word.
    pub(crate) fn word<T: for<'t> From<&'t str>>(&self, at: usize) -> Option<T> {
        match *self.slots.fields.get(at)? {
            Slot::Escaped(index) => {
                self.slots.escaped.get(index as usize).map(|text| T::from(text))
            }
            _ => self.piece(at).map(T::from),
        }
    }

    /// A number, a date or a flag.
    pub(crate) fn parsed<T: FromStr>(&self, at: usize) -> Option<Option<T>> {
        match self.piece(at) {
            Some(text) => text.parse().ok().map(Some),
            None => Some(None),
        }
    }

    /// An exact number, or empty text in its place.
    pub(crate) fn decimal(&self, at: usize) -> Option<Option<Decimal>> {
        match self.piece(at) {
            Some("") | None => Some(None),
            Some(digits) => digits.parse().ok().map(Some),
        }
    }

    /// What serde reads; the default where there is nothing.
    pub(crate) fn json<T: DeserializeOwned + Default>(&self, at: usize) -> Option<T> {
        match self.piece(at) {
            Some(json) => serde_json::from_str(json).ok(),
            None => Some(T::default()),
        }
    }
}

impl Reader<'_> {
    /// Reads an item.
    pub(crate) fn item<P: Pull>(&mut self, slots: &mut Slots) -> Option<P> {
        let start = self.position();
        slots.escaped.clear();
        slots.fields.clear();
        slots.fields.resize(P::FIELDS.len(), Slot::Missing);
        self.fields(P::FIELDS, slots)?;
        let item = self.since(start)?;
        P::build(&Found { item, storage: item.into(), slots })
    }

    fn fields(&mut self, fields: &[Field], slots: &mut Slots) -> Option<()> {
        let start = self.position();
        let mut expected = 0;
        self.expect(b'{')?;
        self.spaces();
        if self.eat(b'}') {
            return Some(());
        }
        loop {
            let found = match fields.get(expected) {
                Some((key, _)) if self.eat_all(key) => Some(expected),
                _ => self.field(fields, expected)?,
            };
            self.spaces();
            match found {
                Some(at) => {
                    let slot = self.value(fields.get(at)?.1, start, &mut slots.escaped)?;
                    let before = slots.fields.get_mut(at)?;
                    // A key that occurs twice is a mistake, and serde's to explain.
                    if !matches!(before, Slot::Missing) {
                        return None;
                    }
                    *before = slot;
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

    /// Reads a key and its colon: the position of its field, or none where it is unknown.
    fn field(&mut self, fields: &[Field], expected: usize) -> Option<Option<usize>> {
        let key = self.plain_string()?;
        self.colon()?;
        let is = |(quoted, _): &Field| {
            quoted.len() == key.len() + 3 && quoted.get(1..=key.len()) == Some(key)
        };
        let (before, after) = fields.split_at(expected.min(fields.len()));
        let later = after.iter().position(is).map(|at| at + before.len());
        let found = later.or_else(|| before.iter().position(is));
        // With a capital it may be a field in the other spelling, which serde knows.
        (found.is_some() || !key.starts_with(|c: char| c.is_ascii_uppercase())).then_some(found)
    }

    /// Reads the value of a field, and notes where it stands in the item that began at `start`.
    fn value(&mut self, form: Form, start: usize, escaped: &mut Vec<Text>) -> Option<Slot> {
        let from = self.position();
        let quote = match (form, self.peek()?) {
            (_, b'n') if self.eat_all("null") => return Some(Slot::Null),
            (Form::Text | Form::Id | Form::Decimal | Form::Date, b'"') => {
                if self.eat_plain_string().is_none() {
                    if !matches!(form, Form::Text | Form::Id) {
                        return None;
                    }
                    self.back_to(from);
                    escaped.push(self.parse()?);
                    return Some(Slot::Escaped(u32::try_from(escaped.len() - 1).ok()?));
                }
                1
            }
            // Other numbers have no digits of their own, and serde refuses them.
            (Form::Id | Form::Integer, _) => self.whole_number().map(|_| 0)?,
            (Form::Decimal, _) => self.number().map(|_| 0)?,
            (Form::Flag, _) if self.eat_all("true") || self.eat_all("false") => 0,
            (Form::Json, _) => self.skip().map(|()| 0)?,
            _ => return None,
        };
        let offset = |position: usize| u32::try_from(position.checked_sub(start)?).ok();
        Some(Slot::Piece(offset(from + quote)?, offset(self.position() - quote)?))
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{
        DailyRatedUsageLineItem, DailyUsageLineItem, InvoiceLineItem, LicenseBasedLineItem,
        LineItemKind, OneTimeInvoiceLineItem, UsageBasedLineItem,
    };

    /// An item with all of its fields; attributes as given.
    fn item(fields: &[Field], attributes: &str) -> String {
        let fields = fields.iter().map(|(key, form)| {
            let value = match form {
                Form::Text => r#""one \"two\"""#,
                Form::Id => "4711",
                Form::Integer => "-7",
                Form::Decimal => r#""1.50""#,
                Form::Date => r#""2030-01-31T08:00:00Z""#,
                Form::Flag => "true",
                Form::Json if *key == "\"attributes\":" => attributes,
                Form::Json => "null",
            };
            format!("{key} {value}")
        });
        format!("{{{}}}", fields.collect::<Vec<_>>().join(" ,"))
    }

    #[track_caller]
    fn check<P: Pull>(kind: LineItemKind) {
        let attributes = format!(r#"{{"objectType":"{}"}}"#, kind.as_str());
        let json = item(P::FIELDS, &attributes);
        let pulled = InvoiceLineItem::pull(kind, &mut Reader::new(&json), &mut Slots::default());
        let pulled = pulled.expect(&json);
        assert_eq!(tells::<InvoiceLineItem>(pulled.says()), Some(kind));
        assert_eq!(pulled, serde_json::from_str(&json).unwrap());
        let missing = P::FIELDS.len() - pulled_fields(&pulled);
        assert!(missing <= 1, "{missing} of {} are missing in {pulled:?}", P::FIELDS.len());
    }

    fn pulled_fields(item: &InvoiceLineItem) -> usize {
        serde_json::to_value(item).unwrap().as_object().unwrap().len()
    }

    #[test]
    fn an_ordinary_item_is_read_the_quick_way() {
        check::<LicenseBasedLineItem>(LineItemKind::LicenseBased);
        check::<UsageBasedLineItem>(LineItemKind::UsageBased);
        check::<DailyUsageLineItem>(LineItemKind::DailyUsage);
        check::<OneTimeInvoiceLineItem>(LineItemKind::OneTime);
        check::<DailyRatedUsageLineItem>(LineItemKind::DailyRatedUsage);
    }

    #[test]
    fn a_page_is_divided_into_its_items_and_the_rest() {
        let page = r#"{"totalCount": 2, "items": [{}, {"a": 1}], "more": {"items": []}}"#;
        let (rest, items) = pull_page::<InvoiceLineItem>(page, "items").unwrap();
        assert_eq!(rest, r#"{"totalCount": 2, "items": [], "more": {"items": []}}"#);
        assert_eq!(items.len(), 2);
    }

    #[test]
    fn what_is_no_such_page_is_not_divided() {
        for page in ["", "[]", "{}", r#"{"items":null}"#, r#"{"items":[{}}"#, r#"{"items":[{},]}"#]
        {
            assert!(pull_page::<InvoiceLineItem>(page, "items").is_none(), "{page}");
        }
    }
}
