//! Habits of generated requests and of the service's answers, put right.

use http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, SET_COOKIE};
use partner_center_api::support::Request;

/// Makes a request look the way the reference pages of the service show it.
pub(super) fn request(request: &mut Request) {
    let bodiless =
        request.body().is_none() && matches!(request.operation().method, "POST" | "PUT" | "PATCH");
    let headers = request.headers_mut();

    // The checkout page shows `Content-Length: 0` on its bodiless POST; the HTTP client
    // leaves the header out, and servers of this family answer 411 without it.
    if bodiless {
        headers.insert(CONTENT_LENGTH, HeaderValue::from_static("0"));
    }
}

/// Takes the first of values that the service prints twice in one header: its pages show
/// `X-Locale: en-US,en-US`, and request ids likewise.
pub(super) fn response(headers: &mut HeaderMap) {
    for (name, value) in headers.iter_mut() {
        if let Some(half) = half(value.as_bytes())
            && *name != SET_COOKIE
            && let Ok(single) = HeaderValue::from_bytes(half)
        {
            *value = single;
        }
    }
}

/// The half of a text that is twice the same around a comma.
fn half(text: &[u8]) -> Option<&[u8]> {
    [&b","[..], b", "].into_iter().find_map(|comma| {
        let length = text.len().checked_sub(comma.len())? / 2;
        let (one, rest) = text.split_at_checked(length)?;
        (!one.is_empty() && rest.strip_prefix(comma) == Some(one)).then_some(one)
    })
}
