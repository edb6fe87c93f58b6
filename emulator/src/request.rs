//! A request as it was read: path segments decoded, query names without regard to case.

use bytes::Bytes;
use http::header::HOST;
use http::{HeaderMap, Method, Uri};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// All but the unreserved characters of RFC 3986.
const RESERVED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

/// A request, whole.
#[derive(Clone, Debug)]
pub(crate) struct Request {
    pub(crate) method: Method,
    /// The host of the document that the socket stands for which it came through; none for the
    /// main one, and where there is no socket.
    pub(crate) through: Option<&'static str>,
    /// The host that it is for by its own word, without a port.
    pub(crate) domain: String,
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
        let host = headers.get(HOST).and_then(|host| host.to_str().ok()).or(uri.host());
        let domain = host.unwrap_or_default().rsplit_once(':').map_or(host, |(host, _)| Some(host));
        Self {
            method,
            through: None,
            domain: domain.unwrap_or_default().to_ascii_lowercase(),
            target: uri
                .path_and_query()
                .map_or_else(|| uri.path().to_owned(), |target| target.to_string()),
            segments: uri.path().split('/').filter(|s| !s.is_empty()).map(decode).collect(),
            query: Pairs::read(uri.query().unwrap_or_default().as_bytes()),
            headers,
            body,
        }
    }

    /// The body as a form.
    pub(crate) fn form(&self) -> Pairs {
        Pairs::read(&self.body)
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
    pub(crate) fn read(text: &[u8]) -> Self {
        Self(form_urlencoded::parse(text).into_owned().collect())
    }

    /// The value under a name in any case, if it is there and not blank.
    pub(crate) fn get(&self, name: &str) -> Option<&str> {
        let found = self.0.iter().find(|(n, _)| n.eq_ignore_ascii_case(name))?;
        Some(found.1.trim()).filter(|value| !value.is_empty())
    }
}

/// Decodes one part of a path. Text that is not an escape stays as it is.
fn decode(text: &str) -> String {
    percent_decode_str(text).decode_utf8_lossy().into_owned()
}

/// Decodes one name or value of a form, where a plus sign stands for a space.
pub(crate) fn decode_form(text: &str) -> String {
    decode(&text.replace('+', " "))
}

/// Percent-encodes what may not stand in a query value.
pub(crate) fn encode(text: &str) -> String {
    utf8_percent_encode(text, RESERVED).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn paths_are_normalized_and_ids_decoded() {
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
        assert_eq!(encode("a b/é-._~"), "a%20b%2F%C3%A9-._~");
        assert_eq!(decode(&encode("a b/é+")), "a b/é+");
        assert_eq!(decode_form(&encode("a b/é+")), "a b/é+");
    }

    #[test]
    fn text_that_is_not_an_escape_stays_as_it_is() {
        assert_eq!(decode("100%"), "100%");
        assert_eq!(decode("%4"), "%4");
        assert_eq!(decode("%zz%41"), "%zzA");
        assert_eq!(decode("a+b"), "a+b");
        assert_eq!(decode("%FF"), "\u{FFFD}");
        assert_eq!(decode_form("100%+%zz"), "100% %zz");
    }

    #[test]
    fn a_form_may_have_empty_names_values_and_pairs() {
        let form = Pairs::read(b"&a=1&&b&=c&d=e=f&g=%&h=%FF&");
        assert_eq!(form.get("A"), Some("1"));
        assert_eq!(form.get("b"), None);
        assert_eq!(form.get(""), Some("c"));
        assert_eq!(form.get("d"), Some("e=f"));
        assert_eq!(form.get("g"), Some("%"));
        assert_eq!(form.get("h"), Some("\u{FFFD}"));
    }
}
