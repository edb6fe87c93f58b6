//! What every journal has to keep to, as tests that a journal of your own can be put through.
//!
//! ```
//! use partner_center::journal::{MemoryJournal, conformance};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() {
//! let journal = MemoryJournal::new();
//! conformance::check(async || Ok(journal.clone())).await;
//! # }
//! ```

mod bounds;
mod claims;
mod lists;
mod made;
mod races;
mod writes;

use super::{Journal, JournalError};

/// Puts a journal through all tests.
///
/// `open` opens the same journal each time, which begins empty: what was acknowledged through one
/// of its handles has to be seen through the next.
///
/// # Panics
///
/// The journal does not pass; the message says in what.
pub async fn check<J: Journal>(open: impl AsyncFn() -> Result<J, JournalError>) {
    writes::a_write_follows_what_is_stored(&open).await;
    writes::all_that_was_written_is_read(&open).await;
    bounds::what_is_unfit_is_refused(&open).await;
    bounds::unusual_keys_and_long_records_are_kept(&open).await;
    races::one_writer_wins_each_revision(&open).await;
    races::one_purchase_wins_each_order(&open).await;
    claims::an_order_is_claimed_once(&open).await;
    claims::a_claim_outlives_its_entry(&open).await;
    lists::entries_are_listed_by_time_and_key(&open).await;
    lists::only_the_states_that_are_asked_for_are_listed(&open).await;
}
