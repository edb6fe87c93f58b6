//! What a kind of list has to tell for its pages to be read.

use partner_center_api::support::BoxFuture;

use super::Start;
use crate::Result;

/// A kind of list.
pub(crate) trait Source<T>: Send + Sync + 'static {
    /// Names the list, so that a position is not used with another one.
    fn name(&self) -> &str;

    /// The operation that reads a page, for errors.
    fn operation(&self) -> &'static str;

    /// Fetches a page without reading it.
    fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<T>>>>;
}

/// A page as it came.
pub(crate) trait RawPage<T>: Send {
    /// Where the next page probably starts, seen without reading this one.
    fn hint(&self) -> Option<Start>;

    /// Reads the page. This takes a while and no waiting, and is done on another thread.
    fn decode(self: Box<Self>) -> Result<Decoded<T>>;
}

/// A page that was read.
pub(crate) struct Decoded<T> {
    pub(crate) items: Vec<T>,
    /// Where the next page starts; `None` when this was the last.
    pub(crate) next: Option<Start>,
}

/// A page that was read as it was fetched: for lists that are short.
pub(crate) struct Ready<T>(pub(crate) Decoded<T>);

impl<T: Send> RawPage<T> for Ready<T> {
    fn hint(&self) -> Option<Start> {
        None
    }

    fn decode(self: Box<Self>) -> Result<Decoded<T>> {
        Ok(self.0)
    }
}
