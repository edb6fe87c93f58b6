//! Where the reading of a list stands.

use serde::{Deserialize, Serialize};

/// Where the reading of a list stands: a value to store, and to go on from later.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub struct Position {
    list: String,
    page: Start,
    /// How many items of that page have been used.
    used: usize,
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
        Self { list: list.to_owned(), page: Start::Beginning, used: 0 }
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

    /// Whether the list has been read to its end.
    pub fn is_end(&self) -> bool {
        self.page == Start::End
    }

    pub(super) fn at_page(&self, page: Start) -> Self {
        Self { list: self.list.clone(), page, used: 0 }
    }

    pub(super) fn use_one(&mut self) {
        self.used += 1;
    }
}
