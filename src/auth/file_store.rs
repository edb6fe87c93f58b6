//! A refresh token in a file.

use std::fmt;
use std::fs::{self, File, TryLockError};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Duration;

use partner_center_api::support::BoxFuture;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::RefreshTokenStore;
use super::refresh_store::{StoreError, holds, token_from};
use super::saves::Saves;

/// The longest file that is read, in bytes: many times what a token needs.
const LONGEST: u64 = 64 * 1024;

/// How often, and how far apart, the lock of the folder is tried: for a second, on a thread
/// where nothing else waits.
const LOCK_TRIES: u32 = 100;
const LOCK_PAUSE: Duration = Duration::from_millis(10);

/// Keeps the token in a file that its owner alone can read (mode 0600 on Unix).
///
/// It is replaced in one step: the new token is written to a file beside it and flushed to
/// the disk before that takes the name, so that a crash leaves the old token or the new one.
/// The file holds the token as it is, and a file that others can read is refused; elsewhere
/// than on Unix, where files have no such mode, the folder has to keep others out.
///
/// Clones share one file. Two processes can share it too: it is read before each use, and a
/// token is [replaced](RefreshTokenStore::replace) under a lock of its folder where there are
/// such locks (Unix). They do not wait for one another's sign-ins, which the service's refresh
/// tokens put up with, as the old one holds on for a while.
///
/// ```
/// use partner_center::auth::{FileRefreshTokenStore, RefreshToken};
///
/// let store = FileRefreshTokenStore::new("/var/lib/shop/partner-center.token");
/// let sign_in = RefreshToken::from_store("contoso.example", "application id", store);
/// ```
#[derive(Clone)]
pub struct FileRefreshTokenStore(Arc<Inner>);

struct Inner {
    path: PathBuf,
    saves: Saves,
}

impl FileRefreshTokenStore {
    /// Keeps the token in the file at `path`, which need not exist; its folder must.
    pub fn new(path: impl Into<PathBuf>) -> Self {
        Self(Arc::new(Inner { path: path.into(), saves: Saves::default() }))
    }

    /// Where the token is kept.
    pub fn path(&self) -> &Path {
        &self.0.path
    }
}

impl fmt::Debug for FileRefreshTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("FileRefreshTokenStore").field(&self.0.path).finish()
    }
}

impl RefreshTokenStore for FileRefreshTokenStore {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>> {
        let inner = self.0.clone();
        Box::pin(super::refresh_store::blocking(move || {
            inner.read().map_err(|error| inner.named("read", &error))
        }))
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>> {
        let inner = self.0.clone();
        let token = token.clone();
        let turn = inner.saves.begin();
        Box::pin(super::refresh_store::blocking(move || {
            let saved = inner.saves.carry_out(turn, || inner.save(&token));
            saved.map_err(|error| inner.named("written", &error))
        }))
    }

    fn replace<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let inner = self.0.clone();
        let (old, new) = (old.clone(), new.clone());
        Box::pin(super::refresh_store::blocking(move || {
            inner.replace(&old, &new).map_err(|error| inner.named("written", &error))
        }))
    }

    fn place(&self) -> Option<String> {
        Some(format!("the file `{}`", self.0.path.display()))
    }
}

impl Inner {
    /// Says which file, and what cannot be done with it.
    fn named(&self, what: &str, error: &io::Error) -> StoreError {
        format!("`{}` cannot be {what}: {error}", self.path.display()).into()
    }

    fn read(&self) -> io::Result<Option<SecretString>> {
        let file = match File::open(&self.path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        let metadata = file.metadata()?;
        if !metadata.is_file() {
            return Err(io::Error::other("it is not a file"));
        }
        private(&metadata)?;
        let mut bytes = Zeroizing::new(Vec::new());
        file.take(LONGEST + 1).read_to_end(&mut bytes)?;
        if bytes.len() as u64 > LONGEST {
            return Err(io::Error::other("it is too long to be a refresh token"));
        }
        token_from(&bytes).map_err(io::Error::other)
    }

    fn save(&self, token: &SecretString) -> io::Result<()> {
        let place = StoreFile::of(&self.path)?;
        let _lock = place.lock();
        place.put(token)
    }

    fn replace(&self, old: &SecretString, new: &SecretString) -> io::Result<bool> {
        let _saving = self.saves.held();
        let place = StoreFile::of(&self.path)?;
        let _lock = place.lock();
        if !holds(self.read()?.as_ref(), old) {
            return Ok(false);
        }
        place.put(new)?;
        Ok(true)
    }
}

/// Where the file is, once links have been followed: what a link points at is replaced, and not
/// the link.
struct StoreFile {
    path: PathBuf,
    folder: PathBuf,
}

impl StoreFile {
    fn of(path: &Path) -> io::Result<Self> {
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if path.is_dir() {
            return Err(io::Error::other("it is a folder"));
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        let folder = folder.unwrap_or(Path::new(".")).to_owned();
        Ok(Self { path, folder })
    }

    /// Keeps other processes that do the same out until it is dropped, where folders can be
    /// opened and locked. The file itself cannot serve, since it is another one each time.
    ///
    /// They take milliseconds. Somebody else can hold the lock of a folder for hours, such as
    /// `flock folder program` for as long as that very program runs, and is not waited for.
    fn lock(&self) -> Option<File> {
        let folder = File::open(&self.folder).ok()?;
        for _ in 0..LOCK_TRIES {
            match folder.try_lock() {
                Ok(()) => return Some(folder),
                Err(TryLockError::WouldBlock) => std::thread::sleep(LOCK_PAUSE),
                Err(TryLockError::Error(_)) => return None,
            }
        }
        tracing::debug!("the folder of the refresh token is locked by somebody else");
        None
    }

    fn put(&self, token: &SecretString) -> io::Result<()> {
        let mut builder = tempfile::Builder::new();
        #[cfg(unix)]
        builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o600));
        let mut file = builder.prefix(".").suffix(".tmp").tempfile_in(&self.folder)?;
        file.write_all(token.expose_secret().as_bytes())?;
        file.write_all(b"\n")?;
        file.as_file().sync_all()?;
        // Some systems move no file that is open.
        file.into_temp_path().persist(&self.path)?;
        // A folder is a file of names, and has to reach the disk as well. Not every one can be
        // opened for that; by now the token has its name, and to call that a failure would
        // keep a token that works from being used.
        let synced = File::open(&self.folder).and_then(|folder| folder.sync_all());
        if let Err(error) = synced {
            tracing::debug!(%error, "the folder of the refresh token was not flushed to the disk");
        }
        Ok(())
    }
}

/// Refuses a file that anybody but its owner can do anything with.
#[cfg(unix)]
fn private(metadata: &fs::Metadata) -> io::Result<()> {
    use std::os::unix::fs::PermissionsExt;

    let mode = metadata.permissions().mode() & 0o777;
    if mode & 0o077 == 0 {
        return Ok(());
    }
    Err(io::Error::other(format!(
        "others have access to it (mode {mode:04o}): run `chmod 600` on it, and sign in anew if \
         somebody may have read it"
    )))
}

#[cfg(not(unix))]
fn private(_: &fs::Metadata) -> io::Result<()> {
    Ok(())
}
