//! A quick way through the pages of lists that can have thousands of items.
//!
//! serde asks for each key what it is. Here the generated code knows which key mostly comes next.
//!
//! It knows the ordinary form of an item and no other. Whatever is not that, a mistake above
//! all, is left to serde, which is exact and explains itself: an item read here is the item
//! that serde would have read, and nothing is refused here that serde would take.

use serde_json::value::RawValue;

use super::object::Pull;
use super::reader::Reader;
use super::text::Texts;
use super::{AsCell, Cell, Union, read_union, tells};

/// For how many items at most space is set aside before they are read: those of a page.
const MOST_ITEMS: usize = 2_000;

/// A union whose items can be pulled.
pub(crate) trait PullUnion: Union {
    /// Pulls an item of a kind; `None` where it is not in the ordinary form.
    fn pull(kind: Self::Kind, reader: &mut Reader<'_>, texts: &mut Texts) -> Option<Self>;

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
    texts: Texts,
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
        Self { texts: Texts::default(), kind: None, stage: Stage::Begun }
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
        let item = U::pull(kind, reader, &mut self.texts)
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

impl Reader<'_> {
    /// An item in the ordinary form.
    pub(crate) fn item<P: Pull>(&mut self, texts: &mut Texts) -> Option<Box<P>> {
        let mut item = Box::<P>::default();
        self.fields(&mut *item, texts)?;
        Some(item)
    }
}

/// The word of a property, if it has one.
pub(crate) fn word<T: AsCell>(property: &Option<T>) -> Option<&str> {
    match property.as_ref()?.as_cell() {
        Cell::Text(word) => Some(word),
        _ => None,
    }
}

/// The word of a property of an object within.
pub(crate) fn word_within<T, U: AsCell + 'static>(
    object: &Option<T>,
    property: fn(&T) -> &Option<U>,
) -> Option<&str> {
    word(property(object.as_ref()?))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::support::{Column, ColumnKind};
    use crate::types::{
        DailyRatedUsageLineItem, DailyUsageLineItem, InvoiceLineItem, LicenseBasedLineItem,
        LineItemKind, OneTimeInvoiceLineItem, UsageBasedLineItem,
    };

    /// An item with all of its fields.
    fn item<T>(columns: &[Column<T>], kind: LineItemKind) -> String {
        let fields = columns.iter().filter(|column| !column.name.contains('.')).map(|column| {
            let value = match column.kind {
                ColumnKind::Text | ColumnKind::Word => r#""one \"two\"""#,
                ColumnKind::Id => "4711",
                ColumnKind::Integer => "-7",
                ColumnKind::Amount | ColumnKind::Rate | ColumnKind::Quantity => r#""1.50""#,
                ColumnKind::Date => r#""2030-01-31T08:00:00Z""#,
                ColumnKind::Flag => "true",
                ColumnKind::Json => r#"["three", "four"]"#,
            };
            format!("\"{}\": {value} ,", column.name)
        });
        let attributes = format!(r#"{{"etag":"\u00e9","objectType":"{}"}}"#, kind.as_str());
        format!("{{{} \"attributes\":{attributes}}}", fields.collect::<String>())
    }

    #[track_caller]
    fn check<T>(columns: &[Column<T>], kind: LineItemKind) {
        let json = item(columns, kind);
        let mut reader = Reader::new(&json);
        let pulled = InvoiceLineItem::pull(kind, &mut reader, &mut Texts::default()).expect(&json);
        assert_eq!(reader.rest(), "");
        assert_eq!(tells::<InvoiceLineItem>(pulled.says()), Some(kind));
        assert_eq!(pulled, serde_json::from_str(&json).unwrap());
        let pulled = serde_json::to_value(&pulled).unwrap();
        let inner = pulled["attributes"].as_object().unwrap();
        assert_eq!(pulled.as_object().unwrap().len() - 1 + inner.len(), columns.len(), "{pulled}");
    }

    #[test]
    fn an_item_with_every_field_is_read_the_quick_way() {
        check(LicenseBasedLineItem::COLUMNS, LineItemKind::LicenseBased);
        check(UsageBasedLineItem::COLUMNS, LineItemKind::UsageBased);
        check(DailyUsageLineItem::COLUMNS, LineItemKind::DailyUsage);
        check(OneTimeInvoiceLineItem::COLUMNS, LineItemKind::OneTime);
        check(DailyRatedUsageLineItem::COLUMNS, LineItemKind::DailyRatedUsage);
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
