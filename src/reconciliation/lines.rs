//! The lines of all files of an export, typed.

use std::marker::PhantomData;
use std::path::{Path, PathBuf};

use partner_center_api::types::{ReconciliationLineItem, UsageReconciliationLineItem};
use serde::de::DeserializeOwned;

use super::error::LineError;
use super::file_lines::FileLines;

/// What a line can be read as. The two kinds of lines are it; others cannot be.
pub trait Line: DeserializeOwned + sealed::Sealed {}

impl Line for ReconciliationLineItem {}
impl Line for UsageReconciliationLineItem {}

mod sealed {
    pub trait Sealed {}
    impl Sealed for super::ReconciliationLineItem {}
    impl Sealed for super::UsageReconciliationLineItem {}
}

/// A line, and where it stands.
#[derive(Clone, Debug)]
pub struct ReconciliationLine<T> {
    item: T,
    json: Box<str>,
    number: u64,
}

impl<T> ReconciliationLine<T> {
    /// What it says.
    pub fn item(&self) -> &T {
        &self.item
    }

    /// What it says, to keep.
    pub fn into_item(self) -> T {
        self.item
    }

    /// The JSON text, as the service wrote it.
    pub fn json(&self) -> &str {
        &self.json
    }

    /// The line of its file, unpacked, from 1.
    pub fn number(&self) -> u64 {
        self.number
    }
}

/// The lines of an export, one after the other. It holds one at a time.
///
/// After the error of a line the next one follows; after the error of a file, the next file.
pub struct Lines<T> {
    files: std::vec::IntoIter<(PathBuf, Option<u64>)>,
    current: Option<Current>,
    kind: PhantomData<fn() -> T>,
}

struct Current {
    lines: FileLines,
    /// How many there are to be.
    expected: Option<u64>,
    count: u64,
}

impl<T: Line> Lines<T> {
    pub(super) fn of(files: Vec<(PathBuf, Option<u64>)>) -> Self {
        Self { files: files.into_iter(), current: None, kind: PhantomData }
    }

    /// The lines of one file, which may have come in any way.
    pub fn of_file(path: impl AsRef<Path>) -> Self {
        Self::of(vec![(path.as_ref().to_owned(), None)])
    }

    /// Reads a line of the file that is open; `None` when that is at its end.
    fn read(current: &mut Current) -> Option<Result<ReconciliationLine<T>, LineError>> {
        let Current { lines, expected, count } = current;
        let text = match lines.next() {
            None => return short(lines.path(), *expected, *count).map(Err),
            Some(Err(error)) => {
                // One error about a file is enough.
                *expected = None;
                return Some(Err(error));
            }
            Some(Ok(text)) => text,
        };
        *count += 1;
        let read = serde_json::from_slice(text).map_err(|error| error.to_string());
        let json = match std::str::from_utf8(text) {
            Ok(text) => text.into(),
            Err(_) => String::from_utf8_lossy(text).into(),
        };
        let number = lines.number();
        Some(match read {
            Ok(item) => Ok(ReconciliationLine { item, json, number }),
            Err(why) => Err(LineError::at(lines.path(), number, why)),
        })
    }
}

/// Whether a file has another number of lines than it was to have.
pub(super) fn short(path: &Path, expected: Option<u64>, count: u64) -> Option<LineError> {
    let expected = expected.filter(|expected| *expected != count)?;
    let why = format!(
        "it has {count} lines, and its manifest says {expected}: save the export again in another \
         folder"
    );
    Some(LineError::whole(path, why))
}

impl<T: Line> Iterator for Lines<T> {
    type Item = Result<ReconciliationLine<T>, LineError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(current) = &mut self.current {
                match Self::read(current) {
                    Some(Err(error)) if error.line().is_none() => {
                        self.current = None;
                        return Some(Err(error));
                    }
                    Some(line) => return Some(line),
                    None => self.current = None,
                }
            }
            let (path, expected) = self.files.next()?;
            match FileLines::open(&path) {
                Ok(lines) => self.current = Some(Current { lines, expected, count: 0 }),
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

impl<T> std::fmt::Debug for Lines<T> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Lines").field("files_left", &self.files.len()).finish_non_exhaustive()
    }
}
