//! What a process says in the end.

use std::io::{self, Write};

use anyhow::Context;
use partner_center::Delivery;
use partner_center::journal::EntryState;
use partner_center::purchase::{PurchaseFailed, Settlement};
use serde::{Deserialize, Serialize};

/// What a process says in the end, in one line.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Report {
    /// What was written to the journal, in order.
    pub(crate) writes: Vec<EntryState>,
    pub(crate) end: End,
}

/// How its purchase ended.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum End {
    Settled(Box<Settlement>),
    /// It was not settled, and this is why.
    Failed {
        /// Whether it says that nothing was bought.
        says_nothing: bool,
        /// Whether it left the purchase to another worker, or lost it to one.
        is_left: bool,
        message: String,
    },
}

const MARK: &str = "end ";

impl End {
    pub(crate) fn of(result: Result<Settlement, PurchaseFailed>) -> Self {
        match result {
            Ok(settlement) => Self::Settled(Box::new(settlement)),
            Err(failed) => Self::Failed {
                says_nothing: failed.bought() == Delivery::NotDone,
                is_left: is_left(&failed),
                message: format!("{failed:#}"),
            },
        }
    }
}

/// Only the message says that another worker has the purchase.
fn is_left(failed: &PurchaseFailed) -> bool {
    failed.error().is_lease_lost() || failed.to_string().contains("another worker")
}

impl Report {
    pub(crate) fn say(&self) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{MARK}{}", serde_json::to_string(self)?)?;
        Ok(out.flush()?)
    }

    /// Reads what a process said; `None` where it was killed before it said it.
    pub(crate) fn read(output: &str) -> anyhow::Result<Option<Self>> {
        let line = output.lines().find_map(|line| line.strip_prefix(MARK));
        line.map(|line| serde_json::from_str(line).context("a report is read")).transpose()
    }
}
