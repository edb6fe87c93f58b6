//! What is wrong with a document, and where.

use std::fmt;
use std::path::PathBuf;
use std::sync::Arc;

/// Where a piece of the document was written.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Place {
    /// The file, relative to `spec/`.
    pub(crate) file: Arc<str>,
    /// The JSON pointer within that file.
    pub(crate) pointer: String,
    /// The line, counted from 1.
    pub(crate) line: usize,
}

impl Place {
    /// The whole of a file.
    pub(crate) fn whole(file: &str) -> Self {
        Self { file: file.into(), pointer: String::new(), line: 1 }
    }
}

/// One thing that is wrong with the document, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[non_exhaustive]
pub struct Finding {
    /// The file it is in, relative to `spec/`.
    pub file: PathBuf,
    /// The line, counted from 1.
    pub line: usize,
    /// The JSON pointer within the file; empty where the file as a whole is meant.
    pub pointer: String,
    /// The name of the rule that was broken.
    pub rule: &'static str,
    /// What is wrong.
    pub message: String,
    /// What to do.
    pub remedy: String,
}

impl Finding {
    /// Reports that `rule` is broken at `place`.
    pub(crate) fn new(
        place: &Place,
        rule: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        Self {
            file: PathBuf::from(&*place.file),
            line: place.line,
            pointer: place.pointer.clone(),
            rule,
            message: message.into(),
            remedy: remedy.into(),
        }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { file, line, pointer, rule, message, remedy } = self;
        writeln!(f, "spec/{}:{line}: {message} [{rule}]", file.display())?;
        if !pointer.is_empty() {
            writeln!(f, "  at {pointer}")?;
        }
        write!(f, "  {remedy}")
    }
}

/// Collects findings, so that one run reports all of them.
#[derive(Debug, Default)]
pub(crate) struct Findings(Vec<Finding>);

impl Findings {
    /// Adds one.
    pub(crate) fn add(
        &mut self,
        place: &Place,
        rule: &'static str,
        message: impl Into<String>,
        remedy: impl Into<String>,
    ) {
        self.0.push(Finding::new(place, rule, message, remedy));
    }

    /// How many there are so far.
    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// Nothing if nothing was found, else everything, sorted by place and said once.
    pub(crate) fn into_result(mut self) -> Result<(), Vec<Finding>> {
        if self.0.is_empty() {
            return Ok(());
        }
        self.0.sort();
        self.0.dedup();
        Err(self.0)
    }
}
