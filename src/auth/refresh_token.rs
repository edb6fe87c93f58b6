//! Signing in on behalf of a user, with a refresh token (the secure application model).

use std::fmt;
use std::sync::{Mutex, PoisonError};

use partner_center_api::support::BoxFuture;
use secrecy::{ExposeSecret, SecretString};

#[cfg(feature = "certificate")]
use super::Certificate;
use super::application::{Application, Proof};
use super::grant::Grant;
use super::{
    AccessToken, MemoryRefreshTokenStore, RefreshTokenStore, SignIn, TokenKind, TokenSource,
};
use crate::error::{Error, Result};

/// An application that acts for a user who once consented, with MFA: tokens with a user
/// (grant `refresh_token`).
///
/// Each use may yield a new refresh token, which goes to the [`RefreshTokenStore`] before
/// the new access token is used. Without a store of your own it is kept in memory only.
pub struct RefreshToken {
    application: Application,
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

impl RefreshToken {
    /// Starts with `refresh_token`, and keeps its successors in memory.
    ///
    /// The tenant is a directory id or a domain name; one that is neither is refused at the
    /// first sign-in, before anything is sent.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        refresh_token: impl Into<SecretString>,
    ) -> Self {
        Self::from_store(tenant, client_id, MemoryRefreshTokenStore::new(refresh_token))
    }

    /// Takes the refresh token from `store`, and keeps its successors there.
    pub fn from_store(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        store: impl RefreshTokenStore,
    ) -> Self {
        Self {
            application: Application::new(tenant, client_id),
            store: Box::new(store),
            unsaved: Mutex::new(None),
        }
    }

    /// Sets the application's secret. Web applications have one, native ones do not.
    pub fn client_secret(mut self, secret: impl Into<SecretString>) -> Self {
        self.application.proof = Proof::Secret(secret.into());
        self
    }

    /// Sets the application's certificate, in place of a secret.
    #[cfg(feature = "certificate")]
    pub fn client_certificate(mut self, certificate: Certificate) -> Self {
        self.application.proof = Proof::Certificate(certificate);
        self
    }

    async fn renew(&self, sign_in: &SignIn<'_>) -> Result<AccessToken> {
        let current = self.current().await?;
        let granted = self.application.exchange(sign_in, Grant::RefreshToken(&current)).await?;
        if let Some(rotated) = granted.refresh {
            // Remembered before the store is asked, so that neither a failing store nor a
            // dropped future loses it.
            *self.unsaved() = Some(Unsaved { token: rotated.clone(), replaced: current });
            self.save(&rotated).await?;
        }
        Ok(granted.access)
    }

    async fn current(&self) -> Result<SecretString> {
        let loaded = self.store.load().await.map_err(|error| {
            Error::sign_in("the store of the refresh token could not be read").with_source(error)
        })?;
        let unsaved = self.unsaved().clone();
        if let Some(Unsaved { token, replaced }) = unsaved {
            let held = loaded.as_ref().map(ExposeSecret::expose_secret);
            if held == Some(replaced.expose_secret()) {
                self.save(&token).await?;
                return Ok(token);
            }
            tracing::debug!("another refresh token was stored in place of one not yet saved");
            *self.unsaved() = None;
        }
        loaded.ok_or_else(|| {
            Error::sign_in(
                "the store holds no refresh token: sign in interactively once and store the one \
                 that this yields",
            )
        })
    }

    async fn save(&self, token: &SecretString) -> Result<()> {
        self.store.save(token).await.map_err(|error| {
            Error::sign_in(
                "the new refresh token could not be stored, and the access token that came with \
                 it was not used: make the store writable; the new refresh token is kept in \
                 memory until then",
            )
            .with_source(error)
        })?;
        *self.unsaved() = None;
        Ok(())
    }

    fn unsaved(&self) -> std::sync::MutexGuard<'_, Option<Unsaved>> {
        self.unsaved.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl TokenSource for RefreshToken {
    fn kind(&self) -> TokenKind {
        TokenKind::AppAndUser
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.renew(sign_in))
    }
}

impl fmt::Debug for RefreshToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RefreshToken").field(&self.application).finish()
    }
}
