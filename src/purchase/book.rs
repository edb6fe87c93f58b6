//! The record of a purchase, and the journal that it is written to before anything is sent.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::protocol::{Bought, PurchaseState};
use super::record::{PurchaseRecord, entry_state};
use crate::error::{Error, Result};
use crate::journal::{
    Entry, EntryState, Journal, JournalError, LONGEST_RECORD, Lease, PurchaseKey,
};
use crate::values::ids::OrderId;

/// How long a worker has the purchase to itself after each step that it records.
const LEASE: TimeDelta = TimeDelta::minutes(5);

/// How often a fact is written anew over what another worker wrote meanwhile.
const INSISTED: u32 = 8;

/// The record of a purchase under way.
pub(super) struct Book {
    /// `None` for a purchase that nobody asked to record.
    shelf: Option<Shelf>,
    record: PurchaseRecord,
}

/// Where the record is kept.
struct Shelf {
    journal: Arc<dyn Journal>,
    entry: Entry,
    worker: String,
}

/// Who opens a book, and whether another worker's lease counts.
pub(super) struct Worker {
    pub(super) name: String,
    pub(super) takes_over: bool,
}

impl Book {
    /// A record that is not kept.
    pub(super) fn unrecorded(record: PurchaseRecord) -> Self {
        Self { shelf: None, record }
    }

    /// Records a purchase that is new, or opens the one that has the key.
    pub(super) async fn begin(
        journal: Arc<dyn Journal>,
        key: PurchaseKey,
        record: PurchaseRecord,
        worker: &Worker,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let state = entry_state(record.state());
        let mut entry = Entry::new(key, state, record.since(), written(&record)?);
        entry.lease = lease(&worker.name, now);
        match journal.write(&entry).await {
            Ok(()) => {
                let shelf = Shelf { journal, entry, worker: worker.name.clone() };
                Ok(Self { shelf: Some(shelf), record })
            }
            Err(error) if error.is_exists() => Self::open(journal, entry.key, worker, now).await,
            Err(error) if error.is_unconfirmed() => {
                confirmed(&*journal, &entry, error).await?;
                let shelf = Shelf { journal, entry, worker: worker.name.clone() };
                Ok(Self { shelf: Some(shelf), record })
            }
            Err(error) => Err(error.into()),
        }
    }

    /// Opens the record of a purchase, unless another worker has it.
    pub(super) async fn open(
        journal: Arc<dyn Journal>,
        key: PurchaseKey,
        worker: &Worker,
        now: DateTime<Utc>,
    ) -> Result<Self> {
        let Some(entry) = journal.read(&key).await? else {
            let message = format!("the journal has no purchase `{key}`; nothing was sent");
            return Err(Error::invalid("purchase key", message));
        };
        let record = read(&entry)?;
        if let Some(held) = &entry.lease
            && held.until > now
            && held.worker != worker.name
            && !worker.takes_over
            && !record.state().is_settled()
        {
            let message = format!(
                "another worker, `{}`, has the purchase `{key}` until {}; nothing was sent: leave \
                 it to that worker, or take over from it if it is dead",
                held.worker, held.until
            );
            return Err(Error::invalid("journal", message));
        }
        let shelf = Shelf { journal, entry, worker: worker.name.clone() };
        Ok(Self { shelf: Some(shelf), record })
    }

    pub(super) fn record(&self) -> &PurchaseRecord {
        &self.record
    }

    pub(super) fn record_mut(&mut self) -> &mut PurchaseRecord {
        &mut self.record
    }

    pub(super) fn state(&self) -> &PurchaseState {
        self.record.state()
    }

    pub(super) fn journal(&self) -> Option<(&dyn Journal, &PurchaseKey)> {
        self.shelf.as_ref().map(|shelf| (&*shelf.journal, &shelf.entry.key))
    }

    /// Writes the next state down. Only then may anything be sent, or told.
    pub(super) async fn put(
        &mut self,
        state: impl Into<PurchaseState>,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut record = self.record.clone();
        record.set_state(state.into(), now);
        record.note(note, now);
        if let Some(shelf) = &mut self.shelf {
            shelf.write(&record, now).await?;
        }
        self.record = record;
        Ok(())
    }

