//! Exports of reconciliation: what was asked for, and when.

use std::time::{Duration, SystemTime};

/// An export in the background. Its lines are found when a file is read.
#[derive(Clone, Debug)]
pub(crate) struct Export {
    /// Its operation.
    pub(crate) id: String,
    pub(crate) manifest: String,
    /// The partner's tenant.
    pub(crate) partner: String,
    pub(crate) scope: ExportScope,
    pub(crate) kind: ExportKind,
    pub(crate) columns: Columns,
    pub(crate) asked: SystemTime,
}

/// Which lines there are.
#[derive(Clone, Debug)]
pub(crate) enum ExportScope {
    Invoice(String),
    Unbilled { is_current: bool, currency: String },
}

/// What each line tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ExportKind {
    Reconciliation,
    Usage,
}

/// How much of each line there is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Columns {
    Full,
    Basic,
}

impl Columns {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Full => "full",
            Self::Basic => "basic",
        }
    }
}

impl Export {
    /// How long ago it was asked for.
    pub(crate) fn age(&self, now: SystemTime) -> Duration {
        now.duration_since(self.asked).unwrap_or_default()
    }
}
