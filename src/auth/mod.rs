//! Ways to sign in: one file each, one trait over all.
//!
//! | what | token without or with a user | when |
//! |---|---|---|
//! | [`ClientSecret`] | [`TokenKind::AppOnly`] | unattended jobs that need no user |
//! | [`RefreshToken`] | [`TokenKind::AppAndUser`] | the secure application model |
//! | [`StaticToken`] | either | tests, and tokens that something else looks after |
//!
//! A client caches tokens, renews them ahead of time, and never renews twice at once; a
//! source only has to fetch one.

mod access_token;
mod cached;
mod client_secret;
mod endpoint;
mod grant;
mod refresh_store;
mod refresh_token;
mod sign_in;
mod static_token;
mod token_response;

use std::sync::Arc;

use partner_center_api::support::BoxFuture;

use crate::error::Result;

pub use access_token::{AccessToken, TokenKind};
pub use client_secret::ClientSecret;
pub use endpoint::{TokenEndpoint, TokenVersion};
pub use refresh_store::{MemoryRefreshTokenStore, RefreshTokenStore};
pub use refresh_token::RefreshToken;
pub use sign_in::SignIn;
pub use static_token::StaticToken;

pub(crate) use cached::CachedTokens;

/// Where access tokens come from.
///
/// A source fetches; it need not cache, nor guard against being asked twice at once, since
/// the client does both.
///
/// ```
/// use partner_center::auth::{AccessToken, SignIn, TokenKind, TokenSource};
/// use partner_center::{BoxFuture, Error, Result};
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