    /// Writes down that it was bought, by the service's own answer. That is true whatever another
    /// worker wrote meanwhile, so it is written over it, unless it was bought in part and the other
    /// may have bought the rest. Where the other has bought with another cart, a person has to look.
    pub(super) async fn put_fact(
        &mut self,
        bought: Bought,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut record = self.record.clone();
        record.set_state(bought.into(), now);
        record.note(note, now);
        if let Some(shelf) = &mut self.shelf {
            shelf.insist(&mut record, note, now).await?;
        }
        self.record = record;
        Ok(())
    }

    /// Writes down which orders were found to be of it. `false` where another purchase has claimed
    /// one of them, so that nothing was written.
    pub(super) async fn put_found(
        &mut self,
        bought: Bought,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let mut record = self.record.clone();
        record.set_state(bought.into(), now);
        record.note(note, now);
        if let Some(shelf) = &mut self.shelf {
            match shelf.write_with(&record, None).await {
                Err(error) if error.claim().is_some() => return Ok(false),
                other => other?,
            }
        }
        self.record = record;
        Ok(true)
    }

    /// Keeps the purchase for this worker while a step takes long.
    pub(super) async fn renew(&mut self, now: DateTime<Utc>) -> Result<()> {
        if let Some(shelf) = &mut self.shelf
            && shelf.entry.lease.as_ref().is_none_or(|lease| lease.until - now < LEASE / 2)
        {
            shelf.write(&self.record, now).await?;
        }
        Ok(())
    }

    /// Leaves the purchase to whoever comes next, as well as that can be done.
    pub(super) async fn leave(&mut self, note: &str, now: DateTime<Utc>) {
        self.record.note(note, now);
        if let Some(shelf) = &mut self.shelf
            && !self.record.state().is_settled()
            && let Err(error) = shelf.write_with(&self.record, None).await
        {
            tracing::warn!(%error, "the lease of a purchase was not given back");
        }
    }

    /// Whether no other worker can have gone on with the purchase.
    pub(super) async fn is_own(&self, now: DateTime<Utc>) -> bool {
        let Some(shelf) = &self.shelf else { return true };
        match shelf.journal.read(&shelf.entry.key).await {
            Ok(stored) => stored.is_some_and(|stored| stored.revision == shelf.entry.revision),
            // Until its lease ends, others leave it alone.
            Err(_) => shelf.entry.lease.as_ref().is_some_and(|lease| lease.until > now),
        }
    }
}

/// Whether it may have been bought under the key, by whichever program, as far as the journal
/// tells.
pub(super) async fn may_be_bought(
    journal: &dyn Journal,
    key: &PurchaseKey,
    now: DateTime<Utc>,
) -> bool {
    match journal.read(key).await {
        Ok(None) => false,
        Ok(Some(entry)) => match entry.state {
            EntryState::Chosen | EntryState::Carted => {
                entry.lease.is_some_and(|lease| lease.until > now)
            }
            EntryState::Nothing => false,
            _ => true,
        },
        Err(_) => true,
    }
}

impl Shelf {
    async fn write(&mut self, record: &PurchaseRecord, now: DateTime<Utc>) -> Result<()> {
        let lease = lease(&self.worker, now).filter(|_| !record.state().is_settled());
        Ok(self.write_with(record, lease).await?)
    }

    async fn write_with(
        &mut self,
        record: &PurchaseRecord,
        lease: Option<Lease>,
    ) -> std::result::Result<(), JournalError> {
        self.write_claiming(record, lease, &claims(record.state())).await
    }

    async fn write_claiming(
        &mut self,
        record: &PurchaseRecord,
        lease: Option<Lease>,
        claims: &[OrderId],
    ) -> std::result::Result<(), JournalError> {
        let mut entry = self.entry.clone();
        entry.revision += 1;
        entry.state = entry_state(record.state());
        entry.since = record.since();
        entry.lease = lease;
        entry.claims = claims.to_vec();
        entry.record =
            written(record).map_err(|error| JournalError::unusable(error.to_string()))?;
        match self.journal.write(&entry).await {
            Err(error) if error.is_unconfirmed() => {
                confirmed(&*self.journal, &entry, error).await?;
            }
            other => other?,
        }
        self.entry = entry;
        Ok(())
    }

