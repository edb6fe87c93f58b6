//! What to do about refusals that no change of the request can heal: those of signing in.

use std::fmt;

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
    matches!(
        code,
        "900421"
            | "AADSTS50072"
            | "AADSTS50074"
            | "AADSTS50076"
            | "AADSTS50078"
            | "AADSTS50079"
            | "AADSTS50158"
            | "AADSTS53004"
    )
}

/// Whether a code says that a person has to sign in, for any other reason.
pub(super) fn is_for_a_person(code: &str) -> bool {
    matches!(
        code,
        "AADSTS50058"
            | "AADSTS50132"
            | "AADSTS50133"
            | "AADSTS50173"
            | "AADSTS65001"
            | "AADSTS70008"
            | "AADSTS70043"
            | "AADSTS700081"
            | "AADSTS700082"
            | "AADSTS700084"
    )
}

/// A remedy by error code, for codes that concern tokens.
///
/// The `AADSTS` codes come from the token endpoint, so the document of the service does not
/// list them; the three numbers are its answers to a token of the wrong kind.
pub(super) fn of_sign_in(code: &str) -> Option<&'static str> {
    Some(match code {
        "AADSTS50072" | "AADSTS50079" | "AADSTS53004" => {
            "the user has to set up multi-factor authentication first: have the user do so at \
             https://aka.ms/mfasetup, then sign in interactively once more, with MFA, and store \
             the new refresh token"
        }
        "AADSTS50074" | "AADSTS50076" | "AADSTS50158" => {
            "the user must pass multi-factor authentication: sign in interactively once more, \
             with MFA, and store the new refresh token"
        }
        "AADSTS50078" => {
            "the user's multi-factor authentication has expired by policy: sign in interactively \
             once more, with MFA, and store the new refresh token"
        }
        "AADSTS700081" | "AADSTS700082" | "AADSTS700084" | "AADSTS70043" | "AADSTS70008" => {
            "the refresh token has expired: sign in interactively once more and store the new one"
        }
        "AADSTS50132" | "AADSTS50133" | "AADSTS50173" => {
            "the refresh token was revoked, for instance by a change of password: sign in \
             interactively once more and store the new one"
        }
        "AADSTS7000215" => {
            "the client secret is wrong: use the secret's value, not its id, of this application"
        }
        "AADSTS7000222" => {
            "the client secret has expired: create a new one for this application and use it"
        }
        "AADSTS700027" => {
            "the certificate does not fit: register the one that is used with this application, \
             and check that it has not expired"
        }
        "AADSTS700024" => "the signed assertion is not valid now: set this machine's clock",
        "AADSTS7000218" => {
            "the application has to prove who it is: give its secret or certificate, or allow it \
             public client flows where a user signs in with a device code"
        }
        "AADSTS50011" => {
            "the redirect address is not registered: add `http://localhost` to the application \
             as one of mobile and desktop applications, or set the one that is registered"
        }
        "AADSTS501481" | "AADSTS50148" => {
            "the code and its proof (PKCE) do not belong together: sign in anew, with one program \
             at a time"
        }
        "AADSTS54005" => "the code was used before: sign in anew",
        "AADSTS53003" => {
            "a conditional access policy of the tenant forbids this sign-in: have an \
             administrator look it up by the trace id, and sign in from where it is allowed"
        }
        "AADSTS700016" => {
            "the application is unknown in this tenant: check the client id, the tenant and the cloud"
        }
        "AADSTS90002" | "AADSTS900023" => {
            "the tenant is unknown here: check its id or domain, and that the cloud is the right one"
        }
        "AADSTS50058" => {
            "nobody is signed in: sign in interactively once more and store the new \
                          refresh token"
        }
        "AADSTS65001" => {
            "nobody has consented to the application: grant it the permission for Partner Center"
        }
        "AADSTS500011" | "AADSTS50001" => {
            "the audience is unknown in this tenant: check the cloud, and that the Partner Center \
             API is among the application's permissions"
        }
        "900420" => {
            "the token is for another audience, such as Azure AD Graph: ask for one for the \
             audience of your cloud (`Cloud::audience`), as this crate does unless told otherwise"
        }
        "900421" => {
            "the token carries no proof of multi-factor authentication: sign in interactively \
             once more, with MFA, and store the new refresh token"
        }
        "900329" => {
            "the operation needs a user: sign in with a refresh token (app+user) instead of an \
             app-only credential"
        }
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whatever_needs_a_person_says_so() {
        for number in 0..999_999 {
            let code = format!("AADSTS{number}");
            if is_for_mfa(&code) || is_for_a_person(&code) {
                let remedy = of_sign_in(&code).unwrap_or_default();
                let says = remedy.contains("sign in") || remedy.contains("consented");
                assert!(says, "{code}: {remedy}");
            }
        }
        assert!(of_sign_in("900421").is_some_and(|remedy| remedy.contains("MFA")));
    }
}
