//! A journal in a file: what every journal keeps to, and each way in which a file can be wrong.

use std::fs;
use std::path::PathBuf;

use futures::FutureExt;
use partner_center::external::chrono::DateTime;
use partner_center::journal::{
    Entry, EntryQuery, EntryState, Journal, JournalError, PurchaseKey, SqliteJournal, conformance,
};
use rusqlite::Connection;

struct Folder(tempfile::TempDir);

impl Folder {
    fn new() -> Self {
        Self(tempfile::tempdir().expect("a folder"))
    }

    fn journal(&self) -> PathBuf {
        self.0.path().join("purchases.sqlite")
    }

    /// A journal with one entry, closed again.
    async fn written(&self) -> PathBuf {
        let journal = SqliteJournal::open(self.journal()).await.expect("it opens");
        journal.write(&entry(&"x".repeat(20_000))).await.expect("it is written");
        self.journal()
    }
}

fn entry(record: &str) -> Entry {
    let key = PurchaseKey::new("shop order 4711").expect("it is a key");
    Entry::new(key, EntryState::Sent, DateTime::UNIX_EPOCH, record)
}

/// An entry that claims an order of its own.
fn revision(revision: u64) -> Entry {
    let mut entry = entry(&revision.to_string());
    entry.revision = revision;
    entry.claims = vec![format!("order {revision}").into()];
    entry
}

async fn refusal(path: PathBuf) -> JournalError {
    let error = SqliteJournal::open(path.clone()).await.expect_err("it is refused");
    let place = format!("journal `{}`: ", path.display());
    assert!(error.to_string().starts_with(&place), "{error}");
    error
}

#[tokio::test]
async fn it_keeps_to_what_every_journal_has_to() {
    let folder = Folder::new();
    conformance::check(async || SqliteJournal::open(folder.journal()).await).await;
}

#[test]
fn it_needs_no_runtime() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.journal()).now_or_never().unwrap().unwrap();
    journal.write(&entry("{}")).now_or_never().unwrap().unwrap();
}

#[cfg(unix)]
#[tokio::test]
async fn its_files_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.journal()).await.unwrap();
    journal.write(&entry("{}")).await.unwrap();
    let files = fs::read_dir(folder.0.path()).unwrap();
    let modes: Vec<u32> =
        files.map(|file| file.unwrap().metadata().unwrap().permissions().mode() & 0o777).collect();
    assert_eq!(modes, [0o600; 3], "the database, its log and its index");
}

#[tokio::test]
async fn a_file_that_must_exist_is_not_made() {
    let folder = Folder::new();
    let error = SqliteJournal::open_existing(folder.journal()).await.unwrap_err();
    assert!(error.is_unusable() && error.to_string().contains("does not exist"), "{error}");
    assert!(!folder.journal().exists());

    fs::write(folder.journal(), "").unwrap();
    let error = SqliteJournal::open_existing(folder.journal()).await.unwrap_err();
    assert!(error.is_unusable() && error.to_string().contains("empty"), "{error}");

    folder.written().await;
    let journal = SqliteJournal::open_existing(folder.journal()).await.unwrap();
    assert!(journal.read(&entry("").key).await.unwrap().is_some());
}

#[tokio::test]
async fn a_missing_folder_and_a_folder_in_its_place_are_named() {
    let folder = Folder::new();
    let error = refusal(folder.0.path().join("none/purchases.sqlite")).await;
    assert!(error.is_unusable() && error.to_string().contains("make the folder"), "{error}");
    let error = refusal(folder.0.path().to_owned()).await;
    assert!(error.is_unusable() && error.to_string().contains("not a file"), "{error}");
}

#[tokio::test]
async fn the_database_of_another_program_is_left_alone() {
    let folder = Folder::new();
    let other = Connection::open(folder.journal()).unwrap();
    other.execute_batch("CREATE TABLE entry (key TEXT)").unwrap();
    drop(other);
    let before = fs::read(folder.journal()).unwrap();
    let error = refusal(folder.journal()).await;
    assert!(error.is_unusable() && error.to_string().contains("another program"), "{error}");
    assert!(before == fs::read(folder.journal()).unwrap(), "the file was changed");

    fs::write(folder.journal(), "no database, but a letter to somebody".repeat(100)).unwrap();
    let error = refusal(folder.journal()).await;
    assert!(error.is_unusable() && error.to_string().contains("no database"), "{error}");
}

