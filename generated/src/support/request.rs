//! What a call asks, as it goes to the transport.

use std::fmt;
use std::ops::Range;

use bytes::Bytes;
use http::header::{ACCEPT, CONTENT_TYPE, HeaderMap, HeaderName, HeaderValue};
use serde::Serialize;

use super::common_headers::CommonHeaders;
use super::parameter::{
    BadParameter, ParameterValue, Unusable, write_argument, write_pair, write_segment,
};
use super::raw_operation::{named_by, raw_operation};
use super::{Operation, Retry, raw_target};

/// How many headers a request is made room for.
const ROOM: usize = 12;

/// What one call asks: complete but for what every call needs, which is the transport's part
/// (address, token, ids, and the headers of the service).
#[derive(Clone)]
pub struct Request {
    operation: &'static Operation,
    counted_as: &'static Operation,
    target: String,
    customer: Option<Range<usize>>,
    headers: HeaderMap,
    body: Option<Bytes>,
    streams: bool,
}

impl Request {
    /// Begins the request of an operation.
    pub(crate) fn of(operation: &'static Operation) -> RequestWriter {
        // For these, and what a transport adds, so that the map is made once.
        let mut headers = HeaderMap::with_capacity(ROOM);
        let accepted = operation.document.unwrap_or("application/json");
        headers.insert(ACCEPT, HeaderValue::from_static(accepted));
        RequestWriter {
            request: Self {
                operation,
                counted_as: operation,
                target: String::with_capacity(operation.path.len() + 64),
                customer: None,
                headers,
                body: None,
                streams: false,
            },
            rest: operation.path,
            wrong: None,
        }
    }

    /// A request that is written by hand, for what the document does not have.
    ///
    /// `target` is path and query as they are sent, so ids in it must be percent-encoded:
    /// `/v1/customers/{id}/profiles/billing`. `retry` says whether it may be sent again after a
    /// failure; only the caller knows what it does. Where the document has an operation with
    /// this method and path, the request is one of that operation, under its rules and its own
    /// class of retry. Where it has the path alone, the request counts against its limit.
    ///
    /// # Errors
    ///
    /// `target` does not begin with one `/`, or has something that would lead elsewhere: an
    /// empty segment, `.` or `..` as a segment (also encoded), a backslash, `#`, or characters
    /// that are not printable ASCII. `method` is one that this crate does not send, or one that changes
    /// something while `retry` calls it a read.
    pub fn raw(method: &str, target: &str, retry: Retry) -> Result<Self, BadParameter> {
        let raw = raw_operation(method, retry)?;
        let refused = |why| BadParameter::new(raw, "path", why);
        let customer = raw_target::check(target).map_err(refused)?;
        let named = named_by(raw.method, target);
        let operation = named.filter(|named| named.method == raw.method).unwrap_or(raw);
        let mut request = Self::of(operation).request;
        request.target.push_str(target);
        request.customer = customer;
        request.counted_as = named.unwrap_or(operation);
        Ok(request)
    }

    /// Sets the body, written as JSON.
    ///
    /// # Errors
    ///
    /// `body` cannot be written as JSON, such as a map with keys that are not text.
    pub fn with_json(mut self, body: &impl Serialize) -> Result<Self, BadParameter> {
        let json = serde_json::to_vec(body).map_err(|error| {
            BadParameter::new(self.operation, "body", Unusable::Json(error.to_string().into()))
        })?;
        self.headers.insert(CONTENT_TYPE, HeaderValue::from_static("application/json"));
        self.body = Some(json.into());
        Ok(self)
    }

    /// Asks for a document as it arrives.
    pub(super) fn streamed(mut self) -> Self {
        self.streams = true;
        self
    }

    /// Whether a document is handed on as it arrives. Else it is read whole, up to whatever limit
    /// the transport has.
    pub fn is_streamed(&self) -> bool {
        self.streams
    }

    /// The operation that the request is for.
    pub fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// The operation under whose limit the service counts the request: the request's own, and
    /// for a raw one the operation of the document that has its path.
    pub fn counted_as(&self) -> &'static Operation {
        self.counted_as
    }

    /// Path and query, encoded: `/v1/customers?size=1`.
    pub fn target(&self) -> &str {
        &self.target
    }

    /// The id of the customer that the request is about, encoded as in the path; none where the
    /// path names no customer.
    pub fn customer(&self) -> Option<&str> {
        self.target.get(self.customer.clone()?)
    }

    /// The headers.
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// The headers, to be added to.
    pub fn headers_mut(&mut self) -> &mut HeaderMap {
        &mut self.headers
    }

    /// The body; cheap to clone, so that it can be sent again.
    pub fn body(&self) -> Option<&Bytes> {
        self.body.as_ref()
    }
}

