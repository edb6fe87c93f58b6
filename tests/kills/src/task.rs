//! What a process is started for.

use std::path::PathBuf;

use partner_center::purchase::AfterDoubt;
use serde::{Deserialize, Serialize};

use crate::product::Product;

/// What a process buys, and how far it may come. It is the process's only argument.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    /// The address of the emulator.
    pub(crate) service: String,
    /// The file of the journal.
    pub(crate) journal: PathBuf,
    pub(crate) product: Product,
    pub(crate) is_tagged: bool,
    pub(crate) after_doubt: AfterDoubt,
    /// Whether it resumes the purchase although another process seems to have it.
    pub(crate) takes_over: bool,
    /// At which write to the journal it kills itself.
    pub(crate) death: Option<Death>,
    /// Whether it asks for leave before each of its steps.
    pub(crate) is_stepped: bool,
}

/// A write to the journal at which a process kills itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Death {
    /// The number of the write, from 0.
    pub(crate) at: usize,
    /// Whether the write is made first.
    pub(crate) after: bool,
}
