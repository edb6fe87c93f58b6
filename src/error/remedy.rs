//! What to do about refusals that no change of the request can heal: those of signing in.

use std::fmt;

use partner_center_api::support::{Interaction, SignInCode};

/// What to do where multi-factor authentication is missing.
pub(super) const SIGN_IN_WITH_MFA: &str = "sign in interactively once more, with multi-factor \
                                           authentication, and store the new refresh token";

/// Why a token was not used: found here and not by the service.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MfaMissing;

impl fmt::Display for MfaMissing {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the claim `amr` of the token does not have `mfa` among the ways of signing in")
    }
}

impl std::error::Error for MfaMissing {}

/// Whether a code says that multi-factor authentication is missing, too old, or not set up.
pub(super) fn is_for_mfa(code: &str) -> bool {
    code == "900421" || sign_in(code).is_some_and(|row| row.interaction == Interaction::Mfa)
}

/// Whether a code says that a person has to sign in, for any other reason.
pub(super) fn is_for_a_person(code: &str) -> bool {
    sign_in(code).is_some_and(|row| row.interaction == Interaction::SignIn)
}

/// Whether a code is one that the sign-in service is known to say.
pub(super) fn is_of_sign_in(code: &str) -> bool {
    sign_in(code).is_some()
}

/// What is known of a code of the sign-in service; its numbers without their prefix are codes
/// of Partner Center.
fn sign_in(code: &str) -> Option<&'static SignInCode> {
    SignInCode::find(code).filter(|_| code.starts_with("AADSTS"))
}

/// A remedy by error code, for codes that concern tokens.
///
/// The three numbers are the service's answers to a token of the wrong kind: here is how to
/// get another one from this crate.
pub(super) fn of_sign_in(code: &str) -> Option<&'static str> {
    if let Some(row) = sign_in(code) {
        return Some(row.remedy);
    }
    Some(match code {
        "900420" => {
            "the token is for another audience, such as Azure AD Graph: ask for one for the \
             audience of your cloud (`Cloud::audience`), as this crate does unless told otherwise"
        }
        "900421" => {
            "the token carries no proof of multi-factor authentication: sign in interactively \
             once more, with MFA, and store the new refresh token"
        }
        "900329" => {
            "the operation needs a user: build the client with a refresh token \
             (`auth::RefreshToken`, app+user) instead of an app-only credential"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_needs_a_person_says_so() {
        for row in partner_center_api::SIGN_IN_CODES {
            let (mfa, person) = (is_for_mfa(row.code), is_for_a_person(row.code));
            assert!(!(mfa && person), "{}", row.code);
            let remedy = of_sign_in(row.code).unwrap_or_default().to_lowercase();
            assert!(!mfa || remedy.contains("with mfa"), "{}: {remedy}", row.code);
            assert!(!person || remedy.contains("sign in"), "{}: {remedy}", row.code);
        }
        assert!(is_for_mfa("900421") && !is_for_a_person("900421"));
        assert!(of_sign_in("900421").is_some_and(|remedy| remedy.contains("MFA")));
    }

    #[test]
    fn a_bare_number_is_none_of_the_sign_in() {
        for code in ["50076", "700082", "aadsts50076", "invalid_grant", ""] {
            assert!(!is_for_mfa(code) && !is_for_a_person(code), "{code}");
            assert_eq!(of_sign_in(code), None, "{code}");
        }
    }
}
