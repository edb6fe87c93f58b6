//! Looking for multi-factor authentication in a token before it is used.

use super::{AccessToken, TokenClaims};
use crate::error::{Error, Fault, MfaMissing, Result};

/// What to do with a token that says of its user that there was no multi-factor
/// authentication (MFA), which Partner Center demands of every user.
///
/// The claims of each token are looked at once, when it has been fetched. A token without a
/// user, or one that cannot be read or does not say how its user signed in, passes: the
/// service knows better.
///
/// ```
/// use partner_center::PartnerCenter;
/// use partner_center::auth::{MfaCheck, RefreshToken};
///
/// # fn main() -> partner_center::Result<()> {
/// let sign_in = RefreshToken::new("contoso.example", "application id", "refresh token");
/// let partner = PartnerCenter::builder(sign_in).mfa_check(MfaCheck::Warn).build()?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MfaCheck {
    /// Fails before anything is sent, with an error that answers
    /// [`needs_mfa`](crate::Error::needs_mfa) and has the remedy. The next call asks for
    /// another token, so that a new sign-in is noticed at once.
    #[default]
    Refuse,
    /// Uses the token, and writes a warning to the log.
    Warn,
    /// Uses the token, and leaves it to the service to say no.
    Off,
}

impl MfaCheck {
    /// Looks at a token that has a user.
    pub(super) fn check(self, token: &AccessToken) -> Result<()> {
        if self == Self::Off
            || TokenClaims::read(token).and_then(|claims| claims.mfa()) != Some(false)
        {
            return Ok(());
        }
        let error = Error::sign_in("the user signed in without multi-factor authentication")
            // As the service would refuse it.
            .with_fault(Some(Fault { code: Some("900421".to_owned()), ..Fault::default() }))
            .with_source(Box::<dyn std::error::Error + Send + Sync>::from(MfaMissing));
        if self == Self::Refuse {
            return Err(error);
        }
        tracing::warn!(remedy = error.remedy(), "{error}, which Partner Center may refuse");
        Ok(())
    }
}
