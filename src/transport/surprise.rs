//! What to say of a success that the generated code makes nothing of.

use std::sync::Arc;

use partner_center_api::support::{Operation, Unreadable};
use reqwest::Response;

use super::identity::{CORRELATION_ID, Id, Ids, REQUEST_ID, first};
use super::verdict::delivery;
use crate::error::{Delivery, Error, Kind, Misread};

/// What is known of a call that was answered, left among the extensions of the answer: only the
/// transport knows which call it answers, and only the generated code whether it fits.
pub(crate) struct Surprise {
    operation: &'static Operation,
    status: u16,
    tries: u32,
    request_id: Box<str>,
    correlation_id: Box<str>,
}

impl Surprise {
    /// Leaves it in an answer.
    pub(super) fn leave(
        response: &mut Response,
        operation: &'static Operation,
        ids: &Ids,
        tries: u32,
    ) {
        let headers = response.headers();
        let surprise = Arc::new(Self {
            operation,
            status: response.status().as_u16(),
            tries,
            request_id: named(first(headers, &REQUEST_ID), &ids.request),
            correlation_id: named(first(headers, &CORRELATION_ID), &ids.correlation),
        });
        let undecoded = Arc::clone(&surprise);
        let unreadable = Unreadable::new(move |body, error| {
            let found = undecoded.error("its body does not have the documented form");
            found.with_body(&body).with_source(Misread::boxed(&error))
        });
        response.extensions_mut().insert(unreadable);
        response.extensions_mut().insert(surprise);
    }

    /// The error, made only where it is needed.
    pub(crate) fn error(&self, why: &str) -> Error {
        Error::new(Kind::Unreadable { why: why.into() }, Delivery::Unknown)
            .with_operation(self.operation.id)
            .with_delivery(delivery(self.operation, true))
            .with_status(self.status)
            .with_tries(self.tries)
            .with_ids(Some(&self.request_id), Some(&self.correlation_id))
    }
}

/// An id from the answer, else the call's own.
fn named(answered: Option<&str>, own: &Id) -> Box<str> {
    answered.map_or_else(|| own.to_string().into(), Into::into)
}
