//! A journal that says when it is lost.

use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::BoxFuture;
use tokio_util::sync::CancellationToken;

use crate::journal::{Claim, Entry, EntryQuery, Journal, JournalError, PurchaseKey};
use crate::values::ids::OrderId;

/// A journal in front of another one, which stops everybody once that one is lost: it would be
/// lost to all of them, and each would find out for itself.
#[derive(Clone)]
pub(super) struct Watched {
    inner: Arc<dyn Journal>,
    stop: CancellationToken,
    lost: Arc<Mutex<Option<JournalError>>>,
}

impl Watched {
    pub(super) fn new(inner: Arc<dyn Journal>, stop: CancellationToken) -> Self {
        Self { inner, stop, lost: Arc::default() }
    }

    /// Why it is lost, where it is.
    pub(super) fn lost(&self) -> Option<JournalError> {
        self.lost.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    async fn watch<T>(
        &self,
        work: BoxFuture<'_, Result<T, JournalError>>,
    ) -> Result<T, JournalError> {
        let done = work.await;
        if let Err(error) = &done
            && is_lost(error)
        {
            let mut lost = self.lost.lock().unwrap_or_else(PoisonError::into_inner);
            lost.get_or_insert_with(|| error.clone());
            self.stop.cancel();
        }
        done
    }
}

/// Whether nobody can write to it. A busy journal is not lost, and neither is one with an entry
/// that somebody else has changed, or that does not fit.
fn is_lost(error: &JournalError) -> bool {
    error.is_full() || error.is_corrupt() || error.is_unavailable() || error.is_unusable()
}

impl Journal for Watched {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.watch(self.inner.write(entry)))
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        Box::pin(self.watch(self.inner.read(key)))
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        Box::pin(self.watch(self.inner.list(query)))
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        Box::pin(self.watch(self.inner.claimed(orders)))
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(self.watch(self.inner.forget(key, revision)))
    }
}
