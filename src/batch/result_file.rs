//! The file of results, which grows by a line with each row.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::{self, BufRead, BufReader, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::keys::Keys;
use super::result::{RowResult, RowState};
use crate::clock::blocking::blocking;
use crate::download::save::refused;
use crate::error::{Error, Result, shown};

/// How each line of results begins.
const BEGINNING: &[u8] = br#"{"key":"#;

/// The file of results.
#[derive(Debug)]
pub(super) struct ResultFile {
    file: Arc<File>,
    path: PathBuf,
    /// The last state that stands in it for each key.
    written: Keys<RowState>,
}

impl ResultFile {
    /// Opens it, makes it where it is not there, and cuts off a line that was being written when
    /// an earlier run was killed.
    pub(super) async fn open(path: PathBuf) -> Result<Self> {
        blocking(move || Self::open_now(path)).await.unwrap_or_else(|| Err(stopped()))
    }

    fn open_now(path: PathBuf) -> Result<Self> {
        let open = || -> io::Result<File> {
            let mut options = OpenOptions::new();
            options.read(true).write(true).create(true).truncate(false).open(&path)
        };
        let file = open().map_err(|error| refused(&path, &error))?;
        if let Err(TryLockError::WouldBlock) = file.try_lock() {
            let message = format!("`{}` is being written by another batch", path.display());
            return Err(Error::invalid("results", message));
        }
        let mut written = Keys::new();
        let good = read(&file, &path, &mut written)?;
        let cut = || {
            file.set_len(good)?;
            (&file).seek(SeekFrom::End(0))
        };
        cut().map_err(|error| refused(&path, &error))?;
        Ok(Self { file: Arc::new(file), path, written })
    }

    /// Adds a result, unless the file says so already.
    pub(super) async fn add(&mut self, result: &RowResult) -> Result<()> {
        if self.written.get(result.key.as_str()) == Some(result.state) {
            return Ok(());
        }
        let mut line = serde_json::to_vec(result)
            .map_err(|error| Error::invalid("results", error.to_string()))?;
        line.push(b'\n');
        self.on_disk(move |mut file| file.write_all(&line)).await
    }

    /// Makes sure that all of it is on the disk.
    pub(super) async fn finish(&self) -> Result<()> {
        self.on_disk(|file| file.sync_all()).await
    }

    async fn on_disk(
        &self,
        work: impl FnOnce(&File) -> io::Result<()> + Send + 'static,
    ) -> Result<()> {
        let file = self.file.clone();
        match blocking(move || work(&file)).await {
            Some(done) => done.map_err(|error| refused(&self.path, &error)),
            None => Err(stopped()),
        }
    }
}

/// Reads what an earlier run wrote; says how many bytes of it are good.
fn read(file: &File, path: &Path, written: &mut Keys<RowState>) -> Result<u64> {
    let foreign = |number: u64| {
        let message = format!(
            "line {number} of `{}` is not a result of a batch, and nothing was written; name \
             another file",
            shown(&path.display().to_string())
        );
        Error::invalid("results", message)
    };
    let mut lines = BufReader::new(file);
    let (mut line, mut good, mut number) = (Vec::new(), 0, 0);
    loop {
        line.clear();
        lines.read_until(b'\n', &mut line).map_err(|error| refused(path, &error))?;
        number += 1;
        if line.last() != Some(&b'\n') {
            // A file that is not ours has a last line, too, and keeps it.
            let length = line.len().min(BEGINNING.len());
            return if line[..length] == BEGINNING[..length] {
                Ok(good)
            } else {
                Err(foreign(number))
            };
        }
        let result: RowResult = serde_json::from_slice(&line).map_err(|_| foreign(number))?;
        written.insert(result.key.as_str(), result.state);
        good += line.len() as u64;
    }
}

fn stopped() -> Error {
    Error::invalid("results", "writing them was stopped with the runtime")
}
