//! Where the reading of a list stands.

use serde::{Deserialize, Serialize};

/// Where the reading of a list stands: a value to store, and to go on from later.
///
/// It counts items and not pages, so that it holds for pages of another size too.
///
/// ```
/// # fn main() -> Result<(), serde_json::Error> {
/// let stored = r#"{"list":"customers","page":{"token":"dG9rZW4="},"before":1000,"used":3}"#;
/// let position: partner_center::listing::Position = serde_json::from_str(stored)?;
/// assert_eq!(position.items_before(), 1003);
/// assert_eq!(serde_json::to_string(&position)?, stored);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    list: String,
    page: Start,
    /// How many items stand before that page.
    #[serde(default)]
    before: u64,
    /// How many items of that page have been used.
    used: usize,
    /// A page read before, to which that page led back: it would lead round for ever.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    back: Option<Start>,
}

/// Where a page starts.
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Start {
    /// At the beginning of the list.
    Beginning,
    /// After so many items.
    Offset(u64),
    /// Where this token of the page before leads.
    Token(String),
    /// Nowhere: the list has been read to its end.
    End,
}

impl Position {
    pub(crate) fn start(list: &str) -> Self {
        Self { list: list.to_owned(), page: Start::Beginning, before: 0, used: 0, back: None }
    }

    /// The list it is a position of.
    pub fn list(&self) -> &str {
        &self.list
    }

    /// Where its page starts.
    pub fn page(&self) -> &Start {
        &self.page
    }

    /// How many items of its page have been used.
    pub fn used(&self) -> usize {
        self.used
    }

    /// How many items of the list stand before it: the number of the latest item given,
    /// counted from 1, or 0 before the first.
    pub fn items_before(&self) -> u64 {
        self.before.saturating_add(whole(self.used))
    }

    /// The number in the list of an item of its page, before which so many stand on the page.
    pub(super) fn number_on_page(&self, before: usize) -> u64 {
        self.before.saturating_add(whole(before)).saturating_add(1)
    }

    /// Whether the list has been read to its end.
    pub fn is_end(&self) -> bool {
        self.page == Start::End
    }

    /// After a page of `came` items, of which fewer than came may be new; where more had been
    /// used, as of larger pages, the rest of them is of the next.
    pub(super) fn after(&self, came: usize, page: Start) -> Self {
        let list = self.list.clone();
        let before = self.before.saturating_add(whole(came));
        Self { list, page, before, used: self.used.saturating_sub(came), back: None }
    }

    /// At the end of the same page, of `came` items, from which there is no way on; where it
    /// leads `back` to one read before, that one.
    pub(super) fn used_up(&self, came: usize, back: Option<Start>) -> Self {
        Self { used: self.used.max(came), back, ..self.clone() }
    }

    /// Where its page led back to, when it was last read.
    pub(super) fn back(&self) -> Option<&Start> {
        self.back.as_ref()
    }

    pub(super) fn use_one(&mut self) {
        self.used += 1;
    }
}

fn whole(count: usize) -> u64 {
    u64::try_from(count).unwrap_or(u64::MAX)
}
