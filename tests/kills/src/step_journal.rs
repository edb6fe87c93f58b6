//! A journal at whose writes the process can be killed, stopped or held up.

use std::sync::{Arc, Mutex, PoisonError};

use partner_center::OrderId;
use partner_center::external::BoxFuture;
use partner_center::journal::{
    Claim, Entry, EntryQuery, EntryState, Journal, JournalError, PurchaseKey,
};

use crate::fate::Fate;
use crate::signal::{be_stopped, kill_myself};
use crate::stepper::Stepper;
use crate::task::Death;

/// A journal that kills the process at a write, or stops it after one.
pub(crate) struct StepJournal<J> {
    inner: J,
    stepper: Arc<Stepper>,
    death: Option<Death>,
    /// After the writing down of which checkout the process stops, counted from 0.
    stop: Option<usize>,
    written: Arc<Mutex<Vec<EntryState>>>,
}

impl<J> StepJournal<J> {
    pub(crate) fn new(inner: J, stepper: Arc<Stepper>) -> Self {
        Self { inner, stepper, death: None, stop: None, written: Arc::default() }
    }

    pub(crate) fn dying(self, death: Option<Death>) -> Self {
        Self { death, ..self }
    }

    /// Stops the process between a checkout's record and its request, where that is its fate.
    pub(crate) fn fated(self, fate: Fate) -> Self {
        let stop = match fate {
            Fate::StopsAfterRecord(checkout) => Some(checkout),
            _ => None,
        };
        Self { stop, ..self }
    }

    /// What was written so far.
    pub(crate) fn written(&self) -> Arc<Mutex<Vec<EntryState>>> {
        self.written.clone()
    }

    /// The number of this write, and of this write of a checkout.
    fn note(&self, state: EntryState) -> (usize, Option<usize>) {
        let mut written = self.written.lock().unwrap_or_else(PoisonError::into_inner);
        let sent = written.iter().filter(|state| **state == EntryState::Sent).count();
        written.push(state);
        (written.len() - 1, (state == EntryState::Sent).then_some(sent))
    }
}

impl<J: Journal> Journal for StepJournal<J> {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            self.stepper.step(entry.state.as_str());
            let (number, sent) = self.note(entry.state);
            let dies = |after| self.death == Some(Death { at: number, after });
            if dies(false) {
                kill_myself();
            }
            self.inner.write(entry).await?;
            if dies(true) {
                kill_myself();
            }
            if sent.is_some() && sent == self.stop {
                be_stopped();
            }
            Ok(())
        })
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        Box::pin(async move {
            self.stepper.step("read");
            self.inner.read(key).await
        })
    }

    fn list<'a>(
        &'a self,
        query: &'a EntryQuery,
    ) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        self.inner.list(query)
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        self.inner.claimed(orders)
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        revision: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        self.inner.forget(key, revision)
    }
}
