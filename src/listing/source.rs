//! What a kind of list has to tell for its pages to be read.

use std::iter::Peekable;
use std::sync::Arc;

use partner_center_api::support::{BoxFuture, UnreadableObject};
use partner_center_api::types::LineItemKind;
use serde_json::value::RawValue;

use super::Start;
use crate::error::{Answered, Result};

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

    /// The answer that it came in, for errors about it.
    fn answered(&self) -> Option<&Answered>;

    /// Reads the page. This takes a while and no waiting, and is done on another thread.
    fn decode(self: Box<Self>) -> Result<Decoded<T>>;

    /// Begins to read the page item by item.
    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<T>>>;
}

/// A page that is read item by item.
pub(crate) trait OpenPage<T>: Send {
    /// The next item, if it is one that cannot be read.
    fn odd(&mut self) -> Option<UnreadableObject> {
        None
    }

    /// The next item; none at the end.
    fn item(&mut self) -> Result<Option<T>>;

    /// Once all items have been taken: where the page leads.
    fn next(&mut self) -> Option<Next>;
}

/// Where a page leads.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Next {
    /// Nowhere: it is the last.
    End,
    /// To the page that starts there.
    At(Start),
    /// To a page that cannot be asked for, and why: a list that may go on is not an end.
    Lost(&'static str),
}

impl From<Option<Start>> for Next {
    fn from(start: Option<Start>) -> Self {
        start.map_or(Self::End, Self::At)
    }
}

/// A page that was read.
pub(crate) struct Decoded<T> {
    pub(crate) items: Vec<T>,
    /// Items that cannot be read, each with how many items come before it.
    pub(crate) odd: Vec<(usize, UnreadableObject)>,
    pub(crate) next: Next,
}

/// A page that was read as it was fetched: for lists that are short.
pub(crate) struct Ready<T> {
    pub(crate) page: Decoded<T>,
    pub(crate) answered: Option<Answered>,
}

impl<T> Decoded<T> {
    /// A page of these items, some of which cannot be read.
    pub(crate) fn apart(
        came: impl IntoIterator<Item = Result<T, UnreadableObject>>,
        next: Next,
    ) -> Self {
        let (mut items, mut odd) = (Vec::new(), Vec::new());
        for (before, item) in came.into_iter().enumerate() {
            match item {
                Ok(item) => items.push(item),
                Err(object) => odd.push((before, object)),
            }
        }
        Self { items, odd, next }
    }
}

impl<T: Send + 'static> RawPage<T> for Ready<T> {
    fn hint(&self) -> Option<Start> {
        None
    }

    fn answered(&self) -> Option<&Answered> {
        self.answered.as_ref()
    }

    fn decode(self: Box<Self>) -> Result<Decoded<T>> {
        Ok(self.page)
    }

    fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<T>>> {
        let Decoded { items, odd, next } = self.page;
        let (items, odd) = (items.into_iter(), odd.into_iter().peekable());
        Ok(Box::new(Read { items, odd, taken: 0, next: Some(next) }))
    }
}

struct Read<T> {
    items: std::vec::IntoIter<T>,
    odd: Peekable<std::vec::IntoIter<(usize, UnreadableObject)>>,
    taken: usize,
    next: Option<Next>,
}

impl<T: Send> OpenPage<T> for Read<T> {
    fn odd(&mut self) -> Option<UnreadableObject> {
        let (_, object) = self.odd.next_if(|(before, _)| *before == self.taken)?;
        self.taken += 1;
        Some(object)
    }

    fn item(&mut self) -> Result<Option<T>> {
        self.taken += 1;
        Ok(self.items.next())
    }

    fn next(&mut self) -> Option<Next> {
        self.next.take_if(|_| self.items.len() == 0 && self.odd.len() == 0)
    }
}
