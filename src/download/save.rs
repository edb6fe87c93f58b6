//! Files that get their name only when they are complete.

use std::fs::File;
use std::io;
use std::path::{Path, PathBuf};

use tempfile::{Builder, TempPath};

use crate::error::{Delivery, Error, Kind, Result};

/// A file beside the one it will become.
#[derive(Debug)]
pub(crate) struct Pending {
    file: File,
    unnamed: Unnamed,
}

/// What gives such a file its name. Dropping it removes the file.
#[derive(Debug)]
pub(crate) struct Unnamed {
    /// Another handle on it, to be sure that it is on the disk.
    file: File,
    path: TempPath,
    to: PathBuf,
}

impl Pending {
    /// Creates it in the folder of `path`, so that giving it its name is one step.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        if path.file_name().is_none() || path.is_dir() {
            return Err(refused(path, &io::ErrorKind::IsADirectory.into()));
        }
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
        let other = file.try_clone().map_err(|error| refused(path, &error))?;
        let unnamed = Unnamed { file: other, path: temporary, to: path.to_owned() };
        Ok(Self { file, unnamed })
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
        let Self { file, path, to } = self;
        file.sync_all().map_err(|error| refused(&to, &error))?;
        // Some systems move no file that is open.
        drop(file);
        path.persist(&to).map_err(|error| refused(&to, &error.error))
    }
}

/// The disk's refusal, as an error that names the file.
pub(crate) fn refused(path: &Path, error: &io::Error) -> Error {
    // What the system says stands in the source, and is not repeated.
    let why = match error.kind() {
        io::ErrorKind::StorageFull => ": the disk is full",
        io::ErrorKind::IsADirectory => ": it names a folder; give the name of a file",
        io::ErrorKind::NotFound => ": its folder does not exist; make it first",
        io::ErrorKind::PermissionDenied => ": this user may not write there",
        _ => "",
    };
    let message = format!("`{}` was not written{why}", path.display()).into();
    // The system's error cannot be copied, but made again.
    let source = match error.raw_os_error() {
        Some(code) => io::Error::from_raw_os_error(code),
        None => io::Error::new(error.kind(), error.to_string()),
    };
    let source: Box<dyn std::error::Error + Send + Sync> = Box::new(source);
    Error::new(Kind::Unsaved { message }, Delivery::NotDone).with_source(source)
}

#[cfg(test)]
mod tests {
    use std::error::Error as _;

    use super::*;

    #[track_caller]
    fn check(kind: io::ErrorKind, message: &str) {
        let error = refused(Path::new("lines.csv"), &kind.into());
        assert_eq!(error.to_string(), message);
        let source = error.source().unwrap();
        assert!(!message.contains(&source.to_string()), "{source}");
        assert_eq!(source.downcast_ref::<io::Error>().unwrap().kind(), kind);
    }

    #[test]
    fn the_file_is_named_and_what_the_system_says_is_the_source() {
        check(io::ErrorKind::StorageFull, "file: `lines.csv` was not written: the disk is full");
        check(
            io::ErrorKind::NotFound,
            "file: `lines.csv` was not written: its folder does not exist; make it first",
        );
        check(io::ErrorKind::Interrupted, "file: `lines.csv` was not written");
    }
}
