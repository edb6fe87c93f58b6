//! What a kind of list has to tell for its pages to be read.

use std::sync::Arc;

use partner_center_api::support::BoxFuture;
use partner_center_api::types::LineItemKind;
use serde_json::value::RawValue;

use super::Start;
use crate::error::Result;

/// A kind of list.
pub(crate) trait Source<T>: Send + Sync + 'static {
    /// Names the list, so that a position is not used with another one.
    fn name(&self) -> &str;

    /// The operation that reads a page, for errors.
    fn operation(&self) -> &'static str;

    /// Whether a page that came and cannot be read may be fetched once more.
    fn may_repeat(&self) -> bool {
        true
    }

    /// Tells items their numbers in the list, where they want to know: that of the first is
    /// `before + 1`.
    fn number(&self, _items: &mut [T], _before: u64) {}

    /// Fetches a page without reading it.
    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<T>>>>;

    /// What the items are, where they are lines of an invoice.
    fn line_kind(&self) -> Option<LineItemKind> {
        None
    }

    /// The same list with its items as they came, where they can be had so.
    fn as_it_came(&self) -> Option<Arc<dyn Source<Box<RawValue>>>> {
        None
    }
}

/// A page as it came.
pub(crate) trait RawPage<T>: Send {
    /// Where the next page probably starts, seen without reading this one.
    fn hint(&self) -> Option<Start>;

    /// Reads the page. This takes a while and no waiting, and is done on another thread.
    fn decode(self: Box<Self>) -> Result<Decoded<T>>;

    /// Begins to read the page item by item.
    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<T>>>;
}

/// A page that is read item by item.
pub(crate) trait OpenPage<T>: Send {
    /// The next item; none at the end.
    fn item(&mut self) -> Result<Option<T>>;

    /// Once all items have been taken: where the next page starts, or that this was the last.
    fn next(&mut self) -> Option<Option<Start>>;
}

/// A page that was read.
pub(crate) struct Decoded<T> {
    pub(crate) items: Vec<T>,
    /// Where the next page starts; `None` when this was the last.
    pub(crate) next: Option<Start>,
}

/// A page that was read as it was fetched: for lists that are short.
pub(crate) struct Ready<T>(pub(crate) Decoded<T>);

impl<T: Send + 'static> RawPage<T> for Ready<T> {
    fn hint(&self) -> Option<Start> {
        None
    }

    fn decode(self: Box<Self>) -> Result<Decoded<T>> {
        Ok(self.0)
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<T>>> {
        let Decoded { items, next } = self.0;
        Ok(Box::new(Read { items: items.into_iter(), next }))
    }
}

struct Read<T> {
    items: std::vec::IntoIter<T>,
    next: Option<Start>,
}

impl<T: Send> OpenPage<T> for Read<T> {
    fn item(&mut self) -> Result<Option<T>> {
        Ok(self.items.next())
    }

    fn next(&mut self) -> Option<Option<Start>> {
        (self.items.len() == 0).then(|| self.next.take())
    }
}
