//! Lists that come in pages: as a stream of pages or of items, to be left and resumed.
//!
//! How a page is fetched is known to its source alone: nothing here knows the client, a token
//! or an operation.

mod ahead;
mod hint;
mod items;
mod listed;
mod pages;
mod position;
mod reading;
mod source;
mod token;

use std::fmt;
use std::sync::Arc;

pub(crate) use hint::continuation_token;
pub use items::Items;
pub use listed::Listed;
pub use pages::{Page, Pages};
pub use position::{Position, Start};
pub(crate) use source::{Decoded, Next, OpenPage, RawPage, Ready, Source};
pub(crate) use token::next_by_token;

use partner_center_api::types::LineItemKind;
use serde_json::value::RawValue;

use crate::error::{Error, Result};
use reading::Reading;

/// A list of the service that comes in pages. Nothing is fetched until it is read.
///
/// How the pages follow one another, by number or by token, is taken care of here. The
/// addresses that the service writes for next pages are not used, since it damages them.
///
/// **Memory.** While one page is used, at most one other is on its way, so what a reading takes
/// does not grow with the list: two pages, and 8 bytes for each page there was. A page of
/// 2,000 lines of an invoice has some 3 MB.
///
/// **Failures.** A page that could not be had is tried again like any other call; one that
/// came and cannot be read is fetched once more. No item is given twice. What fails all the
/// same ends the stream, and the position goes on from there. A list that leads back to a page
/// read before ends with an error and not never, and so does one that links to a next page without
/// saying how to ask for it: an end that the service did not say is no end.
///
/// **Odd items.** An item that cannot be read costs no other. Among [`items`](Self::items) an
/// error stands in its place, and [pages](Self::pages) have it [beside](Page::unreadable) the
/// others. Lines of invoices are items of a kind of their own instead.
///
/// **Leaving.** Dropping a stream stops whatever is on its way, and leaves nothing behind. Its
/// [`Position`], which can be stored, says where to go on.
///
/// Pages are fetched ahead, and read on another thread, where there is a tokio runtime; without
/// one, all is done when the stream is polled.
///
/// ```no_run
/// use partner_center::external::futures::TryStreamExt;
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let mut customers = partner.customers().items();
/// while let Some(customer) = customers.try_next().await? {
///     println!("{:?}", customer.id);
/// }
/// # Ok(())
/// # }
/// ```
pub struct Listing<T> {
    source: Arc<dyn Source<T>>,
    at: Position,
}

impl<T: Send + 'static> Listing<T> {
    pub(crate) fn new(source: impl Source<T>) -> Self {
        let at = Position::start(source.name());
        Self { source: Arc::new(source), at }
    }

    /// Begins where an earlier reading of the same list stood, by this client or another one.
    ///
    /// Positions of lists paged by a token are good for as long as the service remembers
    /// the token, which it does not promise; those of lists paged by offset are good until
    /// the list changes. Invoices change no more once they are made; lines that are not billed
    /// yet do.
    ///
    /// # Errors
    ///
    /// The position is one of another list, or starts at a token that is empty. Nothing is sent.
    pub fn starting_at(mut self, position: Position) -> Result<Self> {
        if position.list() != self.at.list() {
            return Err(Error::invalid(
                "position",
                format!("it is one of the list `{}`, not of `{}`", position.list(), self.at.list()),
            ));
        }
        if matches!(position.page(), Start::Token(token) if token.trim().is_empty()) {
            let message = "its token is empty, which leads to no page: begin the list again";
            return Err(Error::invalid("position", message));
        }
        self.at = position;
        Ok(self)
    }

    /// Where it begins.
    pub(crate) fn position(&self) -> &Position {
        &self.at
    }

    /// What the items are, where they are lines of an invoice.
    pub(crate) fn line_kind(&self) -> Option<LineItemKind> {
        self.source.line_kind()
    }

    /// The same list with its items as they came, where they can be had so.
    pub(crate) fn as_it_came(&self) -> Option<Listing<Box<RawValue>>> {
        Some(Listing { source: self.source.as_it_came()?, at: self.at.clone() })
    }

    /// The pages, in order. Each is read whole, on another thread, before it is given.
    pub fn pages(self) -> Pages<T> {
        Pages::new(Reading::new(self.source, self.at))
    }

    /// The items of all pages, in order. Those of a long page are decoded as they are taken,
    /// which is faster than page by page and takes less memory.
    pub fn items(self) -> Items<T> {
        Items::new(Reading::new(self.source, self.at))
    }
}

impl<T> fmt::Debug for Listing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Listing").field(&self.at).finish()
    }
}
