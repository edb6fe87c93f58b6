//! Lines of an export, written as files that other programs read.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde_json::value::RawValue;

use super::error::LineError;
use super::file_lines::FileLines;
use super::saved::SavedExport;
use crate::clock::blocking::blocking;
use crate::download::save::{Pending, refused};
use crate::error::{Delivery, Error, Kind, Result};

/// The most columns that a file may have; real ones have 54 at most.
const MOST_COLUMNS: usize = 1_000;

/// A name of a column and the text in it, as it came.
type Columns = BTreeMap<String, Box<RawValue>>;

impl SavedExport {
    /// Writes its lines as JSON Lines, each as the service wrote it, with what this version does
    /// not know. Gives their number. The file gets its name when it is complete; memory does not
    /// grow with lines.
    ///
    /// Dropping the future leaves no half file: writing goes on to its end on a thread of its own.
    ///
    /// # Errors
    ///
    /// A file of the export cannot be read or has another number of lines than its manifest says,
    /// or the disk refuses. No file is left then, or the one that had the name before.
    pub async fn write_json_lines(&self, path: impl AsRef<Path>) -> Result<u64> {
        self.write(path.as_ref(), json_lines).await
    }

    /// Writes its lines as CSV: a column for each that any line has, by name, those of the first
    /// line first. Amounts keep their digits; a list or an object is its JSON text. Gives the
    /// number of lines. The export is read twice.
    ///
    /// # Errors
    ///
    /// As of [`write_json_lines`](Self::write_json_lines), or a line is not an object.
    pub async fn write_csv(&self, path: impl AsRef<Path>) -> Result<u64> {
        self.write(path.as_ref(), csv).await
    }

    async fn write(
        &self,
        path: &Path,
        with: impl FnOnce(&Files, &mut BufWriter<File>) -> Result<u64> + Send + 'static,
    ) -> Result<u64> {
        let (path, files) = (path.to_owned(), self.counted_files());
        let work = move || {
            let (file, pending) = Pending::create(&path)?.split();
            let mut to = BufWriter::new(file);
            let count = with(&files, &mut to)?;
            to.flush().map_err(|error| refused(&path, &error))?;
            drop(to);
            pending.finish()?;
            Ok(count)
        };
        let stopped = || {
            let message = "the file was not written: the program ends".into();
            Error::new(Kind::Unsaved { message }, Delivery::NotDone)
        };
        blocking(work).await.ok_or_else(stopped)?
    }
}

/// Files, with how many lines each is to have.
type Files = Vec<(PathBuf, Option<u64>)>;

/// Reads each line that is not blank.
fn each(files: &Files, mut take: impl FnMut(&Path, u64, &[u8]) -> Result<()>) -> Result<u64> {
    let mut all = 0;
    for (path, expected) in files {
        let mut lines = FileLines::open(path)?;
        let mut count = 0;
        loop {
            // The number is read after the line, which borrows its reader.
            let line = match lines.next() {
                None => break,
                Some(line) => line?.to_vec(),
            };
            count += 1;
            take(lines.path(), lines.number(), &line)?;
        }
        super::lines::short(path, *expected, count).map_or(Ok(()), Err)?;
        all += count;
    }
    Ok(all)
}

fn unwritten(error: &io::Error) -> Error {
    refused(Path::new("the file"), error)
}

fn json_lines(files: &Files, to: &mut impl Write) -> Result<u64> {
    each(files, |_, _, line| {
        let written = to.write_all(line).and_then(|()| to.write_all(b"\n"));
        written.map_err(|error| unwritten(&error))
    })
}

fn csv(files: &Files, to: &mut impl Write) -> Result<u64> {
    let mut names: Vec<String> = Vec::new();
    each(files, |path, number, line| {
        for name in columns(path, number, line)?.into_keys() {
            if !names.iter().any(|known| known.eq_ignore_ascii_case(&name)) {
                if names.len() == MOST_COLUMNS {
                    let why = format!("lines have more than {MOST_COLUMNS} columns");
                    return Err(LineError::at(path, number, why).into());
                }
                names.push(name);
            }
        }
        Ok(())
    })?;
    let mut writer = csv::Writer::from_writer(to);
    writer.write_record(&names).map_err(|error| unwritten(&error.into()))?;
    let count = each(files, |path, number, line| {
        let columns = columns(path, number, line)?;
        let cells = names.iter().map(|name| {
            let own = columns.iter().find(|(own, _)| own.eq_ignore_ascii_case(name));
            own.map_or(Ok(String::new()), |(_, value)| cell(value))
        });
        let cells: Vec<String> = cells
            .collect::<serde_json::Result<_>>()
            .map_err(|error| LineError::at(path, number, error.to_string()))?;
        writer.write_record(cells).map_err(|error| unwritten(&error.into()))
    })?;
    writer.flush().map_err(|error| unwritten(&error))?;
    Ok(count)
}

fn columns(path: &Path, number: u64, line: &[u8]) -> Result<Columns> {
    let read = serde_json::from_slice(line);
    Ok(read.map_err(|error| LineError::at(path, number, error.to_string()))?)
}

/// What stands in a cell: a text without its quotes, else the JSON text, which keeps the digits.
fn cell(value: &RawValue) -> serde_json::Result<String> {
    match value.get() {
        "null" => Ok(String::new()),
        text if text.starts_with('"') => serde_json::from_str(text),
        other => Ok(other.to_owned()),
    }
}
