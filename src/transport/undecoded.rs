//! What to say of an answer that is decoded elsewhere, and does not have the documented form.

use partner_center_api::support::{Operation, Response, Unreadable};

use super::identity::{CORRELATION_ID, Id, Ids, REQUEST_ID, first};
use super::verdict::delivery;
use crate::error::{Delivery, Error, Kind, Misread};

/// The error for it, which is made only where it is needed.
pub(super) fn misread(
    response: &Response,
    operation: &'static Operation,
    ids: &Ids,
    tries: u32,
) -> Unreadable {
    let status = response.status.as_u16();
    let request = id(first(&response.headers, &REQUEST_ID), &ids.request);
    let correlation = id(first(&response.headers, &CORRELATION_ID), &ids.correlation);
    Unreadable::new(move |body, error| {
        let why = "its body does not have the documented form".into();
        Error::new(Kind::Unreadable { why }, Delivery::Unknown)
            .with_operation(operation.id)
            .with_delivery(delivery(operation, true))
            .with_status(status)
            .with_tries(tries)
            .with_ids(Some(&request), Some(&correlation))
            .with_body(&body)
            .with_source(Misread::boxed(&error))
    })
}

/// The id in the answer, else the call's own.
fn id(answered: Option<&str>, own: &Id) -> Box<str> {
    answered.map_or_else(|| own.to_string().into(), Into::into)
}
