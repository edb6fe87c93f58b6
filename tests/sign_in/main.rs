//! Every way to sign in, held against what the token endpoint was really asked.
//!
//! Answers are scripted in memory and time passes by hand. Only the browser's way back to this
//! machine uses a socket, since it is one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod browser;
#[cfg(feature = "__certificate")]
mod certificate;
mod claims;
mod clouds;
mod device_code;
mod emulated;
mod file_store;
#[cfg(feature = "keyring")]
mod keyring;
mod mfa;
mod secrets;

use std::collections::BTreeMap;

/// Every future can be sent to another thread.
#[allow(dead_code, reason = "compiling it is the test")]
fn sendable(partner: &partner_center::PartnerCenter, signed_in: &partner_center::auth::SignedIn) {
    use partner_center::auth::{AuthorizationCode, DeviceCode, FileRefreshTokenStore};

    fn check<T: Send>(_: T) {}
    check(DeviceCode::new("t", "c").sign_in(partner, |_| {}));
    check(AuthorizationCode::new("t", "c").sign_in(partner, |_| {}));
    check(signed_in.store(&FileRefreshTokenStore::new("token")));
    check(partner.validate_mfa());
}

/// The fields of a form, or of a query.
fn fields(form: &str) -> BTreeMap<String, String> {
    let url = reqwest::Url::parse(&format!("http://localhost/?{form}")).unwrap();
    url.query_pairs().into_owned().collect()
}

/// An error with its causes, one a line.
fn chain(error: &dyn std::error::Error) -> String {
    let mut lines = vec![error.to_string()];
    let mut source = error.source();
    while let Some(cause) = source {
        lines.push(cause.to_string());
        source = cause.source();
    }
    lines.join("\n")
}

/// A token that can be read: of a user who signed in by `methods`.
fn user_token(methods: &[&str]) -> String {
    use base64::Engine;
    let claims = serde_json::json!({ "aud": "https://api.contoso.test", "amr": methods });
    let claims = base64::engine::general_purpose::URL_SAFE_NO_PAD.encode(claims.to_string());
    format!("e30.{claims}.c2ln")
}
