//! One token that something else looks after.

use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

use super::{AccessToken, SignIn, TokenKind, TokenSource};
use crate::error::Result;

/// Always the same token; once the service turns it down, calls fail with 401.
#[derive(Clone, Debug)]
pub struct StaticToken {
    token: AccessToken,
    kind: TokenKind,
}

impl StaticToken {
    /// A token without a user.
    pub fn app_only(secret: impl Into<SecretString>) -> Self {
        Self { token: AccessToken::new(secret), kind: TokenKind::AppOnly }
    }

    /// A token with a user.
    pub fn app_and_user(secret: impl Into<SecretString>) -> Self {
        Self { token: AccessToken::new(secret), kind: TokenKind::AppAndUser }
    }
}

impl TokenSource for StaticToken {
    fn kind(&self) -> TokenKind {
        self.kind
    }

    fn token<'a>(&'a self, _: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(std::future::ready(Ok(self.token.clone())))
    }
}
