//! What a transport sent to get an answer.

use http::header::{HeaderMap, HeaderValue};

/// The ids that a call was sent with, and how often it was sent: what to ask about when its
/// answer turns out to be of no use, also where the answer names no ids.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Sent {
    request_id: Option<HeaderValue>,
    correlation_id: Option<HeaderValue>,
    tries: u32,
}

impl Sent {
    /// Takes the ids out of the headers that were sent, `tries` times.
    pub fn take(headers: &mut HeaderMap, tries: u32) -> Self {
        Self {
            request_id: headers.remove("ms-requestid"),
            correlation_id: headers.remove("ms-correlationid"),
            tries,
        }
    }

    /// The `MS-RequestId`, which all tries share.
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_ref()?.to_str().ok()
    }

    /// The `MS-CorrelationId`.
    pub fn correlation_id(&self) -> Option<&str> {
        self.correlation_id.as_ref()?.to_str().ok()
    }

    /// How many requests were sent; 0 where the transport did not say.
    pub fn tries(&self) -> u32 {
        self.tries
    }
}
