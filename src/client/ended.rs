//! Operations that the service has ended, as far as this client was told.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

/// With which status each ended operation was answered; all handles of a client share it.
#[derive(Debug, Default)]
pub(crate) struct Ended(Mutex<BTreeMap<&'static str, u16>>);

impl Ended {
    /// The status that said so; `None` for an operation that is served, or was never asked.
    pub(crate) fn status(&self, operation: &str) -> Option<u16> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).get(operation).copied()
    }

    pub(crate) fn note(&self, operation: &'static str, status: u16) {
        self.0.lock().unwrap_or_else(PoisonError::into_inner).insert(operation, status);
    }
}
