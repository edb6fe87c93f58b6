//! How far an export has come.

use std::fmt;
use std::time::Duration;

/// How far an export has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ExportProgress {
    /// The service works on it: how long it has been waited for.
    Running {
        /// Since this process began to wait.
        waited: Duration,
    },
    /// A file was saved, or was there from before.
    Saved {
        /// How many are saved.
        files: usize,
        /// How many there are.
        of: usize,
    },
}

impl fmt::Display for ExportProgress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Running { waited } => {
                write!(f, "the export goes on, for {} s so far", waited.as_secs())
            }
            Self::Saved { files, of } => write!(f, "{files} of {of} files are saved"),
        }
    }
}
