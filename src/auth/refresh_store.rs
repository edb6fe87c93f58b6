//! Where refresh tokens are kept between uses.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

/// What a store fails with.
pub(super) type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps one refresh token.
///
/// The token endpoint hands out a new refresh token with nearly every access token, and the
/// old one may stop working. The new one is saved *before* the new access token is used:
/// a crash after that costs an access token, never the way back in.
///
/// Until the answer of the endpoint has arrived, nobody but the endpoint knows the new one. A
/// crash, a lost answer, or a runtime that ends in that moment leaves the store with the old
/// one, which the next use tries again; a call that is merely dropped does not. The identity
/// platform of Microsoft does not revoke a refresh token for having been used. Under an
/// authority that does, the old one is then spent and a user must sign in anew.
pub trait RefreshTokenStore: Send + Sync + 'static {
    /// The token to use; `None` where there is none yet.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from being read. It is reported without its details being
    /// logged.
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>>;

    /// Replaces the token, durably and in one step: afterwards the store holds either the
    /// old token or the new one.
    ///
    /// # Errors
    ///
    /// Whatever keeps the store from being written. The new token is then kept in memory and
    /// saved before it is next used, if the store still holds the token that it succeeds.
    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>>;

    /// Replaces `old` by `new`, as [`save`](Self::save) does, and only where the store still
    /// holds `old`: somebody who has signed in anew meanwhile must not be overwritten. False
    /// where it holds something else, which stays.
    ///
    /// As it stands it loads, compares and saves, which leaves a moment in which another
    /// program can store something. A store that can compare and replace in one step should.
    ///
    /// # Errors
    ///
    /// As for [`load`](Self::load) and [`save`](Self::save).
    fn replace<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        Box::pin(async move {
            if !holds(self.load().await?.as_ref(), old) {
                return Ok(false);
            }
            self.save(new).await.map(|()| true)
        })
    }

    /// Where the token is kept, for messages to people, such as `` the file `shop.token` ``;
    /// `None` where there is nothing to name.
    fn place(&self) -> Option<String> {
        None
    }
}

impl<T: RefreshTokenStore + ?Sized> RefreshTokenStore for Arc<T> {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>> {
        (**self).load()
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(token)
    }

    fn replace<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        (**self).replace(old, new)
    }

    fn place(&self) -> Option<String> {
        (**self).place()
    }
}

/// Runs what waits for a disk or a keyring where it holds nobody up. It runs to its end even
/// where the future is dropped.
pub(super) async fn blocking<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, StoreError> + Send + 'static,
) -> Result<T, StoreError> {
    match crate::clock::blocking::blocking(work).await {
        Some(done) => done,
        None => Err("it was given up, since the runtime has ended".into()),
    }
}

/// Whether a store holds `token`.
pub(super) fn holds(held: Option<&SecretString>, token: &SecretString) -> bool {
    held.is_some_and(|held| held.expose_secret() == token.expose_secret())
}

/// Reads what a store holds; nothing but white space is no token.
pub(super) fn token_from(bytes: &[u8]) -> Result<Option<SecretString>, &'static str> {
    let text = bytes.trim_ascii();
    if !text.iter().all(u8::is_ascii_graphic) {
        return Err("what it holds is no refresh token, which has neither spaces nor line breaks");
    }
    let text = std::str::from_utf8(text).unwrap_or_default();
    Ok((!text.is_empty()).then(|| text.into()))
}

/// Keeps the token in memory: a rotated one is lost when the process ends.
pub struct MemoryRefreshTokenStore(Mutex<SecretString>);

impl MemoryRefreshTokenStore {
    /// Begins with `token`.
    pub fn new(token: impl Into<SecretString>) -> Self {
        Self(Mutex::new(token.into()))
    }
}

impl fmt::Debug for MemoryRefreshTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MemoryRefreshTokenStore(..)")
    }
}

impl RefreshTokenStore for MemoryRefreshTokenStore {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>> {
        let token = self.0.lock().unwrap_or_else(PoisonError::into_inner).clone();
        Box::pin(std::future::ready(Ok(Some(token))))
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>> {
        *self.0.lock().unwrap_or_else(PoisonError::into_inner) = token.clone();
        Box::pin(std::future::ready(Ok(())))
    }

    fn replace<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let mut held = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let same = holds(Some(&held), old);
        if same {
            *held = new.clone();
        }
        Box::pin(std::future::ready(Ok(same)))
    }
}
