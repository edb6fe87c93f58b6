//! What an access token says, and how it is written: a JWT without a signature.

use std::time::{Duration, SystemTime};

use crate::base64url;
use crate::json::{Json, object};

/// What an access token says.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Claims {
    pub(crate) audience: String,
    pub(crate) tenant: String,
    pub(crate) client: String,
    /// Whether a user is behind it.
    pub(crate) user: bool,
    pub(crate) mfa: bool,
    pub(crate) issued: u64,
    pub(crate) expires: u64,
    /// Which set of tokens it belongs to; revoking begins another.
    pub(crate) set: u64,
}

impl Claims {
    /// Three segments, as any reader of tokens expects; the third one signs nothing.
    pub(crate) fn write(&self) -> String {
        let header = object! { "typ": "JWT", "alg": "none" };
        let methods: &[&str] = if self.mfa { &["pwd", "mfa"] } else { &["pwd"] };
        let claims = object! {
            "aud": &self.audience,
            "iss": format!("https://sts.windows.net/{}/", self.tenant),
            "iat": self.issued,
            "nbf": self.issued,
            "exp": self.expires,
            "tid": &self.tenant,
            "appid": &self.client,
            "idtyp": if self.user { "user" } else { "app" },
            "amr": self.user.then(|| methods.iter().copied().collect::<Json>()),
            "set": self.set,
            "ver": "1.0",
        };
        let segment = |object: Json| base64url::encode(object.to_string().as_bytes());
        format!(
            "{}.{}.{}",
            segment(header.into()),
            segment(claims.into()),
            base64url::encode(b"emulator")
        )
    }

    pub(crate) fn read(token: &str) -> Option<Self> {
        let [_, claims, _] = token.split('.').collect::<Vec<_>>()[..] else {
            return None;
        };
        let claims = Json::parse(&base64url::decode(claims)?).ok()?;
        let claims = claims.as_object()?;
        let number =
            |name| claims.get(name).and_then(Json::as_whole).and_then(|n| u64::try_from(n).ok());
        let methods = claims.get("amr").and_then(Json::as_list).unwrap_or_default();
        Some(Self {
            audience: claims.text("aud")?.to_owned(),
            tenant: claims.text("tid")?.to_owned(),
            client: claims.text("appid").unwrap_or_default().to_owned(),
            user: claims.text("idtyp") == Some("user"),
            mfa: methods.iter().any(|method| method.as_text() == Some("mfa")),
            issued: number("iat")?,
            expires: number("exp")?,
            set: number("set").unwrap_or_default(),
        })
    }

    pub(crate) fn is_expired(&self, now: SystemTime) -> bool {
        now >= SystemTime::UNIX_EPOCH + Duration::from_secs(self.expires)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_token_says_is_read_back() {
        let claims = Claims {
            audience: "https://api.example".into(),
            tenant: "t".into(),
            client: "c".into(),
            user: true,
            mfa: true,
            issued: 10,
            expires: 20,
            set: 3,
        };
        let token = claims.write();
        assert_eq!(token.split('.').count(), 3);
        assert_eq!(Claims::read(&token), Some(claims.clone()));
        assert!(claims.is_expired(SystemTime::UNIX_EPOCH + Duration::from_secs(20)));
        assert!(!claims.is_expired(SystemTime::UNIX_EPOCH + Duration::from_secs(19)));
        assert_eq!(Claims::read("nonsense"), None);
    }
}
