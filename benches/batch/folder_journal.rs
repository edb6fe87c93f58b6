//! A journal in a folder, which outlives the process and takes no memory of it.
//!
//! It is only good for one process at a time, and a loss of power may lose what it holds.

use std::fs;
use std::io;
use std::path::PathBuf;

use partner_center::OrderId;
use partner_center::external::BoxFuture;
use partner_center::journal::{Claim, Entry, EntryQuery, Journal, JournalError, PurchaseKey};

/// A file for each entry, and one for each order that is claimed.
pub(crate) struct FolderJournal {
    entries: PathBuf,
    claims: PathBuf,
}

impl FolderJournal {
    pub(crate) fn open(folder: PathBuf) -> io::Result<Self> {
        let (entries, claims) = (folder.join("entries"), folder.join("claims"));
        fs::create_dir_all(&entries)?;
        fs::create_dir_all(&claims)?;
        Ok(Self { entries, claims })
    }

    fn stored(&self, key: &PurchaseKey) -> Result<Option<Entry>, JournalError> {
        match fs::read(self.entries.join(key.as_str())) {
            Ok(text) => serde_json::from_slice(&text)
                .map(Some)
                .map_err(|error| JournalError::corrupt(error.to_string())),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(error) => Err(JournalError::unavailable().with_source(error)),
        }
    }

    fn claim(&self, order: &OrderId) -> Option<PurchaseKey> {
        let name = order.as_str().to_ascii_lowercase();
        fs::read_to_string(self.claims.join(name)).ok()?.parse().ok()
    }

    fn replace(&self, entry: &Entry) -> Result<(), JournalError> {
        entry.check()?;
        match (self.stored(&entry.key)?, entry.revision) {
            (None, 1) => {}
            (Some(_), 1) => return Err(JournalError::exists(&entry.key)),
            (Some(stored), revision) if stored.revision + 1 == revision => {}
            _ => return Err(JournalError::stale(&entry.key)),
        }
        for order in &entry.claims {
            if let Some(by) = self.claim(order).filter(|by| *by != entry.key) {
                return Err(JournalError::claimed(order.clone(), by));
            }
        }
        let write = || -> io::Result<()> {
            for order in &entry.claims {
                let name = order.as_str().to_ascii_lowercase();
                fs::write(self.claims.join(name), entry.key.as_str())?;
            }
            let new = self.entries.join(format!("{}.new", entry.key));
            fs::write(&new, serde_json::to_vec(entry)?)?;
            fs::rename(&new, self.entries.join(entry.key.as_str()))
        };
        write().map_err(|error| JournalError::unavailable().with_source(error))
    }
}

impl Journal for FolderJournal {
    fn write<'a>(&'a self, entry: &'a Entry) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async { self.replace(entry) })
    }

    fn read<'a>(
        &'a self,
        key: &'a PurchaseKey,
    ) -> BoxFuture<'a, Result<Option<Entry>, JournalError>> {
        Box::pin(async { self.stored(key) })
    }

    fn list<'a>(&'a self, _: &'a EntryQuery) -> BoxFuture<'a, Result<Vec<Entry>, JournalError>> {
        Box::pin(async { Err(JournalError::unusable("since it cannot be listed")) })
    }

    fn claimed<'a>(
        &'a self,
        orders: &'a [OrderId],
    ) -> BoxFuture<'a, Result<Vec<Claim>, JournalError>> {
        let claim =
            |order: &OrderId| self.claim(order).map(|by| Claim { order: order.clone(), by });
        Box::pin(async move { Ok(orders.iter().filter_map(claim).collect()) })
    }

    fn forget<'a>(
        &'a self,
        key: &'a PurchaseKey,
        _: u64,
    ) -> BoxFuture<'a, Result<(), JournalError>> {
        Box::pin(async move {
            fs::remove_file(self.entries.join(key.as_str()))
                .map_err(|error| JournalError::unavailable().with_source(error))
        })
    }
}
