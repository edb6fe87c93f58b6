//! What is wrong with a line, and where it is.

use std::fmt;
use std::path::{Path, PathBuf};

use crate::error::Error;

/// A line of an export, or a file of it, cannot be read.
///
/// Becomes an [`Error`] by `?`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LineError {
    file: PathBuf,
    line: Option<u64>,
    why: Box<str>,
}

impl LineError {
    /// Wrong with a file.
    pub(super) fn whole(file: &Path, why: impl Into<Box<str>>) -> Self {
        Self { file: file.to_owned(), line: None, why: why.into() }
    }

    /// Wrong with a line.
    pub(super) fn at(file: &Path, line: u64, why: impl Into<Box<str>>) -> Self {
        Self { line: Some(line), ..Self::whole(file, why) }
    }

    /// The file.
    pub fn file(&self) -> &Path {
        &self.file
    }

    /// The line of the file, unpacked, counted from 1 with blank ones; `None` where the file as a
    /// whole is wrong, after which nothing more of it is read.
    pub fn line(&self) -> Option<u64> {
        self.line
    }

    /// What is wrong.
    pub fn why(&self) -> &str {
        &self.why
    }
}

impl fmt::Display for LineError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}`", self.file.display())?;
        if let Some(line) = self.line {
            write!(f, ", line {line}")?;
        }
        write!(f, ": {}", self.why)
    }
}

impl std::error::Error for LineError {}

impl From<LineError> for Error {
    fn from(error: LineError) -> Self {
        Self::invalid("export", error.to_string())
    }
}