    /// Writes down what is true, over what another worker wrote where that is allowed.
    async fn insist(
        &mut self,
        record: &mut PurchaseRecord,
        note: &str,
        now: DateTime<Utc>,
    ) -> Result<()> {
        let mut notes = vec![note.to_owned()];
        let mut lost: Vec<OrderId> = Vec::new();
        let mut tried = 0;
        loop {
            let mut claims = claims(record.state());
            claims.retain(|order| !lost.contains(order));
            let error = match self.write_claiming(record, None, &claims).await {
                Ok(()) => return Ok(()),
                Err(error) => error,
            };
            if let Some(claim) = error.claim() {
                // The service has named it; that the other purchase took it for its own is the
                // other's mistake, which only a person can undo.
                let text =
                    format!("order {} is claimed by the purchase `{}`", claim.order, claim.by);
                record.note(&text, now);
                notes.push(text);
                let id = claim.order.as_str();
                let theirs = claims.into_iter().find(|own| own.as_str().eq_ignore_ascii_case(id));
                if let Some(theirs) = theirs {
                    lost.push(theirs);
                    continue;
                }
            }
            tried += 1;
            if !error.is_stale()
                || tried >= INSISTED
                || !self.write_over(record, &notes, now).await?
            {
                return Err(error.into());
            }
        }
    }

    /// Puts a fact in the place of what the journal has by now. `false` where it may not.
    async fn write_over(
        &mut self,
        record: &mut PurchaseRecord,
        notes: &[String],
        now: DateTime<Utc>,
    ) -> Result<bool> {
        let Some(entry) = self.journal.read(&self.entry.key).await? else { return Ok(true) };
        let may = match (read(&entry), record.state()) {
            (Ok(other), _) => record.write_over(other, notes, now),
            (Err(_), PurchaseState::Bought(bought)) => !bought.is_in_part(),
            (Err(_), _) => true,
        };
        // What may not be written over is not to be written over later either.
        if may {
            self.entry = entry;
        }
        Ok(may)
    }
}

fn lease(worker: &str, now: DateTime<Utc>) -> Option<Lease> {
    let until = now.checked_add_signed(LEASE)?;
    Some(Lease { worker: worker.to_owned(), until })
}

fn claims(state: &PurchaseState) -> Vec<OrderId> {
    match state {
        PurchaseState::Bought(bought) => bought.orders().to_vec(),
        PurchaseState::Person(person) if !person.attempts().is_empty() => {
            person.candidates().to_vec()
        }
        _ => Vec::new(),
    }
}

/// Whether a write was made that was not confirmed.
async fn confirmed(
    journal: &dyn Journal,
    entry: &Entry,
    error: JournalError,
) -> std::result::Result<(), JournalError> {
    match journal.read(&entry.key).await? {
        Some(stored) if stored.revision == entry.revision && stored.record == entry.record => {
            Ok(())
        }
        Some(stored) if stored.revision >= entry.revision => Err(JournalError::stale(&entry.key)),
        _ => Err(error),
    }
}

/// The record as it is stored. One that no journal would keep is stored without the answer as it
/// came, whose contents are in the state.
fn written(record: &PurchaseRecord) -> Result<String> {
    let text = |record: &PurchaseRecord| {
        serde_json::to_string(record).map_err(|error| {
            Error::invalid("journal", format!("the record cannot be written: {error}"))
        })
    };
    let whole = text(record)?;
    match whole.len() > LONGEST_RECORD {
        true => text(&record.clone().without_answer()),
        false => Ok(whole),
    }
}

/// Reads the record of an entry.
pub(super) fn read(entry: &Entry) -> Result<PurchaseRecord> {
    serde_json::from_str(&entry.record).map_err(|error| {
        let message = format!(
            "the record of the purchase `{}` cannot be read: {error}; nothing was sent",
            entry.key
        );
        Error::invalid("journal", message)
    })
}
