//! One token that something else looks after.

use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

use super::{AccessToken, SignIn, TokenKind, TokenSource};
use crate::error::Result;

/// Always the same token. Once the service turns it down, calls fail with 401; once it is over
/// by its own claim `exp`, or where it is for another service by its claim `aud`, it is not
/// sent, and calls fail with an error that says so.
///
/// ```
/// use partner_center::{PartnerCenter, auth::StaticToken};
///
/// # fn token() -> String { String::new() }
/// let partner = PartnerCenter::builder(StaticToken::app_and_user(token())).build()?;
/// # Ok::<(), partner_center::Error>(())
/// ```
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
