//! A request as it was read: path segments decoded, query names without regard to case.

use bytes::Bytes;
use http::{HeaderMap, Method, Uri};

/// A request, whole.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The path with its query, as it came.
    pub(crate) target: String,
    /// The path in parts: empty ones are left out, so a doubled or trailing slash does no harm.
    pub(crate) segments: Vec<String>,
    pub(crate) query: Pairs,
    pub(crate) headers: HeaderMap,
    pub(crate) body: Bytes,
}

/// Names and values of a query or a form.
#[derive(Clone, Debug, Default)]
pub(crate) struct Pairs(Vec<(String, String)>);

impl Request {
    pub(crate) fn new(method: Method, uri: &Uri, headers: HeaderMap, body: Bytes) -> Self {
        Self {
            method,
            target: uri
                .path_and_query()
                .map_or_else(|| uri.path().to_owned(), |target| target.to_string()),
            segments: uri
                .path()
                .split('/')
                .filter(|s| !s.is_empty())
                .map(|s| decode(s, false))
                .collect(),
            query: Pairs::read(uri.query().unwrap_or_default()),
            headers,
            body,
        }
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> Pairs {
        Pairs::read(&String::from_utf8_lossy(&self.body))
    }

    /// Where the caller believes to be: at the host it names, and over https where a proxy in
    /// front says so.
    pub(crate) fn origin(&self) -> String {
        let first = self.header("x-forwarded-proto").and_then(|list| list.split(',').next());
        let is_https = first.is_some_and(|scheme| scheme.trim().eq_ignore_ascii_case("https"));
        let scheme = if is_https { "https" } else { "http" };
        format!("{scheme}://{}", self.header("host").unwrap_or("localhost"))
    }

    /// A header's value, if it is there and not empty.
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let value = self.headers.get(name)?.to_str().ok()?.trim();
        Some(value).filter(|value| !value.is_empty())
    }
}

impl Pairs {
    /// Reads `a=b&c=d`, percent-encoded.
    pub(crate) fn read(text: &str) -> Self {
        let pair = |pair: &str| {
            let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
            (decode(name, true), decode(value, true))
        };
        Self(text.split('&').filter(|p| !p.is_empty()).map(pair).collect())
    }

    /// The value under a name in any case, if it is there and not blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }
}

pub(crate) fn decode(text: &str, plus_is_space: bool) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, after @ ..] = rest {
        rest = after;
        match (first, after) {
            (b'%', [high, low, after @ ..])
                if high.is_ascii_hexdigit() && low.is_ascii_hexdigit() =>
            {
                bytes.push(digit(*high) << 4 | digit(*low));
                rest = after;
            }
            (b'+', _) if plus_is_space => bytes.push(b' '),
            (byte, _) => bytes.push(*byte),
        }
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn digit(hex: u8) -> u8 {
    match hex {
        b'0'..=b'9' => hex - b'0',
        b'a'..=b'f' => hex - b'a' + 10,
        _ => hex - b'A' + 10,
    }
}

/// Percent-encodes what may not stand in a query value.
pub(crate) fn encode(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(byte as char);
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalised_and_ids_decoded() {
        let uri: Uri =
            "http://h//v1//Customers/a%2Fb/?Size=2&filter=%7B%22a%22%3A+1%7D".parse().unwrap();
        let request = Request::new(Method::GET, &uri, HeaderMap::new(), Bytes::new());
        assert_eq!(request.segments, ["v1", "Customers", "a/b"]);
        assert_eq!(request.query.get("size"), Some("2"));
        assert_eq!(request.query.get("FILTER"), Some(r#"{"a": 1}"#));
        assert_eq!(request.query.get("absent"), None);
    }

    #[test]
    fn what_is_encoded_is_decoded_again() {
        assert_eq!(encode("a b/é"), "a%20b%2F%C3%A9");
        assert_eq!(decode(&encode("a b/é"), true), "a b/é");
        assert_eq!(decode("100%", false), "100%");
    }
}
