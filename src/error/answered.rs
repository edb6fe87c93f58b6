//! Errors about a success, which is known to have come.

use http::HeaderMap;
use partner_center_api::Answer;
use partner_center_api::support::Sent;

use super::{Delivery, Error};

/// What an error about an answer has to say of it: where it came from, and what was sent for it.
/// It is kept where the answer itself is taken apart before anything can be wrong with it.
#[derive(Clone, Debug)]
pub(crate) struct Answered {
    operation: &'static str,
    status: u16,
    sent: Sent,
    request_id: Option<Box<str>>,
    correlation_id: Option<Box<str>>,
}

impl Answered {
    pub(crate) fn of<T>(answer: &Answer<T>) -> Self {
        Self {
            operation: answer.operation().id,
            status: answer.status().as_u16(),
            sent: answer.sent().clone(),
            request_id: id(answer.headers(), "ms-requestid")
                .or_else(|| id(answer.headers(), "request-id")),
            correlation_id: id(answer.headers(), "ms-correlationid"),
        }
    }

    /// The same for an answer of what is no operation of the document.
    pub(crate) fn plain(operation: &'static str, status: u16) -> Self {
        let sent = Sent::default();
        Self { operation, status, sent, request_id: None, correlation_id: None }
    }

    /// The error of an answer that is of no use; `why` says what is wrong with it.
    pub(crate) fn unusable(&self, delivery: Delivery, why: impl Into<String>) -> Error {
        Error::unusable(self.operation, delivery, why)
            .with_status(self.status)
            .with_sent(&self.sent)
            .with_answered_ids(self.request_id.as_deref(), self.correlation_id.as_deref())
    }
}

fn id(headers: &HeaderMap, name: &str) -> Option<Box<str>> {
    Some(headers.get(name)?.to_str().ok()?.into())
}
