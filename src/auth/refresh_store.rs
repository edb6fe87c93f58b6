//! Where refresh tokens are kept between uses.

use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

/// What a store fails with.
type StoreError = Box<dyn std::error::Error + Send + Sync>;

/// Keeps one refresh token.
///
/// The token endpoint hands out a new refresh token with nearly every access token, and the
/// old one may stop working. The new one is saved *before* the new access token is used:
/// a crash in between costs an access token, never the way back in.
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
    /// saved before it is next used.
    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>>;
}

impl<T: RefreshTokenStore + ?Sized> RefreshTokenStore for Arc<T> {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>> {
        (**self).load()
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>> {
        (**self).save(token)
    }
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
}
