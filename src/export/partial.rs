//! The file that an export writes until it is complete, and the note beside it.

use std::ffi::OsString;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{ErrorKind, Seek, SeekFrom};
use std::path::{Path, PathBuf};

use crate::save::refused;
use crate::{Error, Result};

use super::note::{BEGIN_AGAIN, Identity, Mark, Note};

/// Where an export writes.
#[derive(Clone, Debug)]
pub(super) struct Place {
    /// The file's final name.
    pub(super) path: PathBuf,
    partial: PathBuf,
    note: PathBuf,
}

impl Place {
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
        Ok(Self { partial: beside(".partial"), note: beside(".resume.json"), path })
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
    pub(super) fn begun(&self, export: &Identity) -> Result<Option<(File, Mark)>> {
        let Some(note) = Note::read(&self.note)? else { return Ok(None) };
        if note.export != *export {
            let message = format!("`{}` is of another export: {}", self.note.display(), {
                let Identity { version, format, kind, began } = &note.export;
                format!("{kind} of `{}` as {format}, by version {version}", began.list())
            });
            return Err(Error::invalid("file", message).with_outlook(BEGIN_AGAIN));
        }
        let mut file = match OpenOptions::new().read(true).write(true).open(&self.partial) {
            Ok(file) => file,
            // The file got its name, and the note was about to be removed.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(refused(&self.partial, &error)),
        };
        self.lock(&file)?;
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
        Note { export: export.clone(), mark: mark.clone() }.write(&self.note)
    }

    /// Gives a complete file its name. One that has the name is replaced.
    pub(super) fn finish(&self, file: &File) -> Result<()> {
        let named = file.sync_all().and_then(|()| fs::rename(&self.partial, &self.path));
        named.map_err(|error| refused(&self.path, &error))?;
        remove(&self.note);
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
        remove(&self.note);
        remove(&self.partial);
    }

    /// How the half-written file is called.
    pub(super) fn partial(&self) -> &Path {
        &self.partial
    }
}

/// Removes a file that is of no use. One that stays does no harm: without both files nothing
/// is gone on with.
fn remove(path: &Path) {
    let _ = fs::remove_file(path);
}
