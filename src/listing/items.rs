//! The items of a list, one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures::stream::Stream;

use super::{Pages, Position};
use crate::Result;

/// The items of a list. Pages are fetched as they are needed.
///
/// After an error there are no more; go on from [`position`](Self::position), which repeats
/// no item.
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    pages: Pages<T>,
    page: std::vec::IntoIter<T>,
    position: Option<Position>,
    next: Option<Position>,
}

impl<T> Items<T> {
    pub(super) fn new(pages: Pages<T>) -> Self {
        Self { pages, page: Vec::new().into_iter(), position: None, next: None }
    }

    /// Where to go on later, after the items given so far; `None` before the first.
    pub fn position(&self) -> Option<&Position> {
        match self.page.len() {
            0 => self.next.as_ref(),
            _ => self.position.as_ref(),
        }
    }
}

impl<T: Unpin> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        loop {
            if let Some(item) = this.page.next() {
                if let Some(position) = &mut this.position {
                    position.use_one();
                }
                return Poll::Ready(Some(Ok(item)));
            }
            match ready!(Pin::new(&mut this.pages).poll_next(context)) {
                Some(Ok(page)) => {
                    this.page = page.items.into_iter();
                    this.position = Some(page.position);
                    this.next = Some(page.next);
                }
                Some(Err(error)) => return Poll::Ready(Some(Err(error))),
                None => return Poll::Ready(None),
            }
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Items").field(&self.position()).finish()
    }
}