#[tokio::test]
async fn a_file_of_a_newer_version_is_refused_even_while_it_is_open() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.written().await).await.unwrap();
    let other = Connection::open(folder.journal()).unwrap();
    other.execute_batch("PRAGMA user_version = 2").unwrap();
    let next = revision(2);
    assert!(journal.write(&next).await.unwrap_err().is_newer());
    drop(journal);
    assert!(refusal(folder.journal()).await.is_newer());
}

#[tokio::test]
async fn a_state_of_a_newer_version_is_refused_when_it_is_read() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.written().await).await.unwrap();
    let other = Connection::open(folder.journal()).unwrap();
    other.execute_batch("UPDATE entry SET state = 'refunded'").unwrap();
    let error = journal.read(&entry("").key).await.unwrap_err();
    assert!(error.is_newer() && error.to_string().contains("`refunded`"), "{error}");
    assert!(journal.list(&EntryQuery::of([])).await.unwrap_err().is_newer());
    assert!(journal.list(&EntryQuery::of([EntryState::Sent])).await.unwrap().is_empty());
}

#[tokio::test]
async fn a_file_that_was_cut_off_or_damaged_is_refused() {
    let folder = Folder::new();
    let path = folder.written().await;
    let whole = fs::read(&path).unwrap();
    fs::write(&path, &whole[..whole.len() / 2]).unwrap();
    let error = refusal(path.clone()).await;
    assert!(error.is_corrupt() && error.to_string().contains("restore it"), "{error}");

    let mut damaged = whole.clone();
    damaged[4096..8192].fill(0xa5);
    fs::write(&path, &damaged).unwrap();
    assert!(refusal(path.clone()).await.is_corrupt());

    fs::write(&path, &whole).unwrap();
    let journal = SqliteJournal::open(&path).await.unwrap();
    let other = Connection::open(&path).unwrap();
    other.execute_batch("UPDATE entry SET since = 'yesterday'").unwrap();
    assert!(journal.read(&entry("").key).await.unwrap_err().is_corrupt());
}

/// To a superuser every file is writable.
#[cfg(unix)]
#[tokio::test]
async fn a_file_that_may_not_be_written_is_named() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let path = folder.written().await;
    fs::set_permissions(&path, fs::Permissions::from_mode(0o400)).unwrap();
    if fs::OpenOptions::new().write(true).open(&path).is_err() {
        let error = refusal(path).await;
        assert!(error.is_unusable() && error.to_string().contains("writable"), "{error}");
    } else {
        assert!(SqliteJournal::open(path).await.is_ok());
    }
}

#[cfg(unix)]
#[tokio::test]
async fn what_was_written_to_a_removed_file_is_not_acknowledged() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.journal()).await.unwrap();
    fs::rename(folder.journal(), folder.0.path().join("elsewhere")).unwrap();
    let error = journal.write(&entry("{}")).await.unwrap_err();
    assert!(error.is_unusable() && error.to_string().contains("removed or replaced"), "{error}");
}

#[tokio::test]
async fn a_write_that_is_dropped_is_made_whole_or_not_at_all() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.journal()).await.unwrap();
    for revision in 1..=20 {
        let written = self::revision(revision);
        // Polled once: its thread runs on, and may come before or after what follows.
        let dropped = journal.write(&written).now_or_never();
        if let (None, Err(error)) = (dropped, journal.write(&written).await) {
            assert!(error.is_stale() || error.is_exists(), "{error}");
        }
        assert_eq!(journal.read(&written.key).await.unwrap(), Some(written.clone()));
        assert_eq!(journal.claimed(&written.claims).await.unwrap().len(), 1);
    }
}

#[tokio::test]
async fn sqlite_itself_finds_nothing_wrong_and_a_log_that_is_flushed() {
    let folder = Folder::new();
    let journal = SqliteJournal::open(folder.journal()).await.unwrap();
    journal.write(&entry("{}")).await.unwrap();
    let other = Connection::open(folder.journal()).unwrap();
    let text = |pragma| other.pragma_query_value(None, pragma, |row| row.get::<_, String>(0));
    assert_eq!(text("journal_mode").unwrap(), "wal");
    assert_eq!(text("integrity_check").unwrap(), "ok");
}
