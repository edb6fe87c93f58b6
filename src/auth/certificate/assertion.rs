//! What a certificate signs: that the application, and nobody else, asks for a token now.
//!
//! The cryptography is used directly. The crates for tokens of this kind choose theirs once for
//! a whole process, and panic where a build enables two; what is left without them is to join
//! three texts with dots.

use std::time::Duration;

use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use chrono::{DateTime, Utc};
use serde_json::{Value, json};
use uuid::Uuid;

use super::Certificate;
use super::rsa::sign;
use crate::error::Result;

impl Certificate {
    /// Signs that `client_id` asks `audience` for a token `now`, or within `life` from then.
    pub(in crate::auth) fn assertion(
        &self,
        client_id: &str,
        audience: &str,
        now: DateTime<Utc>,
        life: Duration,
        id: Uuid,
    ) -> Result<String> {
        let header = json!({
            "alg": self.algorithm.name(),
            "typ": "JWT",
            "x5t#S256": URL_SAFE_NO_PAD.encode(self.thumbprint),
        });
        let now = now.timestamp();
        let claims = json!({
            "aud": audience,
            "iss": client_id,
            "sub": client_id,
            "jti": id.to_string(),
            "iat": now,
            "nbf": now,
            "exp": now.saturating_add_unsigned(life.as_secs()),
        });
        let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
        let message = format!("{}.{}", part(&header), part(&claims));
        let signature = sign(&self.key, self.algorithm.encoding(), message.as_bytes())?;
        Ok(format!("{message}.{}", URL_SAFE_NO_PAD.encode(signature)))
    }
}
