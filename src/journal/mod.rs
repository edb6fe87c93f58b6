//! Where purchases are recorded, so that they survive a crash and are never made twice.
//!
//! Each step of a purchase is written to a [`Journal`] *before* its request is sent. If that
//! fails, nothing is sent. So whatever happened to a program, its journal knows what it may have
//! asked for, and the next program goes on from there.
//!
//! | journal | feature | for |
//! |---|---|---|
//! | [`MemoryJournal`] | | tests; it ends with its process |
//! | `SqliteJournal` | `journal-sqlite` | programs on one machine: a file |
//! | `PostgresJournal` | `journal-postgres` | workers on several machines |
//!
//! A journal stores an [`Entry`] for each purchase: a record that it does not look into, beside a
//! revision, a state and a time to list by. It keeps workers apart by the revision alone: a write
//! replaces the revision before its own, or fails. A lost race is
//! [stale](JournalError::is_stale).
//!
//! A journal of your own implements [`Journal`], and is held to its promises by [`conformance`].
//!
//! **What is stored here names customers and what they bought: protect it like the orders
//! themselves.**
//!
//! ```
//! use partner_center::journal::{Entry, EntryState, Journal, MemoryJournal, PurchaseKey};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let journal = MemoryJournal::new();
//! let key = PurchaseKey::new("shop order 4711")?;
//! let since = "2026-10-05T12:00:00Z".parse()?;
//! let mut entry = Entry::new(key, EntryState::Chosen, since, r#"{"quantity":1}"#);
//! journal.write(&entry).await?;
//!
//! entry.revision += 1;
//! entry.state = EntryState::Carted;
//! journal.write(&entry).await?;
//! // Somebody else who holds revision 1 writes its successor, too: only one of them did.
//! assert!(journal.write(&entry).await.unwrap_err().is_stale());
//! # Ok(())
//! # }
//! ```

mod claim;
pub mod conformance;
mod entry;
mod error;
mod key;
mod memory;
#[cfg(feature = "journal-postgres")]
mod postgres;
mod query;
#[cfg(any(feature = "journal-postgres", feature = "journal-sqlite"))]
mod row;
#[cfg(feature = "journal-sqlite")]
mod sqlite;
mod state;

use std::sync::Arc;

use partner_center_api::support::BoxFuture;

use crate::values::OrderId;

pub use claim::Claim;
pub(crate) use entry::LONGEST as LONGEST_RECORD;
pub use entry::{Entry, Lease};
pub use error::JournalError;
pub use key::PurchaseKey;
pub use memory::MemoryJournal;
#[cfg(feature = "journal-postgres")]
pub use postgres::PostgresJournal;
pub use query::EntryQuery;
#[cfg(feature = "journal-sqlite")]
pub use sqlite::SqliteJournal;
pub use state::EntryState;

/// Keeps an entry for each purchase.
///
/// A future that is dropped may leave the write made or not made, and never half made.
pub trait Journal: Send + Sync + 'static {
    /// Writes an entry with its claims, in one step and only if it follows what is stored: an
    /// entry of revision 1 is new, and one of revision *n* replaces revision *n* − 1. It is
    /// durable when this returns.
    ///
    /// # Errors
    ///
    /// Nothing was written, unless the error [says](JournalError::is_unconfirmed) that this is
    /// not known. There is an entry of that key although the revision is 1
    /// ([`JournalError::is_exists`]); there is none, or one of another revision
    /// ([`JournalError::is_stale`]); another entry has claimed one of the orders
    /// ([`JournalError::claim`]); the entry is [unfit](Entry::check); or the journal cannot be
    /// used just now.
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>>;

    /// The entry of a key, where there is one.
    ///
    /// # Errors
    ///
    /// The journal cannot be used just now, or a newer version has written the entry.
    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>>;

    /// A page of entries, by their time and then by the bytes of their keys.
    ///
    /// # Errors
    ///
    /// The journal cannot be used just now, or a newer version has written one of the entries.
    fn list<'a>(&'a self, query: &'a EntryQuery)
    -> BoxFuture<'a, Result<Vec<Entry>, JournalError>>;

    /// Which of these orders belong to a purchase, in the order in which they are given. Ids are
    /// compared without regard to the case of ASCII letters.
    ///
    /// # Errors
    ///
    /// The journal cannot be used just now.
    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>>;

    /// Removes an entry that is still of this revision. Its claims stay: an order is never
    /// claimed by two purchases, even if the first is forgotten.
    ///
    /// Forget only what is settled and has no worker, and do not use its key again: an entry
    /// that is written anew begins at revision 1.
    ///
    /// # Errors
    ///
    /// The entry is of another revision or gone ([`JournalError::is_stale`]), or the journal
    /// cannot be used just now.
    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>>;
}

impl<T: Journal + ?Sized> Journal for Arc<T> {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        (**self).write(entry)
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        (**self).read(key)
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        (**self).list(query)
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        (**self).claimed(orders)
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        (**self).forget(key, revision)
    }
}
