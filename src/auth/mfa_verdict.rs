//! What the service says of the user's sign-in.

use http::{HeaderMap, HeaderName};
use serde_json::Value;

const COMPLIANT: HeaderName = HeaderName::from_static("ismfacompliant");

/// What the service makes of a user's sign-in.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MfaVerdict {
    /// It counts as multi-factor authentication.
    Compliant,
    /// It does not; the service refuses such tokens, or will.
    Missing,
    /// The service did not say; or there is no user who could have a second factor, and it
    /// was not asked.
    NotSaid,
}

impl MfaVerdict {
    /// Reads it from an answer to a request that asked for it.
    pub(crate) fn of(headers: &HeaderMap, body: &str) -> Self {
        let header = headers.get(COMPLIANT).and_then(|value| value.to_str().ok());
        let said = match header {
            Some(text) => Some(text.trim().to_owned()),
            // The pages do not say where the answer carries it.
            None => in_body(body.as_bytes()),
        };
        match said.as_deref().map(str::to_ascii_lowercase).as_deref() {
            Some("true") => Self::Compliant,
            Some("false") => Self::Missing,
            _ => Self::NotSaid,
        }
    }
}

fn in_body(body: &[u8]) -> Option<String> {
    let body: Value = serde_json::from_slice(body).ok()?;
    let (_, said) =
        body.as_object()?.iter().find(|(key, _)| key.eq_ignore_ascii_case("isMfaCompliant"))?;
    match said {
        Value::String(text) => Some(text.clone()),
        Value::Bool(said) => Some(said.to_string()),
        _ => None,
    }
}
