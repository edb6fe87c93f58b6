//! A journal in a file.

mod entries;
mod file;
mod refusal;
mod schema;
mod store;

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::BoxFuture;

use self::store::Store;
use super::{Claim, Entry, EntryQuery, Journal, JournalError, PurchaseKey};
use crate::clock::blocking::blocking;
use crate::values::OrderId;

/// A journal in a file, by SQLite: for programs on one machine. Several of them can use one file
/// at the same time, and a purchase that one began can be gone on with by another.
///
/// What is acknowledged has reached the disk (a write-ahead log, flushed at each commit), so far
/// as the disk keeps its word. The file must be on a local disk: locks of network file systems
/// are not to be relied on. Beside it SQLite keeps files whose names end in `-wal` and `-shm`,
/// which belong to it: move or restore all of them, or none, while no program uses them.
///
/// **The file names customers and what they bought.** On Unix it is made for its owner alone
/// (mode 0600), and so are the files beside it. Elsewhere the folder has to keep others out.
///
/// Work is done on threads that may block. Clones share one connection.
///
/// ```
/// use partner_center::journal::SqliteJournal;
///
/// # #[tokio::main(flavor = "current_thread")]
/// # async fn main() -> Result<(), Box<dyn std::error::Error>> {
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("purchases.sqlite");
/// let journal = SqliteJournal::open(path).await?; // such as /var/lib/shop/purchases.sqlite
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct SqliteJournal(Arc<Inner>);

struct Inner {
    store: Mutex<Store>,
    path: PathBuf,
}

impl SqliteJournal {
    /// Opens the journal in the file at `path`, and makes it where there is none. Its folder must
    /// exist.
    ///
    /// The whole file is read once, so that damage shows here.
    ///
    /// # Errors
    ///
    /// The file belongs to another program, cannot be written, is damaged, or was written by a
    /// newer version of this crate; or others keep it busy for ten seconds.
    pub async fn open(path: impl Into<PathBuf>) -> Result<Self, JournalError> {
        Self::opened(path.into(), true).await
    }

    /// Opens a journal that must exist: for programs that would rather not start than forget what
    /// was bought, such as when a disk is not mounted.
    ///
    /// # Errors
    ///
    /// As for [`open`](Self::open); or there is no file, or an empty one.
    pub async fn open_existing(path: impl Into<PathBuf>) -> Result<Self, JournalError> {
        Self::opened(path.into(), false).await
    }

    async fn opened(path: PathBuf, may_make: bool) -> Result<Self, JournalError> {
        let place = path.clone();
        let opened = blocking(move || Store::open(&path, may_make)).await;
        let store = opened.unwrap_or_else(|| Err(JournalError::unavailable()));
        let store = store.map_err(|error| at(error, &place))?;
        Ok(Self(Arc::new(Inner { store: Mutex::new(store), path: place })))
    }

    /// Where it is.
    pub fn path(&self) -> &Path {
        &self.0.path
    }

    /// Runs `work` where it holds nobody up. It runs to its end even where the future is dropped.
    fn run<'a, T: Send + 'static>(
        &'a self,
        work: impl FnOnce(&mut Store) -> Result<T, JournalError> + Send + 'static,
    ) -> BoxFuture<'a, Result<T, JournalError>> {
        let inner = self.0.clone();
        Box::pin(async move {
            let work =
                move || work(&mut inner.store.lock().unwrap_or_else(PoisonError::into_inner));
            let done = blocking(work).await;
            // The runtime has ended, perhaps in the middle of it.
            let done = done.unwrap_or_else(|| Err(JournalError::unconfirmed()));
            done.map_err(|error| at(error, &self.0.path))
        })
    }
}

fn at(error: JournalError, path: &Path) -> JournalError {
    error.at(format!("`{}`", path.display()))
}

impl fmt::Debug for SqliteJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("SqliteJournal").field(&self.0.path).finish()
    }
}

impl Journal for SqliteJournal {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        let entry = entry.clone();
        self.run(move |store| store.change(|change| entries::write(change, &entry)))
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        let key = key.clone();
        self.run(move |store| entries::read(&store.connection, &key))
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        let query = query.clone();
        self.run(move |store| entries::list(&store.connection, &query))
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        let orders = orders.to_vec();
        self.run(move |store| entries::claimed(&store.connection, &orders))
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        let key = key.clone();
        self.run(move |store| store.change(|change| entries::forget(change, &key, revision)))
    }
}
