//! Habits of generated requests and of the service's answers, put right.

use bytes::Bytes;
use http::Method;
use http::header::{CONTENT_LENGTH, HeaderMap, HeaderValue, SET_COOKIE};
use reqwest::Request;

/// Makes a request look the way the reference pages of the service show it.
pub(super) fn request(request: &mut Request) {
    let bodiless = request.body().is_none()
        && matches!(*request.method(), Method::POST | Method::PUT | Method::PATCH);
    let headers = request.headers_mut();

    // The generator sends the version of the document under this name; the service lists no
    // such header.
    headers.remove("api-version");

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
        if *name != SET_COOKIE
            && let Some(half) = value.to_str().ok().and_then(half)
            && let Ok(single) = HeaderValue::from_str(half)
        {
            *value = single;
        }
    }
}

/// The half of a text that is twice the same around a comma.
fn half(text: &str) -> Option<&str> {
    [",", ", "].into_iter().find_map(|comma| {
        let length = text.len().checked_sub(comma.len())? / 2;
        let (one, rest) = text.split_at_checked(length)?;
        (!one.is_empty() && rest.strip_prefix(comma) == Some(one)).then_some(one)
    })
}

/// Drops a leading byte order mark, which most answers of the service carry.
pub(crate) fn without_bom(body: Bytes) -> Bytes {
    if body.starts_with(b"\xEF\xBB\xBF") { body.slice(3..) } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sent(method: Method, body: Option<&'static str>) -> HeaderMap {
        let mut sent = Request::new(method, "https://contoso.test/".parse().unwrap());
        sent.headers_mut().insert("api-version", HeaderValue::from_static("v1"));
        *sent.body_mut() = body.map(Into::into);
        request(&mut sent);
        sent.headers().clone()
    }

    #[test]
    fn a_write_without_body_says_so() {
        for method in [Method::POST, Method::PUT, Method::PATCH] {
            assert_eq!(sent(method.clone(), None)[CONTENT_LENGTH], "0");
            assert!(!sent(method, Some("{}")).contains_key(CONTENT_LENGTH));
        }
        for method in [Method::GET, Method::DELETE, Method::HEAD] {
            assert!(!sent(method, None).contains_key(CONTENT_LENGTH));
        }
    }

    #[test]
    fn the_version_of_the_document_stays_at_home() {
        assert!(!sent(Method::GET, None).contains_key("api-version"));
    }

    #[test]
    fn doubled_values_become_single() {
        for (text, expected) in [
            ("en-US,en-US", Some("en-US")),
            ("en-US, en-US", Some("en-US")),
            ("57,57", Some("57")),
            (
                "application/json; charset=utf-8,application/json; charset=utf-8",
                Some("application/json; charset=utf-8"),
            ),
            ("en-US,de-DE", None),
            ("abab", None),
            ("11", None),
            (",", None),
            ("", None),
            ("ä,ä", None),
        ] {
            let found = HeaderValue::from_bytes(text.as_bytes()).unwrap();
            assert_eq!(found.to_str().ok().and_then(half), expected, "{text}");
        }
    }

    #[test]
    fn only_a_leading_mark_is_dropped() {
        assert_eq!(without_bom(Bytes::from_static(b"\xEF\xBB\xBF{}")), "{}");
        assert_eq!(without_bom(Bytes::from_static(b"{}\xEF\xBB\xBF")), &b"{}\xEF\xBB\xBF"[..]);
        assert_eq!(without_bom(Bytes::from_static(b"\xEF\xBB")), &b"\xEF\xBB"[..]);
    }
}
