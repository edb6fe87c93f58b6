//! A journal that ends with its process.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use partner_center_api::support::BoxFuture;

use crate::values::OrderId;

use super::claim::folded;
use super::{Claim, Entry, EntryQuery, Journal, JournalError, PurchaseKey};

/// A journal in memory, which ends with its process: for tests, and for programs that can do
/// without the promise that a purchase outlives a crash.
///
/// Clones share their entries.
#[derive(Clone, Default)]
pub struct MemoryJournal(Arc<Mutex<Kept>>);

#[derive(Default)]
struct Kept {
    entries: BTreeMap<PurchaseKey, Entry>,
    /// By the order's id in lower case.
    claims: BTreeMap<String, PurchaseKey>,
}

impl MemoryJournal {
    /// An empty journal.
    pub fn new() -> Self {
        Self::default()
    }

    fn kept(&self) -> MutexGuard<'_, Kept> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Kept {
    fn write(&mut self, entry: &Entry) -> Result<(), JournalError> {
        entry.check()?;
        match (self.entries.get(&entry.key), entry.revision) {
            (None, 1) => {}
            (Some(_), 1) => return Err(JournalError::exists(&entry.key)),
            (Some(stored), revision) if stored.revision + 1 == revision => {}
            _ => return Err(JournalError::stale(&entry.key)),
        }
        let mine = |by: &PurchaseKey| *by == entry.key;
        if let Some(other) = self.claimed(&entry.claims).into_iter().find(|claim| !mine(&claim.by))
        {
            return Err(JournalError::claimed(other.order, other.by));
        }
        let claims = entry.claims.iter().map(|order| (folded(order), entry.key.clone()));
        self.claims.extend(claims);
        self.entries.insert(entry.key.clone(), entry.clone());
        Ok(())
    }

    fn list(&self, query: &EntryQuery) -> Vec<Entry> {
        let position = |entry: &Entry| (entry.since, entry.key.clone());
        let is_wanted = |entry: &&Entry| {
            (query.states.is_empty() || query.states.contains(&entry.state))
                && query.after.as_ref().is_none_or(|after| position(entry) > *after)
        };
        let mut found: Vec<Entry> = self.entries.values().filter(is_wanted).cloned().collect();
        found.sort_by_key(position);
        found.truncate(query.limit);
        found
    }

    fn claimed(&self, orders: &[OrderId]) -> Vec<Claim> {
        let claim = |order: &OrderId| {
            let by = self.claims.get(&folded(order))?.clone();
            Some(Claim { order: order.clone(), by })
        };
        orders.iter().filter_map(claim).collect()
    }

    fn forget(&mut self, key: &PurchaseKey, revision: u64) -> Result<(), JournalError> {
        match self.entries.get(key) {
            Some(stored) if stored.revision == revision => {
                self.entries.remove(key);
                Ok(())
            }
            _ => Err(JournalError::stale(key)),
        }
    }
}

impl fmt::Debug for MemoryJournal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let entries = self.kept().entries.len();
        f.debug_struct("MemoryJournal").field("entries", &entries).finish()
    }
}

impl Journal for MemoryJournal {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async { self.kept().write(entry) })
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        Box::pin(async { Ok(self.kept().entries.get(key).cloned()) })
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        Box::pin(async { Ok(self.kept().list(query)) })
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        Box::pin(async { Ok(self.kept().claimed(orders)) })
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move { self.kept().forget(key, revision) })
    }
}
