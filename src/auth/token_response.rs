//! What a token endpoint answers.

use std::time::Duration;

use bytes::Bytes;
use http::HeaderValue;
use secrecy::SecretString;
use serde_json::{Map, Value};

use crate::error::{Error, Result};

/// A success of a token endpoint: fields by name. It holds secrets, and so has no `Debug`, and
/// no error quotes any of it.
pub(super) struct TokenResponse<'a> {
    host: &'a str,
    fields: Map<String, Value>,
}

impl<'a> TokenResponse<'a> {
    /// Reads what `host` answered. What calls itself something else than JSON is not read.
    pub(super) fn read(host: &'a str, kind: Option<&HeaderValue>, body: &Bytes) -> Result<Self> {
        let fields = match kind.is_none_or(is_json) {
            true => serde_json::from_slice(body).ok(),
            false => None,
        };
        let fields = fields.ok_or_else(|| unreadable(host, None))?;
        Ok(Self { host, fields })
    }

    /// A text that has to be there.
    pub(super) fn text(&mut self, name: &str) -> Result<String> {
        self.text_if_any(name)?.ok_or_else(|| self.unreadable(name))
    }

    /// A text that may be absent.
    pub(super) fn text_if_any(&mut self, name: &str) -> Result<Option<String>> {
        match self.fields.remove(name) {
            None | Some(Value::Null) => Ok(None),
            Some(Value::String(text)) => Ok(Some(text)),
            Some(_) => Err(self.unreadable(name)),
        }
    }

    pub(super) fn secret(&mut self, name: &str) -> Result<SecretString> {
        self.text(name).map(SecretString::from)
    }

    /// A number of seconds that may be absent.
    pub(super) fn seconds_if_any(&self, name: &str) -> Result<Option<Duration>> {
        match self.fields.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => match value.as_u64() {
                Some(seconds) => Ok(Some(Duration::from_secs(seconds))),
                None => Err(self.unreadable(name)),
            },
        }
    }

    /// How long a token is good for. The v1 endpoint prints it as a string, the v2.0 endpoint
    /// as a number. Anything else is as good as nothing: the token is then used until it is
    /// refused.
    pub(super) fn life(&self) -> Option<Duration> {
        let seconds = match self.fields.get("expires_in")? {
            Value::String(text) => text.trim().parse().ok(),
            other => other.as_u64(),
        };
        seconds.map(Duration::from_secs)
    }

    /// Says which field is not what it should be.
    pub(super) fn unreadable(&self, name: &str) -> Error {
        unreadable(self.host, Some(name))
    }
}

/// Media types are written in any case, and parameters may follow.
fn is_json(kind: &HeaderValue) -> bool {
    const JSON: &[u8] = b"application/json";
    kind.as_bytes().get(..JSON.len()).is_some_and(|start| start.eq_ignore_ascii_case(JSON))
}

fn unreadable(host: &str, place: Option<&str>) -> Error {
    let at = place.map(|place| format!(" at `{place}`")).unwrap_or_default();
    Error::sign_in(format!(
        "the answer of {host} could not be read{at}: it is not what a token endpoint answers, so \
         check the authority"
    ))
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::*;

    fn read(kind: &'static str, json: &str) -> Result<TokenResponse<'static>> {
        let kind = HeaderValue::from_static(kind);
        TokenResponse::read(
            "login.contoso.test",
            Some(&kind),
            &Bytes::copy_from_slice(json.as_bytes()),
        )
    }

    fn json(json: &str) -> TokenResponse<'static> {
        read("application/json", json).unwrap()
    }

    #[track_caller]
    fn lives(expires_in: &str, seconds: Option<u64>) {
        let answer = json(&format!(r#"{{"expires_in":{expires_in},"not_before":"1"}}"#));
        assert_eq!(answer.life(), seconds.map(Duration::from_secs), "{expires_in}");
    }

    #[test]
    fn a_life_is_read_as_number_and_as_text() {
        lives("3599", Some(3599));
        lives("\"3599\"", Some(3599));
        lives("\"soon\"", None);
        lives("null", None);
        lives("-1", None);
        lives("3599.5", None);
        lives("[3599]", None);
    }

    #[test]
    fn an_error_names_the_field_and_quotes_none_of_the_answer() {
        let mut answer = json(r#"{"number":7,"list":["canary"],"text":"canary","none":null}"#);
        for (error, name) in [
            (answer.text("number").unwrap_err(), "number"),
            (answer.text_if_any("list").unwrap_err(), "list"),
            (answer.text("none").unwrap_err(), "none"),
            (answer.text("absent").unwrap_err(), "absent"),
            (answer.seconds_if_any("text").unwrap_err(), "text"),
        ] {
            let error = format!("{error:?} {error}");
            assert!(error.contains(&format!("at `{name}`")), "{error}");
            assert!(!error.contains("canary"), "{error}");
        }
        assert_eq!(answer.secret("text").unwrap().expose_secret(), "canary");
        assert_eq!(answer.text_if_any("absent").unwrap(), None);
    }

    #[test]
    fn only_a_json_object_that_says_so_is_an_answer() {
        for kind in ["application/json", "Application/JSON; charset=utf-8"] {
            assert!(read(kind, "{}").is_ok(), "{kind}");
        }
        for (kind, body) in [
            ("text/html", "{}"),
            ("application/json", ""),
            ("application/json", "[]"),
            ("application/json", "<html>"),
        ] {
            let error = read(kind, body).err().unwrap().to_string();
            assert!(error.contains("could not be read: "), "{error}");
        }
    }
}
