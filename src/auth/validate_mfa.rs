//! Asking the service whether it counts the user's sign-in as multi-factor.

use http::{HeaderMap, HeaderName, HeaderValue};
use serde_json::Value;
use serde_json::value::RawValue;

use super::TokenKind;
use crate::client::PartnerCenter;
use crate::error::{Error, Result};

const VALIDATE: HeaderName = HeaderName::from_static("validatemfa");
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

impl PartnerCenter {
    /// Asks the service whether it counts the user's sign-in as multi-factor: one read, of one
    /// customer, that asks for the verdict beside the answer.
    ///
    /// A client without a user sends nothing: it is not subject to MFA.
    ///
    /// The verdict is about the token that the client uses now. What the token itself claims
    /// is in [`TokenClaims::mfa`](crate::auth::TokenClaims::mfa), and costs no request.
    ///
    /// # Errors
    ///
    /// What any read can fail with; a refusal for want of MFA is the verdict
    /// [`Missing`](MfaVerdict::Missing) and no error, also where the token says so itself and
    /// the service was not asked.
    pub async fn validate_mfa(&self) -> Result<MfaVerdict> {
        if self.token_kind() == TokenKind::AppOnly {
            return Ok(MfaVerdict::NotSaid);
        }
        let mut request = self.api().list_customers().size(1).request()?;
        request.headers_mut().insert(VALIDATE, HeaderValue::from_static("true"));
        match self.api().send::<Box<RawValue>>(request).await.map_err(Error::from) {
            Ok(answer) => Ok(verdict(answer.headers(), answer.get())),
            Err(error) if error.code() == Some("900421") => Ok(MfaVerdict::Missing),
            Err(error) => Err(error),
        }
    }
}

fn verdict(headers: &HeaderMap, body: &str) -> MfaVerdict {
    let header = headers.get(COMPLIANT).and_then(|value| value.to_str().ok());
    let said = match header {
        Some(text) => Some(text.trim().to_owned()),
        // The pages do not say where the answer carries it.
        None => in_body(body.as_bytes()),
    };
    match said.as_deref().map(str::to_ascii_lowercase).as_deref() {
        Some("true") => MfaVerdict::Compliant,
        Some("false") => MfaVerdict::Missing,
        _ => MfaVerdict::NotSaid,
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
