//! Which entries to list.

use chrono::{DateTime, Utc};

use super::{Entry, EntryState, PurchaseKey};

/// Which entries to list: a page of those of some states, oldest first.
///
/// ```
/// use partner_center::journal::{EntryQuery, EntryState, Journal};
///
/// # async fn example(journal: impl Journal) -> Result<(), partner_center::journal::JournalError> {
/// let mut query = EntryQuery::of([EntryState::Sent, EntryState::Doubt]);
/// loop {
///     let page = journal.list(&query).await?;
///     let Some(last) = page.last() else { break };
///     query = query.after(last);
///     for entry in &page {
///         println!("{} is in doubt since {}", entry.key, entry.since);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct EntryQuery {
    /// The states; all of them where there is none.
    pub states: Vec<EntryState>,
    /// The entry that the page begins after.
    pub after: Option<(DateTime<Utc>, PurchaseKey)>,
    /// The most entries of a page.
    pub limit: usize,
}

impl EntryQuery {
    /// The first 100 entries of some states; of all where none is given.
    pub fn of(states: impl IntoIterator<Item = EntryState>) -> Self {
        Self { states: states.into_iter().collect(), after: None, limit: 100 }
    }

    /// Goes on after the last entry of a page.
    pub fn after(mut self, last: &Entry) -> Self {
        self.after = Some((last.since, last.key.clone()));
        self
    }

    /// The most entries of a page.
    pub fn limit(mut self, limit: usize) -> Self {
        self.limit = limit;
        self
    }
}
