//! A file that is written beside the one that it replaces, and takes that one's name in one step.

use std::fs::{self, File, OpenOptions};
use std::io::{self, ErrorKind};
use std::path::{Path, PathBuf};

/// How many names are tried. They are random, so that a second one is next to never needed.
const NAMES: usize = 8;

/// The name of such a file. Dropping it removes the file.
#[derive(Debug)]
pub(crate) struct TemporaryPath(Option<PathBuf>);

impl TemporaryPath {
    /// Creates a file in `folder` that nobody else has, and opens it to be written. `mode` is who
    /// may do what with it on Unix; the process's mask takes its share.
    pub(crate) fn create(
        folder: &Path,
        prefix: &str,
        suffix: &str,
        mode: u32,
    ) -> io::Result<(File, Self)> {
        // The program may change its folder while the file is written.
        let folder = std::path::absolute(folder)?;
        let mut options = OpenOptions::new();
        // What stands at that name already, be it a link, is neither opened nor followed.
        options.write(true).create_new(true);
        allow(&mut options, mode);
        for _ in 0..NAMES {
            let path = folder.join(format!("{prefix}{}{suffix}", unguessable()?));
            match options.open(&path) {
                Ok(file) => return Ok((file, Self(Some(path)))),
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            }
        }
        Err(ErrorKind::AlreadyExists.into())
    }

    /// Gives the file the name `to`, and replaces a file that has it. Some systems rename no file
    /// that is open.
    pub(crate) fn persist(mut self, to: &Path) -> io::Result<()> {
        if let Some(path) = &self.0 {
            fs::rename(path, to)?;
        }
        self.0 = None;
        Ok(())
    }
}

impl Drop for TemporaryPath {
    fn drop(&mut self) {
        if let Some(path) = &self.0 {
            // Nobody is left to be told of a failure.
            let _ = fs::remove_file(path);
        }
    }
}

/// A part of a name that somebody else who writes to the folder cannot take ahead of time.
fn unguessable() -> io::Result<String> {
    let mut bytes = [0; 8];
    getrandom::fill(&mut bytes).map_err(io::Error::other)?;
    Ok(format!("{:016x}", u64::from_ne_bytes(bytes)))
}

#[cfg(unix)]
fn allow(options: &mut OpenOptions, mode: u32) {
    use std::os::unix::fs::OpenOptionsExt;

    options.mode(mode);
}

#[cfg(not(unix))]
fn allow(_: &mut OpenOptions, _: u32) {}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    fn names(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).unwrap();
        entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect()
    }

    #[test]
    fn the_file_takes_the_place_of_one_that_has_the_name() {
        let folder = tempfile::tempdir().unwrap();
        let to = folder.path().join("token");
        fs::write(&to, "old").unwrap();
        let (mut file, path) = TemporaryPath::create(folder.path(), ".", ".tmp", 0o600).unwrap();
        file.write_all(b"new").unwrap();
        drop(file);
        assert_eq!(names(folder.path()).len(), 2);
        path.persist(&to).unwrap();
        assert_eq!(names(folder.path()), ["token"]);
        assert_eq!(fs::read(&to).unwrap(), b"new");
    }

    #[test]
    fn a_file_that_was_dropped_or_could_not_be_renamed_is_gone() {
        let folder = tempfile::tempdir().unwrap();
        drop(TemporaryPath::create(folder.path(), ".partial-", "", 0o666).unwrap());
        assert!(names(folder.path()).is_empty());
        let (_, path) = TemporaryPath::create(folder.path(), ".partial-", "", 0o666).unwrap();
        path.persist(&folder.path().join("absent/token")).unwrap_err();
        assert!(names(folder.path()).is_empty());
    }

    #[test]
    fn two_files_in_one_folder_have_different_names() {
        let folder = tempfile::tempdir().unwrap();
        let one = TemporaryPath::create(folder.path(), ".", ".tmp", 0o600).unwrap();
        let other = TemporaryPath::create(folder.path(), ".", ".tmp", 0o600).unwrap();
        let names = names(folder.path());
        assert!(names.len() == 2 && names[0] != names[1], "{names:?}");
        assert!(names.iter().all(|name| name.starts_with('.') && name.ends_with(".tmp")));
        drop((one, other));
    }

    #[cfg(unix)]
    #[test]
    fn nobody_else_can_read_a_file_that_is_made_so() {
        use std::os::unix::fs::PermissionsExt;

        let folder = tempfile::tempdir().unwrap();
        let (file, _path) = TemporaryPath::create(folder.path(), ".", ".tmp", 0o600).unwrap();
        assert_eq!(file.metadata().unwrap().permissions().mode() & 0o777, 0o600);
    }
}
