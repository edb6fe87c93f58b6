//! Journals of purchases: what is acknowledged is kept.

#[cfg(all(feature = "journal-sqlite", unix))]
mod killed;
#[cfg(all(feature = "journal-postgres", unix))]
mod postgres;
#[cfg(all(feature = "journal-postgres", unix))]
mod proxy;
#[cfg(feature = "journal-sqlite")]
mod sqlite;

use partner_center::journal::{MemoryJournal, conformance};

#[tokio::test]
async fn the_journal_in_memory_keeps_to_what_every_journal_has_to() {
    let journal = MemoryJournal::new();
    conformance::check(async || Ok(journal.clone())).await;
}
