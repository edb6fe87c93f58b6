//! A refresh token in a keyring of the operating system.

use std::fmt;
use std::sync::Arc;

use keyring_core::api::CredentialStore;
use keyring_core::{Entry, Error as KeyringError};
use partner_center_api::support::BoxFuture;
use secrecy::zeroize::Zeroizing;
use secrecy::{ExposeSecret, SecretString};

use super::RefreshTokenStore;
use super::refresh_store::{StoreError, blocking, holds, token_from};
use super::saves::Saves;
use crate::error::{Error, Result};

/// Keeps the token in a store of `keyring-core` that the caller brings, such as that of the
/// crate `apple-native-keyring-store`, `windows-native-keyring-store` or
/// `dbus-secret-service-keyring-store`. The process-wide default of `keyring-core` is neither
/// read nor set.
///
/// The token is stored as bytes: as text it would take twice the room where text is UTF-16,
/// and 2,560 bytes is all that the keyring of Windows has.
#[derive(Clone)]
pub struct KeyringRefreshTokenStore(Arc<Inner>);

struct Inner {
    entry: Entry,
    service: String,
    user: String,
    saves: Saves,
}

impl KeyringRefreshTokenStore {
    /// Keeps the token in `store` under the names `service` and `user`, such as the name of
    /// the program and the id of the partner's tenant.
    ///
    /// # Errors
    ///
    /// Names that the store does not take. Nothing is read or written yet.
    pub fn new(store: &CredentialStore, service: &str, user: &str) -> Result<Self> {
        let entry = store.build(service, user, None).map_err(|error| {
            Error::invalid("keyring", format!("it has no place for the token: {}", why(&error)))
        })?;
        Ok(Self(Arc::new(Inner {
            entry,
            service: service.to_owned(),
            user: user.to_owned(),
            saves: Saves::default(),
        })))
    }
}

impl fmt::Debug for KeyringRefreshTokenStore {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyringRefreshTokenStore")
            .field("service", &self.0.service)
            .field("user", &self.0.user)
            .finish_non_exhaustive()
    }
}

impl RefreshTokenStore for KeyringRefreshTokenStore {
    fn load<'a>(&'a self) -> BoxFuture<'a, Result<Option<SecretString>, StoreError>> {
        let inner = self.0.clone();
        Box::pin(blocking(move || inner.read()))
    }

    fn save<'a>(&'a self, token: &'a SecretString) -> BoxFuture<'a, Result<(), StoreError>> {
        let inner = self.0.clone();
        let token = token.clone();
        let turn = inner.saves.begin();
        Box::pin(blocking(move || inner.saves.carry_out(turn, || inner.write(&token))))
    }

    /// Other programs that write the same entry in that moment are not kept out: keyrings have
    /// no way to.
    fn replace<'a>(
        &'a self,
        old: &'a SecretString,
        new: &'a SecretString,
    ) -> BoxFuture<'a, Result<bool, StoreError>> {
        let inner = self.0.clone();
        let (old, new) = (old.clone(), new.clone());
        Box::pin(blocking(move || {
            let _saving = inner.saves.held();
            if !holds(inner.read()?.as_ref(), &old) {
                return Ok(false);
            }
            inner.write(&new)?;
            Ok(true)
        }))
    }

    fn place(&self) -> Option<String> {
        Some(format!("the entry of `{}` and `{}` in the keyring", self.0.service, self.0.user))
    }
}

impl Inner {
    fn read(&self) -> Result<Option<SecretString>, StoreError> {
        match self.entry.get_secret() {
            Ok(bytes) => {
                token_from(&Zeroizing::new(bytes)).map_err(|reason| self.named("read", reason))
            }
            Err(KeyringError::NoEntry) => Ok(None),
            Err(error) => Err(self.named("read", &why(&error))),
        }
    }

    fn write(&self, token: &SecretString) -> Result<(), StoreError> {
        let bytes = token.expose_secret().as_bytes();
        self.entry.set_secret(bytes).map_err(|error| self.named("written", &why(&error)))
    }

    fn named(&self, what: &str, reason: &str) -> StoreError {
        format!(
            "the entry of `{}` and `{}` in the keyring cannot be {what}: {reason}",
            self.service, self.user
        )
        .into()
    }
}

/// The reason in words. The error itself is not passed on, since it can hold what was stored.
fn why(error: &KeyringError) -> String {
    match error {
        KeyringError::BadEncoding(_) | KeyringError::BadDataFormat(..) => {
            "what it holds is not what was put there".to_owned()
        }
        KeyringError::Ambiguous(found) => format!("it has {} of that name", found.len()),
        KeyringError::TooLong(_, longest) => {
            format!("it takes {longest} bytes at most, which is too little for this token")
        }
        other => other.to_string(),
    }
}
