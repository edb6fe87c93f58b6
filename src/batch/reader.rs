//! What the forms of rows have in common.

use std::io;

use super::problem::RowProblem;
use super::row::BatchRow;

/// What was read.
pub(super) enum Found {
    /// A row, with its line.
    Row(u64, Box<BatchRow>),
    /// What is wrong with a row, or with the whole.
    Problems(Vec<RowProblem>),
}

/// Reads rows one after another, in a memory that does not depend on how many there are.
pub(super) trait RowReader: Send {
    /// The next row; `None` at the end.
    fn next(&mut self) -> io::Result<Option<Found>>;
}
