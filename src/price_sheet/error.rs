//! What is wrong with a file of prices, and where.

use std::fmt;

use crate::error::{Error, shown};

/// A file of prices cannot be read, as a whole or in one place.
///
/// Becomes an [`Error`] by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SheetError {
    line: Option<u64>,
    column: Option<Box<str>>,
    why: Box<str>,
}

impl SheetError {
    /// Wrong with the file.
    pub(super) fn whole(why: impl Into<Box<str>>) -> Self {
        Self { line: None, column: None, why: why.into() }
    }

    /// Wrong with a row, by the line that it begins on.
    pub(super) fn row(line: u64, why: impl Into<Box<str>>) -> Self {
        Self { line: Some(line), ..Self::whole(why) }
    }

    /// Wrong with a cell.
    pub(super) fn cell(line: u64, column: &str, text: &str, what: &str) -> Self {
        let why = format!("`{}` is not {what}", shown(text));
        Self { column: Some(column.into()), ..Self::row(line, why) }
    }

    /// The line of the file, counted from 1; `None` where the file as a whole is wrong.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// The column, where one cell is wrong.
    pub fn column(&self) -> Option<&str> {
        self.column.as_deref()
    }

    /// What is wrong.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for SheetError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(line) = self.line {
            write!(f, "line {line}")?;
            if let Some(column) = &self.column {
                write!(f, ", column `{}`", shown(column))?;
            }
            f.write_str(": ")?;
        }
        f.write_str(&self.why)
    }
}

impl std::error::Error for SheetError {}

impl From<SheetError> for Error {
    fn from(error: SheetError) -> Self {
        Self::invalid("price sheet", error.to_string())
    }
}
