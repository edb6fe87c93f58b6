//! What the command line says.

use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
usage: cargo run --features journal-sqlite --example batch -- [file.csv | file.jsonl] [options]

  --journal FILE      where each purchase is recorded; the same file resumes the batch after a crash
  --results FILE      append what becomes of each row, as JSON Lines
  --concurrency N     rows under way at once; otherwise 16

Without a file, and without PARTNER_CENTER_TENANT, it buys some rows from an emulator inside. With
PARTNER_CENTER_TENANT it needs a journal.
docs/batch-row.schema.json describes a row of JSON Lines.";

/// The command line.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) file: Option<PathBuf>,
    pub(crate) journal: Option<PathBuf>,
    pub(crate) results: Option<PathBuf>,
    pub(crate) concurrency: usize,
}

impl Arguments {
    /// `None` where help was asked for.
    pub(crate) fn read() -> Result<Option<Self>, lexopt::Error> {
        let mut arguments = Self { file: None, journal: None, results: None, concurrency: 16 };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("journal") => arguments.journal = Some(parser.value()?.into()),
                Long("results") => arguments.results = Some(parser.value()?.into()),
                Long("concurrency") => arguments.concurrency = parser.value()?.parse()?,
                Long("help") | Short('h') => return Ok(None),
                Value(path) if arguments.file.is_none() => arguments.file = Some(path.into()),
                other => return Err(other.unexpected()),
            }
        }
        Ok(Some(arguments))
    }
}
