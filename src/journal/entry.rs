//! What a journal keeps of one purchase.

use chrono::{DateTime, Datelike, Utc};
use serde::{Deserialize, Serialize};

use crate::values::OrderId;

use super::{EntryState, JournalError, PurchaseKey};

/// The longest record, in bytes.
pub(crate) const LONGEST: usize = 4 * 1024 * 1024;

/// What a journal keeps of one purchase.
///
/// The record names the customer, and so do the claims: whoever can read the journal knows who
/// bought what.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Entry {
    /// The purchase.
    pub key: PurchaseKey,
    /// The revision that a write of this entry makes: 1 for a new entry, then one more with each
    /// write.
    pub revision: u64,
    /// How far the purchase is.
    pub state: EntryState,
    /// Since when it is that far, in a year from 0 to 9999.
    pub since: DateTime<Utc>,
    /// Who is at work on it.
    pub lease: Option<Lease>,
    /// The orders that this purchase made, which no other entry may claim. A claim lasts: a
    /// later write that leaves it out does not release it.
    pub claims: Vec<OrderId>,
    /// The rest, as JSON of up to 4 MiB that a journal does not look into.
    pub record: String,
}

impl Entry {
    /// An entry of revision 1, without lease and claims.
    pub fn new(
        key: PurchaseKey,
        state: EntryState,
        since: DateTime<Utc>,
        record: impl Into<String>,
    ) -> Self {
        let record = record.into();
        Self { key, revision: 1, state, since, lease: None, claims: Vec::new(), record }
    }

    /// Refuses what not every journal can keep: each calls this before it writes.
    ///
    /// # Errors
    ///
    /// The revision is 0 or beyond `i64::MAX`, a year is not of four digits, the record is
    /// longer than 4 MiB, or a text has the character NUL, which databases do not store.
    pub fn check(&self) -> Result<(), JournalError> {
        let refuse = |why| Err(JournalError::unfit(&self.key, why));
        if self.revision == 0 || i64::try_from(self.revision).is_err() {
            return refuse("its revision is out of range");
        }
        let until = self.lease.as_ref().map(|lease| lease.until);
        if [Some(self.since), until].into_iter().flatten().any(|time| !has_four_digits(time)) {
            return refuse("its time is not in a year from 0 to 9999");
        }
        if self.record.len() > LONGEST {
            return refuse("its record is longer than 4 MiB");
        }
        let worker = self.lease.as_ref().map_or("", |lease| &lease.worker);
        let claims = self.claims.iter().map(OrderId::as_str);
        if claims.chain([worker, &self.record]).any(|text| text.contains('\0')) {
            return refuse("it has the character NUL");
        }
        Ok(())
    }
}

fn has_four_digits(time: DateTime<Utc>) -> bool {
    (0..=9999).contains(&time.year())
}

/// Who is at work on a purchase, and until when. A journal stores it and enforces nothing by it:
/// what keeps two workers apart is that a write replaces one revision.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lease {
    /// The worker, by a name of its own.
    pub worker: String,
    /// When another worker may take over.
    pub until: DateTime<Utc>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn entry() -> Entry {
        let key = PurchaseKey::new("shop order 4711").unwrap();
        Entry::new(key, EntryState::Chosen, DateTime::UNIX_EPOCH, "{}")
    }

    #[test]
    fn what_not_every_journal_can_keep_is_refused() {
        assert!(entry().check().is_ok());
        let lease = Lease { worker: "a\0".to_owned(), until: DateTime::UNIX_EPOCH };
        for unfit in [
            Entry { revision: 0, ..entry() },
            Entry { revision: u64::MAX, ..entry() },
            Entry { since: DateTime::<Utc>::MAX_UTC, ..entry() },
            Entry { record: "x".repeat(LONGEST + 1), ..entry() },
            Entry { record: "\0".to_owned(), ..entry() },
            Entry { claims: vec!["\0".into()], ..entry() },
            Entry { lease: Some(lease), ..entry() },
        ] {
            assert!(unfit.check().unwrap_err().is_unfit());
        }
    }

    #[test]
    fn an_entry_is_the_same_after_a_detour_as_json() {
        let entry = Entry { claims: vec!["order".into()], ..entry() };
        let json = serde_json::to_string(&entry).unwrap();
        assert_eq!(serde_json::from_str::<Entry>(&json).unwrap(), entry);
    }
}
