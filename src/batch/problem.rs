//! What is wrong with the rows of a batch.

use std::fmt;

use crate::error::Error;

/// How many problems are kept; all of them are told to [`Rows::on_problem`](super::Rows::on_problem).
pub(super) const KEPT: usize = 1_000;

/// How many problems the message in one line names.
const NAMED: usize = 3;

/// Something that is wrong with a row. Printed, it is a line.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct RowProblem {
    /// The line of the file, counted from 1. Of rows that are not from a file, their number.
    pub line: u64,
    /// In JSON Lines, the character of the line; in CSV, the number of the column. Both are
    /// counted from 1. `None` where the row as a whole is meant.
    pub column: Option<u64>,
    /// In JSON Lines the path of the member, such as `request.lines[0].quantity`; in CSV the name
    /// of the column.
    pub field: Option<String>,
    /// What is wrong, and what to do.
    pub reason: String,
}

impl RowProblem {
    pub(super) fn new(line: u64, reason: impl Into<String>) -> Self {
        Self { line, column: None, field: None, reason: reason.into() }
    }

    pub(super) fn in_field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    pub(super) fn in_column(mut self, column: u64) -> Self {
        self.column = Some(column);
        self
    }
}

impl fmt::Display for RowProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}", self.line)?;
        if let Some(column) = self.column {
            write!(f, ", column {column}")?;
        }
        if let Some(field) = &self.field {
            write!(f, ", `{field}`")?;
        }
        write!(f, ": {}", self.reason)
    }
}

/// Rows that are not fit to be bought. Nothing was bought of any of them.
///
/// Printed with `{}` it is one line with the first problems, with `{:?}` a line for each that is
/// kept.
#[derive(Clone, PartialEq, Eq)]
pub struct RowsRefused {
    pub(super) problems: Vec<RowProblem>,
    pub(super) count: u64,
}

impl RowsRefused {
    /// The first 1,000 problems, in the order of the file.
    /// [`Rows::on_problem`](super::Rows::on_problem) is told all of them.
    pub fn problems(&self) -> &[RowProblem] {
        &self.problems
    }

    /// How many problems there are.
    pub fn count(&self) -> u64 {
        self.count
    }
}

impl fmt::Display for RowsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let named: Vec<_> = self.problems.iter().take(NAMED).map(ToString::to_string).collect();
        write!(f, "the rows were refused and nothing was bought: {}", named.join("; "))?;
        match self.count.saturating_sub(named.len() as u64) {
            0 => Ok(()),
            more => write!(f, "; and {more} more"),
        }
    }
}

impl fmt::Debug for RowsRefused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the rows were refused and nothing was bought")?;
        for problem in &self.problems {
            write!(f, "\n  {problem}")?;
        }
        match self.count.saturating_sub(self.problems.len() as u64) {
            0 => Ok(()),
            more => write!(f, "\n  and {more} more"),
        }
    }
}

impl std::error::Error for RowsRefused {}

impl From<RowsRefused> for Error {
    fn from(refused: RowsRefused) -> Self {
        Self::invalid("batch", refused.to_string())
    }
}
