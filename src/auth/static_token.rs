//! One token that something else looks after.

use partner_center_api::Host;
use partner_center_api::support::BoxFuture;
use secrecy::SecretString;

use super::{AccessToken, SignIn, TokenClaims, TokenKind, TokenSource};
use crate::error::{Error, Result};

/// Always the same token, for one host of the service: that of Partner Center, or the one that its
/// claim `aud` names. For a call on another host there is none, and it fails before anything is
/// sent. Once the service turns it down, calls fail with 401; once it is over
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

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        // Whoever asks looks at the audience that a token names. One that names none could have
        // been made for any service, and is kept for the one that most tokens are for.
        let is_named =
            || TokenClaims::read(&self.token).is_some_and(|own| own.get("aud").is_some());
        let serves = sign_in.host() == Host::PartnerCenter || is_named();
        let token = if serves { Ok(self.token.clone()) } else { Err(for_another(sign_in)) };
        Box::pin(std::future::ready(token))
    }
}

fn for_another(sign_in: &SignIn<'_>) -> Error {
    Error::sign_in(format!(
        "a `StaticToken` is for one service, and this call needs a token for `{}`; nothing was \
         sent: sign in with `auth::RefreshToken`, which gets one for each, or with a \
         `TokenSource` of your own that gives the right one by `SignIn::host`",
        sign_in.endpoint().audience()
    ))
}
