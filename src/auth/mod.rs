//! Ways to sign in: one file each, one trait over all.
//!
//! | what | token without or with a user | when |
//! |---|---|---|
//! | [`ClientSecret`] | [`TokenKind::AppOnly`] | unattended jobs that need no user |
//! | `ClientCertificate` (feature `certificate`, on by default) | [`TokenKind::AppOnly`] | the same, without a secret to leak |
//! | [`RefreshToken`] | [`TokenKind::AppAndUser`] | the secure application model |
//! | [`StaticToken`] | either | tests, and tokens that something else looks after |
//!
//! [`PartnerCenter::from_env`](crate::PartnerCenter::from_env) takes the one that the environment
//! names.
//!
//! A refresh token comes from a person who signs in once:
//!
//! | what | how |
//! |---|---|
//! | [`DeviceCode`] | a short code, typed in on any device with a browser |
//! | [`AuthorizationCode`] | a browser on this machine, which comes back to it |
//!
//! and is kept by a [`RefreshTokenStore`]: [`FileRefreshTokenStore`], `KeyringRefreshTokenStore`
//! (feature `keyring`), [`MemoryRefreshTokenStore`], or one of your own.
//!
//! A client caches access tokens, renews them ahead of time, and never renews twice at once;
//! a source only has to fetch one. Nothing here calls Partner Center: a sign-in is given
//! [what it needs](SignIn), and gives a token.
//!
#![doc = include_str!("guide.md")]

mod access_token;
mod application;
mod authorization_code;
mod cached;
#[cfg(feature = "__certificate")]
mod certificate;
mod claims;
#[cfg(feature = "__certificate")]
mod client_certificate;
mod client_secret;
mod device_code;
mod device_polls;
mod device_prompt;
mod endpoint;
mod exchanges;
mod file_store;
mod grant;
#[cfg(feature = "keyring")]
mod keyring_store;
mod landing_page;
mod loopback;
mod means;
mod mfa_check;
mod mfa_verdict;
mod pkce;
mod refresh_store;
mod refresh_token;
mod rotation;
mod saves;
mod sign_in;
mod signed_in;
mod static_token;
mod token_check;
mod token_request;
mod token_response;
mod token_sender;

use std::sync::Arc;

use partner_center_api::support::BoxFuture;

use crate::error::Result;

pub use access_token::{AccessToken, TokenKind};
pub use authorization_code::AuthorizationCode;
#[cfg(feature = "__certificate")]
pub use certificate::{AssertionAlgorithm, Certificate};
pub use claims::TokenClaims;
#[cfg(feature = "__certificate")]
pub use client_certificate::ClientCertificate;
pub use client_secret::ClientSecret;
pub use device_code::DeviceCode;
pub use device_prompt::DevicePrompt;
pub use endpoint::{TokenEndpoint, TokenVersion};
pub use file_store::FileRefreshTokenStore;
#[cfg(feature = "keyring")]
pub use keyring_store::KeyringRefreshTokenStore;
pub use mfa_check::MfaCheck;
pub use mfa_verdict::MfaVerdict;
pub use refresh_store::{MemoryRefreshTokenStore, RefreshTokenStore};
pub use refresh_token::RefreshToken;
pub use sign_in::SignIn;
pub use signed_in::SignedIn;
pub use static_token::StaticToken;

pub(crate) use cached::CachedTokens;
pub(crate) use means::Means;
pub(crate) use token_check::TokenCheck;

/// Where access tokens come from.
///
/// A source fetches; it need not cache, nor guard against being asked twice at once, since
/// the client does both.
///
/// ```
/// use partner_center::auth::{AccessToken, SignIn, TokenKind, TokenSource};
/// use partner_center::{Error, Result, external::BoxFuture};
///
/// /// Reads a token that another program renews.
/// struct FromFile(std::path::PathBuf);
///
/// impl TokenSource for FromFile {
///     fn kind(&self) -> TokenKind {
///         TokenKind::AppAndUser
///     }
///
///     fn token<'a>(&'a self, _: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
///         Box::pin(async move {
///             let text = std::fs::read_to_string(&self.0)
///                 .map_err(|error| Error::sign_in(format!("cannot read the token: {error}")))?;
///             Ok(AccessToken::new(text.trim()))
///         })
///     }
/// }
/// ```
pub trait TokenSource: Send + Sync + 'static {
    /// Whether the tokens carry a user.
    fn kind(&self) -> TokenKind;

    /// Fetches a token for the audience of `sign_in`, whose
    /// [`rejected`](SignIn::rejected) is the one that the service has just turned down, if
    /// any: a source that keeps tokens must not return that one again.
    ///
    /// # Errors
    ///
    /// [`Error::sign_in`](crate::Error::sign_in) says why there is none. Nothing has been
    /// sent to Partner Center by then. The future can be dropped at any point.
    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>>;
}

impl<T: TokenSource + ?Sized> TokenSource for Arc<T> {
    fn kind(&self) -> TokenKind {
        (**self).kind()
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        (**self).token(sign_in)
    }
}
