//! A refresh token and its successors: read, exchanged, stored.

use std::fmt;
use std::sync::{Mutex, PoisonError};

use secrecy::SecretString;

use super::application::Application;
use super::grant::Grant;
use super::{AccessToken, RefreshTokenStore, SignIn};
use crate::error::{Error, Result};

/// Keeps the refresh token in step with what the token endpoint hands out.
pub(super) struct Rotation {
    store: Box<dyn RefreshTokenStore>,
    /// A rotated token that the store would not take. It is saved before anything else,
    /// unless somebody else has stored another one by then.
    unsaved: Mutex<Option<Unsaved>>,
}

/// A token that is in memory only.
#[derive(Clone)]
struct Unsaved {
    token: SecretString,
    /// What the store held when this one was granted. If it holds something else now, a user
    /// has signed in anew, and that sign-in is worth more than this token.
    replaced: SecretString,
}

impl Rotation {
    pub(super) fn new(store: impl RefreshTokenStore) -> Self {
        Self { store: Box::new(store), unsaved: Mutex::new(None) }
    }

    /// Exchanges the refresh token for an access token, and stores its successor.
    pub(super) async fn exchange(
        &self,
        application: &Application,
        sign_in: &SignIn<'_>,
    ) -> Result<AccessToken> {
        let current = self.current().await?;
        let granted = application.exchange(sign_in, Grant::RefreshToken(&current)).await?;
        if let Some(token) = granted.refresh {
            let unsaved = Unsaved { token, replaced: current };
            // Remembered before the store is asked, so that a store that fails does not lose it.
            *self.unsaved() = Some(unsaved.clone());
            self.save(&unsaved).await?;
        }
        Ok(granted.access)
    }

    async fn current(&self) -> Result<SecretString> {
        let unsaved = self.unsaved().clone();
        if let Some(unsaved) = unsaved
            && self.save(&unsaved).await?
        {
            return Ok(unsaved.token);
        }
        let loaded = self.store.load().await.map_err(|error| {
            let message = match self.store.place() {
                Some(place) => format!("the refresh token could not be read from {place}"),
                None => "the store of the refresh token could not be read".to_owned(),
            };
            Error::sign_in(message).with_source(error)
        })?;
        loaded.ok_or_else(|| {
            let place = self.store.place().unwrap_or_else(|| "the store".to_owned());
            Error::sign_in(format!(
                "{place} holds no refresh token: sign in interactively once with \
                 `auth::DeviceCode`, as `cargo run --example sign_in -- --store FILE` does, and \
                 store the one that this yields"
            ))
        })
    }

    /// Puts a token in the place of the one that it succeeds; false where somebody has stored
    /// another one there, which then stays.
    async fn save(&self, unsaved: &Unsaved) -> Result<bool> {
        let replaced = self.store.replace(&unsaved.replaced, &unsaved.token).await;
        let replaced = replaced.map_err(|error| {
            Error::sign_in(
                "the new refresh token could not be stored, and the access token that came with \
                 it was not used: make the store writable; the new refresh token is kept in \
                 memory until then",
            )
            .with_source(error)
        })?;
        if !replaced {
            tracing::debug!("another refresh token was stored meanwhile, and stays");
        }
        *self.unsaved() = None;
        Ok(replaced)
    }

    fn unsaved(&self) -> std::sync::MutexGuard<'_, Option<Unsaved>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Rotation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Rotation(..)")
    }
}
