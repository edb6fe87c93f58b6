//! What an interactive sign-in yields.

use std::fmt;

use secrecy::SecretString;

use super::grant::Granted;
use super::{AccessToken, RefreshTokenStore, TokenClaims};
use crate::error::{Error, Result};

/// A user has signed in: the first refresh token, and an access token to begin with.
///
/// ```no_run
/// # async fn first(partner: &partner_center::PartnerCenter) -> partner_center::Result<()> {
/// use partner_center::auth::{DeviceCode, FileRefreshTokenStore};
///
/// let device = DeviceCode::new("contoso.example", "the application id");
/// let signed_in = device.sign_in(partner, |prompt| println!("{}", prompt.message())).await?;
/// signed_in.store(&FileRefreshTokenStore::new("partner-center.token")).await?;
/// # Ok(())
/// # }
/// ```
#[must_use = "it holds the only copy of the refresh token"]
pub struct SignedIn {
    access: AccessToken,
    refresh: SecretString,
}

impl SignedIn {
    pub(super) fn new(granted: Granted) -> Result<Self> {
        let refresh = granted.refresh.ok_or_else(|| {
            Error::sign_in(
                "the sign-in worked, but came without a refresh token: allow the application the \
                 scope `offline_access`",
            )
        })?;
        Ok(Self { access: granted.access, refresh })
    }

    /// The access token that came with it.
    pub fn access_token(&self) -> &AccessToken {
        &self.access
    }

    /// The refresh token, for [`RefreshToken`](super::RefreshToken).
    pub fn refresh_token(&self) -> &SecretString {
        &self.refresh
    }

    /// What the access token says of itself, where it can be read: above all whether there
    /// was multi-factor authentication.
    pub fn claims(&self) -> Option<TokenClaims> {
        TokenClaims::read(&self.access)
    }

    /// Saves the refresh token.
    ///
    /// # Errors
    ///
    /// What the store fails with, as the error's source. The token is still here.
    pub async fn store(&self, store: &impl RefreshTokenStore) -> Result<()> {
        store.save(&self.refresh).await.map_err(|error| {
            Error::sign_in("the refresh token could not be stored: make the store writable")
                .with_source(error)
        })
    }
}

impl fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SignedIn").field("access", &self.access).finish_non_exhaustive()
    }
}
