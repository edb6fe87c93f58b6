//! Files that get their name only when they are complete.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use crate::{Error, Result};

/// A file beside the one it will become.
#[derive(Debug)]
pub(crate) struct Pending {
    file: File,
    unnamed: Unnamed,
}

/// What gives such a file its name. Dropping it removes the file.
#[derive(Debug)]
pub(crate) struct Unnamed {
    path: TempPath,
    to: PathBuf,
}

impl Pending {
    /// Creates it in the folder of `path`, so that giving it its name is one step.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let folder = match path.parent() {
            Some(folder) if !folder.as_os_str().is_empty() => folder,
            _ => Path::new("."),
        };
        let mut builder = Builder::new();
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            // As any new file; the process's mask takes its share.
            builder.permissions(std::fs::Permissions::from_mode(0o666));
        }
        let file = builder.prefix(".partial-").tempfile_in(folder);
        let (file, temporary) = file.map_err(|error| refused(path, &error))?.into_parts();
        Ok(Self { file, unnamed: Unnamed { path: temporary, to: path.to_owned() } })
    }

    /// The file to write, and what gives it its name.
    pub(crate) fn split(self) -> (File, Unnamed) {
        (self.file, self.unnamed)
    }
}

impl Unnamed {
    /// Makes sure that the file is on the disk, and gives it its name. A file that has the
    /// name is replaced.
    pub(crate) fn finish(self) -> Result<()> {
        let synced = File::open(&self.path).and_then(|file| file.sync_all());
        synced.map_err(|error| refused(&self.to, &error))?;
        self.path.persist(&self.to).map_err(|error| refused(&self.to, &error.error))
    }
}

/// The disk's refusal, as an error that names the file.
pub(crate) fn refused(path: &Path, error: &io::Error) -> Error {
    let why = match error.kind() {
        io::ErrorKind::StorageFull => "the disk is full".to_owned(),
        _ => error.to_string(),
    };
    Error::invalid("file", format!("`{}` was not written: {why}", path.display()))
}
