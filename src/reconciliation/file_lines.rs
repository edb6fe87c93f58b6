//! The lines of one file, unpacked, in bounded memory.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;

use super::error::LineError;

/// The longest line, in bytes; real ones have two thousand.
pub(super) const LONGEST_LINE: usize = 1024 * 1024;

/// How much a file may unpack to, in bytes.
const MOST: u64 = 64 * 1024 * 1024 * 1024;

/// How much is read of a file at a time.
const BUFFER: usize = 256 * 1024;

/// The lines of a file that are not blank.
pub(super) struct FileLines {
    path: PathBuf,
    reader: Box<dyn BufRead + Send>,
    line: Vec<u8>,
    /// How many bytes may still come.
    left: u64,
    /// The number of the line that was read last.
    number: u64,
    is_over: bool,
}

impl FileLines {
    pub(super) fn open(path: &Path) -> Result<Self, LineError> {
        let file = File::open(path).map_err(|error| LineError::whole(path, error.to_string()))?;
        Self::of(path, BufReader::with_capacity(BUFFER, file))
    }

    /// Reads from `reader` what is the file at `path`.
    pub(super) fn of(
        path: &Path,
        mut reader: impl BufRead + Send + 'static,
    ) -> Result<Self, LineError> {
        let begin = reader.fill_buf().map_err(|error| LineError::whole(path, error.to_string()))?;
        let reader: Box<dyn BufRead + Send> = match begin.starts_with(&[0x1f, 0x8b]) {
            // The servers and libraries on the way unpack some files by themselves.
            false => Box::new(reader),
            true => Box::new(BufReader::with_capacity(BUFFER, MultiGzDecoder::new(reader))),
        };
        Ok(Self {
            path: path.to_owned(),
            reader,
            line: Vec::new(),
            left: MOST,
            number: 0,
            is_over: false,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The number of the line that was read last, from 1.
    pub(super) fn number(&self) -> u64 {
        self.number
    }

    /// The next line that is not blank, without what ends it.
    pub(super) fn next(&mut self) -> Option<Result<&[u8], LineError>> {
        loop {
            if self.is_over {
                return None;
            }
            if let Err(error) = self.fill() {
                self.is_over = true;
                return Some(Err(error));
            }
            if self.is_over && self.line.is_empty() {
                return None;
            }
            let mark: &[u8] = if self.number == 1 { b"\xEF\xBB\xBF" } else { b"" };
            let length = self.line.len();
            let text = self.line.strip_prefix(mark).unwrap_or(&self.line).trim_ascii();
            if !text.is_empty() {
                let start = length - self.line.strip_prefix(mark).unwrap_or(&self.line).len();
                return Some(Ok(self.line[start..].trim_ascii()));
            }
        }
    }

    /// Reads one line, blank or not.
    fn fill(&mut self) -> Result<(), LineError> {
        self.line.clear();
        self.number += 1;
        let limit = LONGEST_LINE as u64 + 1;
        let read = self.reader.by_ref().take(limit).read_until(b'\n', &mut self.line);
        let read = read.map_err(|error| self.broken(&error))?;
        if read > LONGEST_LINE {
            let why = format!("it is longer than {LONGEST_LINE} bytes; the rest is not read");
            return Err(LineError::at(&self.path, self.number, why));
        }
        let length = u64::try_from(read).unwrap_or(u64::MAX);
        self.left = self.left.checked_sub(length).ok_or_else(|| {
            let why = "the file unpacks to more than 64 GiB; the rest is not read";
            LineError::at(&self.path, self.number, why)
        })?;
        self.is_over = read == 0 || self.line.last() != Some(&b'\n');
        Ok(())
    }

    fn broken(&self, error: &io::Error) -> LineError {
        let why = match error.kind() {
            io::ErrorKind::UnexpectedEof => {
                "the file ends in the middle: save the export again in another folder".to_owned()
            }
            _ => format!("it cannot be unpacked, {error}: save the export again in another folder"),
        };
        LineError::at(&self.path, self.number, why)
    }
}
