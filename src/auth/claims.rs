//! What an access token says of itself.

use std::fmt;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Map, Value};

/// The claims of an access token that is a JWT.
///
/// They are read and not verified: good for telling a person what is wrong, and not for
/// deciding whom to trust. Tokens belong to the service, which may stop making them readable
/// at any time.
#[derive(Clone, PartialEq)]
pub struct TokenClaims(Map<String, Value>);

impl TokenClaims {
    /// Reads those of a text that may be a JWT.
    pub(super) fn of(token: &SecretString) -> Option<Self> {
        let mut parts = token.expose_secret().split('.');
        let (_, claims, _, None) = (parts.next()?, parts.next()?, parts.next()?, parts.next())
        else {
            return None;
        };
        let bytes = URL_SAFE_NO_PAD.decode(claims.trim_end_matches('=')).ok()?;
        serde_json::from_slice(&bytes).ok().map(Self)
    }

    /// Whether the user has passed multi-factor authentication; `None` where the token does
    /// not say how the user signed in, as that of an application alone.
    pub fn mfa(&self) -> Option<bool> {
        let methods = self.0.get("amr")?.as_array()?;
        Some(methods.iter().filter_map(Value::as_str).any(|method| method == "mfa"))
    }

    /// What the token is for.
    pub fn audience(&self) -> Option<&str> {
        self.text("aud")
    }

    /// The tenant that it was issued in.
    pub fn tenant(&self) -> Option<&str> {
        self.text("tid")
    }

    /// The application.
    pub fn client_id(&self) -> Option<&str> {
        self.text("appid").or_else(|| self.text("azp"))
    }

    /// The user's sign-in name: personal data.
    pub fn user(&self) -> Option<&str> {
        ["upn", "unique_name", "preferred_username"].iter().find_map(|name| self.text(name))
    }

    /// When it ends.
    pub fn expires_at(&self) -> Option<DateTime<Utc>> {
        DateTime::from_timestamp(self.0.get("exp")?.as_i64()?, 0)
    }

    /// Any claim, by its name in the token.
    pub fn get(&self, name: &str) -> Option<&Value> {
        self.0.get(name)
    }

    fn text(&self, name: &str) -> Option<&str> {
        self.0.get(name)?.as_str()
    }
}

/// Without the user: this gets logged.
impl fmt::Debug for TokenClaims {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TokenClaims")
            .field("audience", &self.audience())
            .field("tenant", &self.tenant())
            .field("mfa", &self.mfa())
            .field("expires_at", &self.expires_at())
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::auth::AccessToken;

    fn token(claims: &str) -> AccessToken {
        AccessToken::new(format!("e30.{}.c2ln", URL_SAFE_NO_PAD.encode(claims)))
    }

    #[track_caller]
    fn mfa(claims: &str, expected: Option<bool>) {
        assert_eq!(TokenClaims::read(&token(claims)).unwrap().mfa(), expected, "{claims}");
    }

    #[test]
    fn a_second_factor_is_among_the_methods() {
        mfa(r#"{"amr":["pwd","mfa"]}"#, Some(true));
        mfa(r#"{"amr":["pwd","rsa"]}"#, Some(false));
        mfa(r#"{"amr":[]}"#, Some(false));
        mfa(r#"{"appid":"app-1"}"#, None);
        mfa(r#"{"amr":"mfa"}"#, None);
    }

    #[test]
    fn the_rest_is_read_where_it_is() {
        let claims = r#"{"aud":"https://api.contoso.test","tid":"t-1","azp":"app-1","exp":1893456000,"upn":"jane@contoso.test"}"#;
        let claims = TokenClaims::read(&token(claims)).unwrap();
        assert_eq!(claims.audience(), Some("https://api.contoso.test"));
        assert_eq!((claims.tenant(), claims.client_id()), (Some("t-1"), Some("app-1")));
        assert_eq!(claims.user(), Some("jane@contoso.test"));
        assert_eq!(claims.expires_at().unwrap().to_rfc3339(), "2030-01-01T00:00:00+00:00");
        assert!(!format!("{claims:?}").contains("jane"));
    }

    #[test]
    fn what_is_no_jwt_has_no_claims() {
        for text in ["", "opaque", "a.b", "a.b.c", "a.e30.c.d", "e30.bnVsbA.c", "..", "a.e30=x.c"] {
            assert_eq!(TokenClaims::read(&AccessToken::new(text)), None, "{text}");
        }
        assert!(TokenClaims::read(&AccessToken::new("a.e30.")).is_some());
    }
}
