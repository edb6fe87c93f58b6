//! What is asked of a token endpoint, written down.

use bytes::Bytes;
use form_urlencoded::Serializer;
use http::header::{ACCEPT, CONTENT_TYPE};
use http::{HeaderValue, Method};
use reqwest::{Request, Url};

/// A form for one address, which can be sent several times. It holds secrets, and so has no
/// `Debug`.
pub(super) struct TokenRequest {
    url: Url,
    form: Bytes,
}

impl TokenRequest {
    /// Asks `url` for what the fields say, in their order.
    pub(super) fn new(url: Url, fields: &[Field<'_>]) -> Self {
        let form = Serializer::new(String::new()).extend_pairs(fields).finish();
        Self { url, form: form.into() }
    }

    /// A copy to send.
    pub(super) fn to_send(&self) -> Request {
        let mut request = Request::new(Method::POST, self.url.clone());
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        let form = HeaderValue::from_static("application/x-www-form-urlencoded");
        headers.insert(CONTENT_TYPE, form);
        *request.body_mut() = Some(self.form.clone().into());
        request
    }
}

/// A field of the form, and what stands in it.
pub(super) type Field<'a> = (&'static str, std::borrow::Cow<'a, str>);
