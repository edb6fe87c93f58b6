//! What to say of an answer that is decoded elsewhere, and does not have the documented form.

use partner_center_api::support::{Operation, Response, Unreadable};

use super::identity::{CORRELATION_ID, Ids, answered_request, first};
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
    let ids = ids.clone();
    let request: Option<Box<str>> = answered_request(&response.headers).map(Into::into);
    let correlation: Option<Box<str>> = first(&response.headers, &CORRELATION_ID).map(Into::into);
    Unreadable::new(move |body, error| {
        let why = "its body does not have the documented form".into();
        Error::new(Kind::Unreadable { why }, Delivery::Unknown)
            .with_operation(operation.id)
            .with_delivery(delivery(operation, true))
            .with_status(status)
            .with_tries(tries)
            .with_ids(&ids.request.to_string(), &ids.correlation.to_string())
            .with_answered_ids(request.as_deref(), correlation.as_deref())
            .with_body(&body)
            .with_source(Misread::boxed(&error))
    })
}
