//! What to do about refusals that no change of the request can heal: those of signing in.

/// A remedy by error code, for codes that concern tokens.
///
/// The `AADSTS` codes come from the token endpoint, so the document of the service does not
/// list them; the three numbers are its answers to a token of the wrong kind.
pub(super) fn of_sign_in(code: &str) -> Option<&'static str> {
    Some(match code {
        "AADSTS50076" | "AADSTS50079" => {
            "the user must pass multi-factor authentication: sign in interactively once more, \
             with MFA, and store the new refresh token"
        }
        "AADSTS50078" => {
            "the user's multi-factor authentication has expired by policy: sign in interactively \
             once more, with MFA, and store the new refresh token"
        }
        "AADSTS700082" | "AADSTS70043" | "AADSTS70008" => {
            "the refresh token has expired: sign in interactively once more and store the new one"
        }
        "AADSTS50173" => {
            "the refresh token was revoked, for instance by a change of password: sign in \
             interactively once more and store the new one"
        }
        "AADSTS7000215" => {
            "the client secret is wrong: use the secret's value, not its id, of this application"
        }
        "AADSTS7000222" => {
            "the client secret has expired: create a new one for this application and use it"
        }
        "AADSTS700016" => {
            "the application is unknown in this tenant: check the client id, the tenant and the cloud"
        }
        "AADSTS90002" | "AADSTS900023" => {
            "the tenant is unknown here: check its id or domain, and that the cloud is the right one"
        }
        "AADSTS65001" => {
            "nobody has consented to the application: grant it the permission for Partner Center"
        }
        "AADSTS500011" | "AADSTS50001" => {
            "the audience is unknown in this tenant: check the cloud, and that the Partner Center \
             API is among the application's permissions"
        }
        "900420" => {
            "the token is for another audience: ask for one for \
             https://api.partnercenter.microsoft.com, as this crate does unless told otherwise"
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
