//! What the command line says.

use std::path::PathBuf;

use lexopt::prelude::*;

pub(crate) const HELP: &str = "\
usage: cargo run --example batch -- [file.csv | file.jsonl] [options]

  --results FILE      append what becomes of each row, as JSON Lines
  --concurrency N     rows under way at once; otherwise 16

Without a file, and without PARTNER_CENTER_TENANT, it buys some rows from an emulator inside.
docs/batch-row.schema.json describes a row of JSON Lines.";

/// The command line.
#[derive(Debug)]
pub(crate) struct Arguments {
    pub(crate) file: Option<PathBuf>,
    pub(crate) results: Option<PathBuf>,
    pub(crate) concurrency: usize,
}

impl Arguments {
    /// `None` where help was asked for.
    pub(crate) fn read() -> Result<Option<Self>, lexopt::Error> {
        let mut arguments = Self { file: None, results: None, concurrency: 16 };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
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
