//! What proves to Partner Center who is asking.

use std::fmt;
use std::sync::{Arc, OnceLock};

use chrono::{DateTime, Utc};
use http::HeaderValue;
use secrecy::{ExposeSecret, SecretString};

use super::TokenClaims;

/// Whether a token stands for an application alone or for an application and its user.
///
/// Some operations accept only one of them; the document says which.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum TokenKind {
    /// The application alone.
    AppOnly,
    /// The application on behalf of a user.
    AppAndUser,
}

/// A bearer token, cheap to clone and never printed.
#[derive(Clone)]
pub struct AccessToken(Arc<Inner>);

struct Inner {
    secret: SecretString,
    expires_at: Option<DateTime<Utc>>,
    /// As it is sent, made once; `None` where it cannot be.
    header: OnceLock<Option<HeaderValue>>,
}

impl AccessToken {
    /// A token that is used until its own claim `exp` says that it is over, where it has one
    /// that can be read, or until the service turns it down.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        let secret = secret.into();
        let end = said_of(&secret);
        Self::until(secret, end)
    }

    /// A token that is of no use from `expires_at` on, or sooner, where its own claim `exp`
    /// says so.
    pub fn expiring(secret: impl Into<SecretString>, expires_at: DateTime<Utc>) -> Self {
        let secret = secret.into();
        let end = said_of(&secret).map_or(expires_at, |said| said.min(expires_at));
        Self::until(secret, Some(end))
    }

    /// A token whose life the token endpoint has stated. It counts by the clock here, so that
    /// the endpoint's clock, by which the claims of the token are made, need not agree.
    pub(super) fn granted(secret: impl Into<SecretString>, expires_at: DateTime<Utc>) -> Self {
        Self::until(secret.into(), Some(expires_at))
    }

    fn until(secret: SecretString, expires_at: Option<DateTime<Utc>>) -> Self {
        Self(Arc::new(Inner { secret, expires_at, header: OnceLock::new() }))
    }

    /// The token itself.
    pub fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    /// When it ends, where that is known.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    /// Whether it is of no use any more.
    pub(crate) fn is_spent(&self, now: DateTime<Utc>) -> bool {
        self.0.expires_at.is_some_and(|end| now >= end)
    }

    /// The value of the header that carries it; `None` where it has characters that no header
    /// can carry.
    pub(crate) fn header(&self) -> Option<HeaderValue> {
        let make = || {
            let text = format!("Bearer {}", self.0.secret.expose_secret());
            let mut value = HeaderValue::try_from(text).ok()?;
            value.set_sensitive(true);
            Some(value)
        };
        self.0.header.get_or_init(make).clone()
    }

    /// Whether both are the same token, character by character.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || self.0.secret.expose_secret() == other.0.secret.expose_secret()
    }
}

impl TokenClaims {
    /// Reads the claims; `None` where the token is not a JWT.
    pub fn read(token: &AccessToken) -> Option<Self> {
        Self::of(token.secret())
    }
}

/// When a token ends by its own word.
fn said_of(secret: &SecretString) -> Option<DateTime<Utc>> {
    TokenClaims::of(secret)?.expires_at()
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_at", &self.0.expires_at)
            .finish_non_exhaustive()
    }
}
