//! Signing in as an application, with a secret.

use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

use super::application::{Application, Proof};
use super::{AccessToken, SignIn, TokenKind, TokenSource};
use crate::error::Result;

/// An application and its secret: tokens without a user (grant `client_credentials`).
///
/// ```
/// use partner_center::auth::ClientSecret;
///
/// let credential = ClientSecret::new(
///     "7d6f1a52-64c1-4c3a-9a51-6b3b2f6c1e10", // the partner's tenant, or a domain of it
///     "3c0e9b0e-0f5e-4a0e-8d55-5f5d0c9c7a21", // the application (client) id
///     "the value of the secret, not its id",
/// );
/// assert!(!format!("{credential:?}").contains("value"));
/// ```
#[derive(Debug)]
pub struct ClientSecret(Application);

impl ClientSecret {
    /// An application of `tenant` that signs in with `secret`.
    ///
    /// The tenant is a directory id or a domain name; one that is neither is refused at the
    /// first sign-in, before anything is sent.
    pub fn new(
        tenant: impl Into<String>,
        client_id: impl Into<String>,
        secret: impl Into<SecretString>,
    ) -> Self {
        Self(Application::new(tenant, client_id).with(Proof::Secret(secret.into())))
    }
}

impl TokenSource for ClientSecret {
    fn kind(&self) -> TokenKind {
        TokenKind::AppOnly
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        self.0.token_alone(sign_in)
    }
}
