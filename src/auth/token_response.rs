//! What a token endpoint answers.

use std::time::Duration;

use oauth2::basic::BasicTokenType;
use oauth2::{AccessToken, RefreshToken, Scope, TokenResponse};
use serde::{Deserialize, Deserializer, Serialize};

/// The answer of either version of the endpoint.
///
/// The v1 endpoint prints `expires_in` as a string, the v2.0 endpoint as a number.
#[derive(Debug, Deserialize, Serialize)]
pub(super) struct Answer {
    access_token: AccessToken,
    #[serde(default = "bearer", deserialize_with = "token_type")]
    token_type: BasicTokenType,
    #[serde(default, deserialize_with = "seconds")]
    expires_in: Option<u64>,
    #[serde(default)]
    refresh_token: Option<RefreshToken>,
}

impl TokenResponse for Answer {
    type TokenType = BasicTokenType;

    fn access_token(&self) -> &AccessToken {
        &self.access_token
    }

    fn token_type(&self) -> &BasicTokenType {
        &self.token_type
    }

    fn expires_in(&self) -> Option<Duration> {
        self.expires_in.map(Duration::from_secs)
    }

    fn refresh_token(&self) -> Option<&RefreshToken> {
        self.refresh_token.as_ref()
    }

    fn scopes(&self) -> Option<&Vec<Scope>> {
        None
    }
}

fn bearer() -> BasicTokenType {
    BasicTokenType::Bearer
}

fn token_type<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BasicTokenType, D::Error> {
    let word = String::deserialize(deserializer)?;
    Ok(match word.to_ascii_lowercase().as_str() {
        "bearer" => BasicTokenType::Bearer,
        "mac" => BasicTokenType::Mac,
        _ => BasicTokenType::Extension(word),
    })
}

fn seconds<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<u64>, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Either {
        Number(u64),
        Text(String),
        // Anything else is as good as nothing: the token is then used until it is refused.
        Other(serde::de::IgnoredAny),
    }

    Ok(match Option::<Either>::deserialize(deserializer)? {
        Some(Either::Number(number)) => Some(number),
        Some(Either::Text(text)) => text.trim().parse().ok(),
        Some(Either::Other(_)) | None => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(expires_in: &str, seconds: Option<u64>) {
        let json = format!(
            r#"{{"token_type":"BEARER","access_token":"t","expires_in":{expires_in},"not_before":"1"}}"#
        );
        let answer: Answer = serde_json::from_str(&json).unwrap();
        assert_eq!(answer.expires_in(), seconds.map(Duration::from_secs), "{expires_in}");
        assert_eq!(answer.token_type(), &BasicTokenType::Bearer);
    }

    #[test]
    fn a_life_is_read_as_number_and_as_text() {
        check("3599", Some(3599));
        check("\"3599\"", Some(3599));
        check("\"soon\"", None);
        check("null", None);
        check("-1", None);
    }

    #[test]
    fn debug_shows_neither_token() {
        let json = r#"{"access_token":"canary-1","refresh_token":"canary-2"}"#;
        let answer: Answer = serde_json::from_str(json).unwrap();
        assert!(!format!("{answer:?}").contains("canary"));
    }
}
