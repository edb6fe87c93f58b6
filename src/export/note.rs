//! What is kept beside a half-written file, so that it can be gone on with.

use std::fs::{self, File};
use std::io::{ErrorKind, Write};
use std::path::Path;

use serde::{Deserialize, Serialize};

use crate::download::save::refused;
use crate::error::{Error, Result};
use crate::listing::Position;

use super::RawLine;

/// Which export it is: another one does not go on with its file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Identity {
    /// The version that writes it: another may have other columns.
    pub(super) version: String,
    pub(super) format: String,
    pub(super) kind: String,
    /// Where in which list it began.
    pub(super) began: Position,
}

impl Identity {
    /// Whether what an interrupted export left may be gone on with. Lines that are not billed
    /// yet still change: two runs would make one file of two different lists.
    pub(super) fn may_go_on(&self) -> bool {
        !self.began.list().starts_with("invoices/unbilled/")
    }
}

/// How far an export is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(super) struct Mark {
    /// Where the list goes on.
    pub(super) next: Position,
    /// How much of the file is good.
    pub(super) bytes: u64,
    pub(super) lines: u64,
    pub(super) pages: u64,
    pub(super) raw_lines: u64,
    pub(super) raw: Vec<RawLine>,
    /// What the encoder keeps in mind.
    pub(super) state: Option<String>,
}

impl Mark {
    pub(super) fn start(at: Position) -> Self {
        let raw = Vec::new();
        Self { next: at, bytes: 0, lines: 0, pages: 0, raw_lines: 0, raw, state: None }
    }
}

/// A mark, and what it is a mark of.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Note {
    pub(super) export: Identity,
    pub(super) mark: Mark,
}

impl Note {
    pub(super) fn read(path: &Path) -> Result<Option<Self>> {
        let text = match fs::read(path) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => {
                let message = format!("`{}` cannot be read: {error}", path.display());
                return Err(Error::invalid("file", message));
            }
        };
        serde_json::from_slice(&text).map(Some).map_err(|error| {
            let why = format!("`{}` cannot be understood, {error}", path.display());
            Error::invalid("file", why).with_outlook(BEGIN_AGAIN)
        })
    }

    /// Writes it in one step, so that there is always a whole one: first as `new`, which is
    /// always the same name, so that a killed process leaves no more than one such file.
    pub(super) fn write(&self, path: &Path, new: &Path) -> Result<()> {
        let json = serde_json::to_vec(self).map_err(|error| {
            Error::invalid("file", format!("`{}` cannot be written: {error}", path.display()))
        })?;
        let written = File::create(new).and_then(|mut file| {
            file.write_all(&json)?;
            // Closed before it is renamed: some systems move no file that is open.
            file.sync_all()
        });
        written.and_then(|()| fs::rename(new, path)).map_err(|error| {
            let _ = fs::remove_file(new);
            refused(path, &error)
        })
    }
}

/// What to do when a half-written file is of no use.
pub(super) const BEGIN_AGAIN: &str =
    "to throw away what an earlier export left and begin again, call `afresh`";
