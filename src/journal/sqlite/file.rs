//! The file of a journal: made for its owner alone, and the same for as long as it is open.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::Path;

use super::refusal::not_writable;
use crate::journal::JournalError;

/// Makes the file where it does not exist, for its owner alone.
pub(super) fn make(path: &Path) -> Result<(), JournalError> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    match options.open(path) {
        Ok(file) => {
            let synced = file.sync_all().and_then(|()| sync_folder(path));
            synced.map_err(|error| refused(&error))
        }
        Err(error) if error.kind() == ErrorKind::AlreadyExists => Ok(()),
        Err(error) => Err(refused(&error)),
    }
}

/// A folder is a file of names, and has to reach the disk as well; on Windows it cannot be opened.
fn sync_folder(path: &Path) -> io::Result<()> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if cfg!(unix) { File::open(folder.unwrap_or(Path::new(".")))?.sync_all() } else { Ok(()) }
}

/// Looks at what there is, since SQLite says of all of it that it cannot open it.
pub(super) fn check(path: &Path) -> Result<(), JournalError> {
    let metadata = fs::metadata(path).map_err(|error| refused(&error))?;
    if !metadata.is_file() {
        return Err(JournalError::unusable("since it is not a file: give the name of a file"));
    }
    Ok(())
}

fn refused(error: &io::Error) -> JournalError {
    let meaning = match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => JournalError::full(),
        ErrorKind::NotFound => {
            JournalError::unusable("since the file or its folder does not exist: make the folder")
        }
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => not_writable(),
        _ => JournalError::unusable("since the file cannot be opened"),
    };
    meaning.with_source(io::Error::new(error.kind(), error.to_string()))
}

/// Which file a name leads to, where the system can tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Identity(Option<(u64, u64)>);

impl Identity {
    #[cfg(unix)]
    pub(super) fn of(path: &Path) -> Self {
        use std::os::unix::fs::MetadataExt;

        Self(fs::metadata(path).ok().map(|metadata| (metadata.dev(), metadata.ino())))
    }

    /// Elsewhere a file that is open can be neither removed nor replaced.
    #[cfg(not(unix))]
    pub(super) fn of(_: &Path) -> Self {
        Self(None)
    }
}
