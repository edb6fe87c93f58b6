//! The file that an export writes until it is complete, and the note beside it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::download::save::refused;
use crate::error::{Error, Result};

use super::note::{BEGIN_AGAIN, Identity, Mark, Note};

/// Where an export writes.
#[derive(Clone, Debug)]
pub(super) struct ExportPaths {
    /// The file's final name.
    pub(super) path: PathBuf,
    partial: PathBuf,
    note: PathBuf,
    /// The note until it is whole.
    new_note: PathBuf,
}

impl ExportPaths {
    pub(super) fn new(path: PathBuf) -> Result<Self> {
        let Some(name) = path.file_name() else {
            let message = format!("`{}` names no file", path.display());
            return Err(Error::invalid("path", message));
        };
        let beside = |end: &str| {
            let mut name: OsString = name.to_owned();
            name.push(end);
            path.with_file_name(name)
        };
        let (partial, note) = (beside(".partial"), beside(".resume.json"));
        Ok(Self { partial, note, new_note: beside(".resume.json.new"), path })
    }

    /// Refuses what would only show when everything has been read.
    pub(super) fn check(&self) -> Result<()> {
        let folder = match self.path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        if !folder.is_dir() {
            let message = format!("there is no folder `{}`: make it first", folder.display());
            return Err(Error::invalid("path", message));
        }
        if self.path.is_dir() {
            let message = format!("`{}` is a folder: name a file in it", self.path.display());
            return Err(Error::invalid("path", message));
        }
        Ok(())
    }

    /// What an earlier export of the same lines left, if it was interrupted.
    pub(super) fn context(&self, export: &Identity) -> Result<Option<(File, Mark)>> {
        let mut file = match OpenOptions::new().read(true).write(true).open(&self.partial) {
            Ok(file) => file,
            Err(error) if error.kind() == ErrorKind::NotFound => {
                // The file got its name, and the note was about to be removed.
                self.forget()?;
                return Ok(None);
            }
            Err(error) => return Err(refused(&self.partial, &error)),
        };
        // Before anything is fetched: an export that runs may not have written a note yet.
        self.lock(&file)?;
        let Some(note) = Note::read(&self.note)? else { return Ok(None) };
        if note.export != *export {
            let message = format!("`{}` is of another export: {}", self.note.display(), {
                let Identity { version, format, kind, began } = &note.export;
                format!("{kind} of `{}` as {format}, by version {version}", began.list())
            });
            return Err(Error::invalid("file", message).with_outlook(BEGIN_AGAIN));
        }
        let mark = note.mark;
        let cut = || {
            if file.metadata()?.len() < mark.bytes {
                return Ok(false);
            }
            file.set_len(mark.bytes)?;
            Ok(true)
        };
        if !cut().map_err(|error| refused(&self.partial, &error))? {
            let partial = self.partial.display();
            let message = format!("`{partial}` is shorter than its note says, {}", mark.bytes);
            return Err(Error::invalid("file", message).with_outlook(BEGIN_AGAIN));
        }
        file.seek(SeekFrom::End(0)).map_err(|error| refused(&self.partial, &error))?;
        Ok(Some((file, mark)))
    }

    /// A new, empty file.
    pub(super) fn create(&self) -> Result<File> {
        // It is cut only once it is known that nobody else writes to it.
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(&self.partial);
        let file = file.map_err(|error| refused(&self.path, &error))?;
        self.lock(&file)?;
        // Or it would be taken for the note of what is written from here on.
        self.forget()?;
        file.set_len(0).map_err(|error| refused(&self.path, &error))?;
        Ok(file)
    }

    fn lock(&self, file: &File) -> Result<()> {
        let is_mine = match file.try_lock() {
            // Some file systems have no locks; then it is up to the caller.
            Ok(()) | Err(TryLockError::Error(_)) => true,
            Err(TryLockError::WouldBlock) => false,
        };
        // Whoever had it may have given it its final name since it was opened here.
        if is_mine && self.partial.exists() {
            return Ok(());
        }
        let path = self.path.display();
        Err(Error::invalid("file", format!("`{path}` is being exported to already")))
    }

    /// Makes sure that what was written is on the disk, and notes it.
    pub(super) fn note(&self, file: &File, export: &Identity, mark: &Mark) -> Result<()> {
        file.sync_data().map_err(|error| refused(&self.path, &error))?;
        Note { export: export.clone(), mark: mark.clone() }.write(&self.note, &self.new_note)
    }

    /// Gives a complete file its name. One that has the name is replaced.
    pub(super) fn finish(&self, file: &File) -> Result<()> {
        let named = file.sync_all().and_then(|()| fs::rename(&self.partial, &self.path));
        named.map_err(|error| refused(&self.path, &error))?;
        // The file is complete. A note without a half-written file is nothing to go on with.
        let _ = self.forget();
        Ok(())
    }

    /// Removes what an earlier export left, unless it is still running.
    pub(super) fn throw_away(&self) -> Result<()> {
        if let Ok(file) = OpenOptions::new().write(true).open(&self.partial) {
            self.lock(&file)?;
        }
        self.clear();
        Ok(())
    }

    /// Removes what is half done.
    pub(super) fn clear(&self) {
        // A note that stays does no harm without its file.
        let _ = self.forget();
        let _ = remove(&self.partial);
    }

    /// Removes the note, and one that did not become whole.
    fn forget(&self) -> Result<()> {
        for note in [&self.note, &self.new_note] {
            remove(note).map_err(|error| {
                let message = format!("`{}` cannot be removed: {error}", note.display());
                Error::invalid("file", message)
            })?;
        }
        Ok(())
    }

    /// How the half-written file is called.
    pub(super) fn partial(&self) -> &Path {
        &self.partial
    }
}

/// Removes a file, if it is there.
fn remove(path: &Path) -> io::Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(error),
        _ => Ok(()),
    }
}
