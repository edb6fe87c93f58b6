//! Rows on the disk until their turn comes, so that they take no memory.

use std::collections::VecDeque;
use std::fs::File;
use std::io::{self, BufRead, BufReader, BufWriter, Seek, Write};
use std::path::Path;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::result::RowResult;
use super::row::BatchRow;
use crate::clock::blocking::blocking;
use crate::download::save::refused;
use crate::error::{Error, Result};

/// How many rows are read at a time.
const CHUNK: usize = 64;

/// A row whose turn has not come.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(super) struct Queued {
    pub(super) line: u64,
    pub(super) row: BatchRow,
    /// What became of it so far.
    #[serde(default)]
    pub(super) last: Option<RowResult>,
    /// It is not looked at before.
    #[serde(default)]
    pub(super) not_before: Option<DateTime<Utc>>,
    /// How often it was begun in vain.
    #[serde(default)]
    pub(super) tries: u32,
    /// Whether it is begun with a cart of its own after nothing was bought.
    #[serde(default)]
    pub(super) again: bool,
    /// Whether it was settled before this run.
    #[serde(default)]
    pub(super) earlier: bool,
}

impl Queued {
    pub(super) fn new(line: u64, row: BatchRow) -> Self {
        let (last, not_before) = (None, None);
        Self { line, row, last, not_before, tries: 0, again: false, earlier: false }
    }
}

/// A file without a name, which the system removes when it is closed.
#[derive(Debug)]
pub(super) struct SpoolWriter {
    file: BufWriter<File>,
    pub(super) rows: u64,
    /// When the first of its rows may be looked at.
    pub(super) earliest: Option<DateTime<Utc>>,
}

impl SpoolWriter {
    pub(super) fn new() -> io::Result<Self> {
        let file = BufWriter::new(tempfile::tempfile()?);
        Ok(Self { file, rows: 0, earliest: None })
    }

    pub(super) fn push(&mut self, row: &Queued) -> io::Result<()> {
        serde_json::to_writer(&mut self.file, row)?;
        self.file.write_all(b"\n")?;
        self.rows += 1;
        let sooner = |at: &DateTime<Utc>| self.earliest.is_none_or(|earliest| *at < earliest);
        if let Some(at) = row.not_before.filter(sooner) {
            self.earliest = Some(at);
        }
        Ok(())
    }

    pub(super) fn reader(self) -> io::Result<SpoolReader> {
        let mut file = self.file.into_inner().map_err(|error| error.into_error())?;
        file.rewind()?;
        Ok(SpoolReader { file: BufReader::new(file), read: VecDeque::new() })
    }
}

/// The rows of such a file, in their order.
#[derive(Debug)]
pub(super) struct SpoolReader {
    file: BufReader<File>,
    read: VecDeque<Queued>,
}

impl SpoolReader {
    /// The next row; `None` at the end.
    pub(super) async fn next(mut self) -> Result<Option<(Queued, Self)>> {
        if self.read.is_empty() {
            let chunk = blocking(move || self.fill().map(|()| self)).await;
            let chunk = chunk.unwrap_or_else(|| Err(io::Error::other("the runtime was stopped")));
            self = chunk.map_err(|error| unspooled(&error))?;
        }
        Ok(self.read.pop_front().map(|row| (row, self)))
    }

    fn fill(&mut self) -> io::Result<()> {
        let mut line = String::new();
        while self.read.len() < CHUNK && self.file.read_line(&mut line)? > 0 {
            self.read.push_back(serde_json::from_str(&line)?);
            line.clear();
        }
        Ok(())
    }
}

/// A temporary file that failed.
pub(super) fn unspooled(error: &io::Error) -> Error {
    refused(Path::new("a temporary file of the batch"), error)
}
