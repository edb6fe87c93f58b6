//! What the browser brings back, and what it shows for it.

use bytes::Bytes;
use http::{Response, StatusCode};
use http_body_util::Full;
use secrecy::SecretString;

/// What the browser brought back.
pub(super) enum Landing {
    Code(SecretString),
    Refused { error: String, description: String },
}

/// The page for one who has come back.
pub(super) fn of(landing: &Landing) -> Response<Full<Bytes>> {
    match landing {
        Landing::Code(_) => {
            page("You can close this window", "The program goes on with the sign-in.")
        }
        Landing::Refused { .. } => page("Not signed in", "The program says why."),
    }
}

/// The answer to whatever else comes along, such as a browser's wish for an icon.
pub(super) fn nothing_here() -> Response<Full<Bytes>> {
    let mut response = Response::new(Full::default());
    *response.status_mut() = StatusCode::NOT_FOUND;
    response
}

/// Nothing of the address is shown, since anybody may have written it, and nothing is kept,
/// since it holds the code.
fn page(title: &'static str, text: &'static str) -> Response<Full<Bytes>> {
    let html = format!(
        "<!doctype html><html lang=\"en\"><meta charset=\"utf-8\"><title>{title}</title>\
         <h1>{title}</h1><p>{text}</p></html>\n"
    );
    let mut response = Response::new(Full::from(html));
    let headers = response.headers_mut();
    for (name, value) in [
        (http::header::CONTENT_TYPE, "text/html; charset=utf-8"),
        (http::header::CACHE_CONTROL, "no-store"),
        (http::header::REFERRER_POLICY, "no-referrer"),
        (http::header::CONTENT_SECURITY_POLICY, "default-src 'none'"),
    ] {
        headers.insert(name, http::HeaderValue::from_static(value));
    }
    response
}