impl fmt::Debug for Request {
    /// Tells neither the query nor the content of the body, which may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Request")
            .field("operation", &self.operation.id)
            .field("path", &self.target.split('?').next().unwrap_or_default())
            .field("headers", &self.headers)
            .field("body_bytes", &self.body.as_ref().map(Bytes::len))
            .finish()
    }
}

/// Writes a [`Request`], parameter by parameter. The first that cannot be used is what
/// [`RequestWriter::finish`] fails with.
pub(crate) struct RequestWriter {
    request: Request,
    /// What of the path template is still to be written.
    rest: &'static str,
    wrong: Option<BadParameter>,
}

impl RequestWriter {
    /// The next parameter of the path.
    pub(crate) fn segment(mut self, name: &'static str, value: &impl ParameterValue) -> Self {
        let (before, rest) = self.rest.split_once('{').unwrap_or((self.rest, ""));
        let (own, rest) = rest.split_once('}').unwrap_or_default();
        debug_assert_eq!(own, name, "parameters are written in the order of the path");
        self.rest = rest;
        self.request.target.push_str(before);
        let start = self.request.target.len();
        match write_segment(value, &mut self.request.target) {
            Ok(()) if name == "customer-id" => {
                self.request.customer = Some(start..self.request.target.len());
                self
            }
            Ok(()) => self,
            Err(why) => self.refuse(name, why),
        }
    }

    /// The next argument of a function in the path, which stands between quotes there.
    pub(crate) fn argument(mut self, name: &'static str, value: &impl ParameterValue) -> Self {
        let (before, rest) = self.rest.split_once('{').unwrap_or((self.rest, ""));
        let (own, rest) = rest.split_once('}').unwrap_or_default();
        debug_assert_eq!(own, name, "parameters are written in the order of the path");
        self.rest = rest;
        self.request.target.push_str(before);
        match write_argument(value, &mut self.request.target) {
            Ok(()) => self,
            Err(why) => self.refuse(name, why),
        }
    }

    /// A parameter of the query, if it was given.
    pub(crate) fn query(mut self, name: &'static str, value: Option<&impl ParameterValue>) -> Self {
        if let Some(value) = value {
            self.finish_path();
            if let Err(why) = write_pair(name, value, &mut self.request.target) {
                return self.refuse(name, why);
            }
        }
        self
    }

    /// A header, if it was given. One that is empty says nothing: an empty token would ask for a
    /// page that no answer led to.
    pub(crate) fn header(self, name: &'static str, value: Option<&impl ParameterValue>) -> Self {
        match value {
            Some(value) if value.text().trim().is_empty() => self.refuse(name, Unusable::NoValue),
            _ => self.set(name, value),
        }
    }

    fn set(mut self, name: &'static str, value: Option<&impl ParameterValue>) -> Self {
        let Some(value) = value else { return self };
        match (HeaderName::from_bytes(name.as_bytes()), HeaderValue::from_str(&value.text())) {
            (Ok(key), Ok(value)) => {
                self.request.headers.insert(key, value);
                self
            }
            _ => self.refuse(name, Unusable::Header),
        }
    }

    /// The headers that every operation takes.
    pub(crate) fn common(self, headers: &CommonHeaders) -> Self {
        let CommonHeaders { request_id, correlation_id, locale } = headers;
        self.set("MS-RequestId", request_id.as_ref())
            .set("MS-CorrelationId", correlation_id.as_ref())
            .set("X-Locale", locale.as_ref())
    }

    /// The body.
    pub(crate) fn json(mut self, body: &impl Serialize) -> Self {
        if self.wrong.is_none() {
            match self.request.clone().with_json(body) {
                Ok(request) => self.request = request,
                Err(wrong) => self.wrong = Some(wrong),
            }
        }
        self
    }

    pub(crate) fn finish(mut self) -> Result<Request, BadParameter> {
        self.finish_path();
        match self.wrong {
            None => Ok(self.request),
            Some(wrong) => Err(wrong),
        }
    }

    /// Writes what is left of the path.
    fn finish_path(&mut self) {
        self.request.target.push_str(std::mem::take(&mut self.rest));
    }

    fn refuse(mut self, name: &'static str, why: Unusable) -> Self {
        let operation = self.request.operation;
        self.wrong.get_or_insert(BadParameter::new(operation, name, why));
        self
    }
}
