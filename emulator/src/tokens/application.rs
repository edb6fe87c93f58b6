//! Which application asks, and whether it brings a secret.

use crate::base64url;
use crate::request::{Pairs, Request, decode_form};

/// What a request says about the application that makes it: in the form, or by basic
/// authentication.
pub(crate) struct Application {
    pub(crate) id: Option<String>,
    pub(crate) has_secret: bool,
}

impl Application {
    pub(crate) fn of(form: &Pairs, request: &Request) -> Self {
        let (id, secret) = basic(request).unwrap_or_default();
        let said = |text: String| Some(text.trim().to_owned()).filter(|text| !text.is_empty());
        Self {
            id: form.get("client_id").map(str::to_owned).or(said(id)),
            has_secret: form.get("client_secret").is_some() || said(secret).is_some(),
        }
    }
}

/// Id and secret, which are form-encoded before they are joined (RFC 6749, section 2.3.1).
fn basic(request: &Request) -> Option<(String, String)> {
    let (scheme, pair) = request.header("authorization")?.split_once(' ')?;
    if !scheme.eq_ignore_ascii_case("basic") {
        return None;
    }
    let pair = String::from_utf8(base64url::decode(pair.trim())?).ok()?;
    let (id, secret) = pair.split_once(':')?;
    Some((decode_form(id), decode_form(secret)))
}
