//! Looking for multi-factor authentication in a token before it is used.

use std::fmt;

use partner_center_api::support::BoxFuture;

use super::{AccessToken, SignIn, TokenClaims, TokenKind, TokenSource};
use crate::error::{Error, MfaMissing, Result};

/// A [`TokenSource`] that looks whether the user of a token has passed multi-factor
/// authentication, as Partner Center demands, before the service does.
///
/// A token without a user, or one that cannot be read or does not say, passes: the service
/// knows better.
///
/// ```
/// use partner_center::auth::{RefreshToken, RequireMfa};
///
/// let sign_in = RefreshToken::new("contoso.example", "application id", "refresh token");
/// let sign_in = RequireMfa::new(sign_in);
/// ```
pub struct RequireMfa<S> {
    source: S,
    refuses: bool,
}

impl<S: TokenSource> RequireMfa<S> {
    /// Fails where `source` gives a token of a user without MFA; the error answers
    /// [`needs_mfa`](crate::Error::needs_mfa) and has the remedy.
    pub fn new(source: S) -> Self {
        Self { source, refuses: true }
    }

    /// Only writes a warning to the log.
    pub fn warning(source: S) -> Self {
        Self { source, refuses: false }
    }

    async fn checked(&self, sign_in: &SignIn<'_>) -> Result<AccessToken> {
        let token = self.source.token(sign_in).await?;
        let missing = self.kind() == TokenKind::AppAndUser
            && TokenClaims::read(&token).and_then(|claims| claims.mfa()) == Some(false);
        if !missing {
            return Ok(token);
        }
        let error = Error::sign_in("the user signed in without multi-factor authentication")
            .with_source(Box::<dyn std::error::Error + Send + Sync>::from(MfaMissing));
        if self.refuses {
            return Err(error);
        }
        tracing::warn!(remedy = error.remedy(), "{error}, which Partner Center may refuse");
        Ok(token)
    }
}

impl<S: TokenSource> TokenSource for RequireMfa<S> {
    fn kind(&self) -> TokenKind {
        self.source.kind()
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.checked(sign_in))
    }
}

impl<S: fmt::Debug> fmt::Debug for RequireMfa<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("RequireMfa")
            .field("source", &self.source)
            .field("refuses", &self.refuses)
            .finish()
    }
}
