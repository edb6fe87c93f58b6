//! An open file, for one thread at a time.

use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::Duration;

use rusqlite::{Connection, ErrorCode, MAIN_DB, OpenFlags, Transaction, TransactionBehavior};

use super::file::{self, Identity};
use super::refusal::{commit_refusal, not_writable, refusal};
use super::schema;
use crate::journal::JournalError;

/// How long others are waited for. They hold the file for as long as a write takes.
const PATIENCE: Duration = Duration::from_secs(10);

/// How far apart the first switch of a file is tried, which SQLite itself does not wait for.
const PAUSE: Duration = Duration::from_millis(20);

/// An open file.
pub(super) struct Store {
    pub(super) connection: Connection,
    path: PathBuf,
    identity: Identity,
}

impl Store {
    pub(super) fn open(path: &Path, may_make: bool) -> Result<Self, JournalError> {
        Self::open_within(path, may_make, PATIENCE)
    }

    fn open_within(path: &Path, may_make: bool, patience: Duration) -> Result<Self, JournalError> {
        if may_make {
            file::make(path)?;
        }
        file::check(path)?;
        let identity = Identity::of(path);
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let mut connection = Connection::open_with_flags(path, flags).map_err(refusal)?;
        // SQLite opens what it may not write to be read.
        if connection.is_readonly(MAIN_DB).map_err(refusal)? {
            return Err(not_writable());
        }
        connection.busy_timeout(patience).map_err(refusal)?;
        schema::prepare(&mut connection, may_make)?;
        settle(&connection, patience)?;
        check_pages(&connection)?;
        Ok(Self { connection, path: path.to_owned(), identity })
    }

    /// Does all of `change`, durably, or nothing of it.
    pub(super) fn change(
        &mut self,
        change: impl FnOnce(&Transaction<'_>) -> Result<(), JournalError>,
    ) -> Result<(), JournalError> {
        let begun = self.connection.transaction_with_behavior(TransactionBehavior::Immediate);
        let transaction = begun.map_err(refusal)?;
        schema::check(&transaction)?;
        change(&transaction)?;
        transaction.commit().map_err(commit_refusal)?;
        // A file without a name takes writes as before, and is lost with its last user.
        if Identity::of(&self.path) == self.identity {
            return Ok(());
        }
        Err(JournalError::unusable(
            "since its file was removed or replaced while it was in use: put it back and start \
             this program anew",
        ))
    }
}

/// Makes each write durable before it is acknowledged: with a write-ahead log that is flushed at
/// each commit.
fn settle(connection: &Connection, patience: Duration) -> Result<(), JournalError> {
    let mut waited = Duration::ZERO;
    loop {
        let mode = connection
            .pragma_update_and_check(None, "journal_mode", "wal", |row| row.get::<_, String>(0));
        match mode {
            Ok(mode) if mode == "wal" => break,
            Ok(_) => {
                return Err(JournalError::unusable(
                    "since its file system has no shared memory, which a write-ahead log needs: \
                     put it on a local disk",
                ));
            }
            Err(error) if is_busy(&error) && waited < patience => {
                sleep(PAUSE);
                waited += PAUSE;
            }
            Err(error) => return Err(refusal(error)),
        }
    }
    let settings = "PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; \
                    PRAGMA checkpoint_fullfsync = ON; PRAGMA trusted_schema = OFF;";
    connection.execute_batch(settings).map_err(refusal)
}

fn is_busy(error: &rusqlite::Error) -> bool {
    error.sqlite_error_code() == Some(ErrorCode::DatabaseBusy)
}

/// Reads all pages once, so that damage shows when the program starts and not at a purchase.
fn check_pages(connection: &Connection) -> Result<(), JournalError> {
    let found = connection.pragma_query_value(None, "quick_check", |row| row.get::<_, String>(0));
    match found.map_err(refusal)? {
        found if found == "ok" => Ok(()),
        found => Err(JournalError::corrupt("since the file is damaged").with_source(found)),
    }
}

#[cfg(test)]
mod tests {
    use chrono::DateTime;

    use super::super::entries;
    use super::*;
    use crate::journal::{Entry, EntryState, PurchaseKey};

    fn entry(record: &str) -> Entry {
        let key = PurchaseKey::new("shop order 4711").unwrap();
        Entry::new(key, EntryState::Sent, DateTime::UNIX_EPOCH, record)
    }

    fn write(store: &mut Store, entry: &Entry) -> Result<(), JournalError> {
        store.change(|change| entries::write(change, entry))
    }

    #[test]
    fn a_full_disk_leaves_what_was_there_before() {
        let folder = tempfile::tempdir().unwrap();
        let mut store = Store::open(&folder.path().join("journal"), true).unwrap();
        write(&mut store, &entry("first")).unwrap();
        store.connection.pragma_update(None, "max_page_count", 8).unwrap();
        let long = Entry { revision: 2, ..entry(&"x".repeat(100_000)) };
        let error = write(&mut store, &long).unwrap_err();
        assert!(error.is_full() && error.to_string().contains("make space"), "{error}");
        let read = entries::read(&store.connection, &long.key).unwrap();
        assert_eq!(read, Some(entry("first")));
        write(&mut store, &Entry { revision: 2, ..entry("short") }).unwrap();
    }

    #[test]
    fn others_are_not_waited_for_without_end() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("journal");
        let mut one = Store::open(&path, true).unwrap();
        let mut other = Store::open_within(&path, true, Duration::ZERO).unwrap();
        one.connection.execute_batch("BEGIN IMMEDIATE").unwrap();
        let error = write(&mut other, &entry("{}")).unwrap_err();
        assert!(error.is_busy() && error.to_string().contains("try again"), "{error}");
        one.connection.execute_batch("ROLLBACK").unwrap();
        write(&mut other, &entry("{}")).unwrap();
        assert!(write(&mut one, &entry("{}")).unwrap_err().is_exists());
    }
}
