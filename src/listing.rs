//! Lists that come in pages: as a stream of pages or of items, to be left and resumed.

mod hint;
mod items;
mod pages;
mod position;
mod source;
mod token;

use std::fmt;
use std::sync::Arc;

pub(crate) use hint::continuation_token;
pub use items::Items;
pub use pages::{Page, Pages};
pub use position::{Position, Start};
pub(crate) use source::{Decoded, RawPage, Ready, Source};
pub(crate) use token::next_token;

use crate::{Error, Result};

/// A list of the service that comes in pages. Nothing is fetched until it is read.
///
/// While one page is used, at most one other is fetched, so the memory it takes does not
/// depend on the number of pages. It needs a tokio runtime. Dropping a stream of it leaves
/// nothing behind; its [`Position`] says where to go on.
pub struct Listing<T> {
    source: Arc<dyn Source<T>>,
    at: Position,
}

impl<T: Send + 'static> Listing<T> {
    pub(crate) fn new(source: impl Source<T>) -> Self {
        let at = Position::start(source.name());
        Self { source: Arc::new(source), at }
    }

    /// Begins where an earlier reading of the same list stood.
    ///
    /// Positions of lists paged by a token are good for as long as the service remembers
    /// the token, which it does not promise; those of lists paged by offset are good until
    /// the list changes.
    ///
    /// # Errors
    ///
    /// The position is one of another list. Nothing is sent.
    pub fn from(mut self, position: Position) -> Result<Self> {
        if position.list() != self.at.list() {
            return Err(Error::invalid(
                "position",
                format!("it is one of the list `{}`, not of `{}`", position.list(), self.at.list()),
            ));
        }
        self.at = position;
        Ok(self)
    }

    /// The pages, in order.
    pub fn pages(self) -> Pages<T> {
        Pages::new(self.source, self.at)
    }

    /// The items of all pages, in order.
    pub fn items(self) -> Items<T> {
        Items::new(self.pages())
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listing").field(&self.at).finish()
    }
}
