//! What proves to Partner Center who is asking.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};

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
}

impl AccessToken {
    /// A token of unknown life: it is used until the service turns it down.
    pub fn new(secret: impl Into<SecretString>) -> Self {
        Self(Arc::new(Inner { secret: secret.into(), expires_at: None }))
    }

    /// A token that is of no use from `expires_at` on.
    pub fn expiring(secret: impl Into<SecretString>, expires_at: DateTime<Utc>) -> Self {
        Self(Arc::new(Inner { secret: secret.into(), expires_at: Some(expires_at) }))
    }

    /// The token itself.
    pub fn secret(&self) -> &SecretString {
        &self.0.secret
    }

    /// When it ends, where that is known.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        self.0.expires_at
    }

    /// Whether both are the same token, character by character.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        Arc::ptr_eq(&self.0, &other.0)
            || self.0.secret.expose_secret() == other.0.secret.expose_secret()
    }
}

impl fmt::Debug for AccessToken {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("AccessToken")
            .field("expires_at", &self.0.expires_at)
            .finish_non_exhaustive()
    }
}
