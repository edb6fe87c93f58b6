//! Entries to test with.

use chrono::{DateTime, TimeDelta, Utc};

use crate::journal::{Entry, EntryState, Journal, JournalError, PurchaseKey};

/// A key that the suite alone uses.
pub(super) fn key(text: &str) -> PurchaseKey {
    PurchaseKey::new(text).unwrap_or_else(|error| panic!("{error}"))
}

/// So many nanoseconds after a certain moment.
pub(super) fn time(nanoseconds: i64) -> DateTime<Utc> {
    DateTime::from_timestamp_nanos(1_791_201_600_000_000_000) + TimeDelta::nanoseconds(nanoseconds)
}

/// A new entry.
pub(super) fn entry(text: &str) -> Entry {
    Entry::new(key(text), EntryState::Chosen, time(0), r#"{"line": 1}"#)
}

/// What is written after an entry.
pub(super) fn next(entry: &Entry, record: &str) -> Entry {
    Entry { revision: entry.revision + 1, record: record.to_owned(), ..entry.clone() }
}

#[track_caller]
pub(super) fn done<T>(result: Result<T, JournalError>, what: &str) -> T {
    result.unwrap_or_else(|error| panic!("{what}: {error}"))
}

/// Requires a refusal of one kind.
#[track_caller]
pub(super) fn refused<T>(
    result: Result<T, JournalError>,
    is_expected: impl Fn(&JournalError) -> bool,
    what: &str,
) {
    match result {
        Ok(_) => panic!("{what}: it was not refused"),
        Err(error) => assert!(is_expected(&error), "{what}: it was refused with: {error}"),
    }
}

/// Requires that an entry is stored as it is.
pub(super) async fn holds(journal: &impl Journal, entry: &Entry) {
    let stored = done(journal.read(&entry.key).await, "read");
    assert_eq!(stored.as_ref(), Some(entry), "another entry is stored than was written");
}

/// Leaves no entry behind for the next test.
pub(super) async fn forget(journal: &impl Journal, entries: &[Entry]) {
    for entry in entries {
        done(journal.forget(&entry.key, entry.revision).await, "forget");
    }
}

/// The journal, opened once more.
pub(super) async fn opened<J: Journal>(open: &impl AsyncFn() -> Result<J, JournalError>) -> J {
    open().await.unwrap_or_else(|error| panic!("it could not be opened: {error}"))
}
