//! How a batch stands.

use std::fmt;

use chrono::{DateTime, Utc};

use super::result::{RowResult, RowState};
use crate::error::Error;

/// How many rows stand how. Printed, it is a line.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct BatchReport {
    /// All rows.
    pub rows: u64,
    /// All of it was bought.
    pub bought: u64,
    /// A part was bought.
    pub bought_in_part: u64,
    /// Nothing was bought, for good.
    pub not_bought: u64,
    /// A person has to look.
    pub ask_person: u64,
    /// It is not known whether it was bought.
    pub in_doubt: u64,
    /// It failed before its checkout; nothing was bought.
    pub failed: u64,
    /// How many of them were settled before this run.
    pub earlier: u64,
    /// When the batch looks again at rows that wait, while nothing else is to be done.
    pub waiting_until: Option<DateTime<Utc>>,
}

impl BatchReport {
    pub(super) fn count(&mut self, result: &RowResult, earlier: bool) {
        self.earlier += u64::from(earlier);
        *match result.state {
            RowState::Bought => &mut self.bought,
            RowState::BoughtInPart => &mut self.bought_in_part,
            RowState::NotBought => &mut self.not_bought,
            RowState::AskPerson => &mut self.ask_person,
            RowState::InDoubt => &mut self.in_doubt,
            RowState::Failed => &mut self.failed,
        } += 1;
    }

    /// How many rows have a result.
    pub fn done(&self) -> u64 {
        self.settled() + self.in_doubt + self.failed
    }

    /// How many rows are settled: nothing more happens of itself.
    pub fn settled(&self) -> u64 {
        self.bought + self.bought_in_part + self.not_bought + self.ask_person
    }

    /// How many rows have no result yet. Of a batch that was stopped, each of them was either not
    /// begun, or is in the journal as far as it came.
    pub fn open(&self) -> u64 {
        self.rows.saturating_sub(self.done())
    }

    /// Whether all of every row was bought.
    pub fn is_all_bought(&self) -> bool {
        self.bought == self.rows
    }
}

impl fmt::Display for BatchReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} rows bought", self.bought, self.rows)?;
        for (count, what) in [
            (self.bought_in_part, "bought in part"),
            (self.not_bought, "not bought"),
            (self.ask_person, "for a person to look at"),
            (self.in_doubt, "in doubt"),
            (self.failed, "failed with nothing bought"),
            (self.open(), "open"),
            (self.earlier, "of all these settled by an earlier run"),
        ] {
            if count > 0 {
                write!(f, ", {count} {what}")?;
            }
        }
        match self.waiting_until {
            Some(until) => write!(f, "; waiting until {}", until.format("%H:%M:%S UTC")),
            None => Ok(()),
        }
    }
}

/// A batch that was stopped: cancelled, or since nothing more could be bought by anybody.
///
/// Whatever was begun is in the journal. The same rows, run again, are resumed.
#[derive(Clone)]
pub struct BatchStopped {
    pub(super) error: Box<Error>,
    pub(super) report: Box<BatchReport>,
}

impl BatchStopped {
    /// What stopped it.
    pub fn error(&self) -> &Error {
        &self.error
    }

    /// Whether its token was cancelled.
    pub fn is_cancelled(&self) -> bool {
        self.error.is_cancelled()
    }

    /// How its rows stand.
    pub fn report(&self) -> &BatchReport {
        &self.report
    }
}

impl fmt::Display for BatchStopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.is_cancelled() {
            true => f.write_str("the batch was cancelled")?,
            false => write!(f, "the batch was stopped: {}", self.error)?,
        }
        write!(f, "; {}; run the same rows again to resume it", self.report)
    }
}

impl fmt::Debug for BatchStopped {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.error.causes(f)
    }
}

impl std::error::Error for BatchStopped {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        std::error::Error::source(&*self.error)
    }
}

impl From<BatchStopped> for Error {
    fn from(stopped: BatchStopped) -> Self {
        *stopped.error
    }
}
