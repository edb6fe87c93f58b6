//! Links and collections, which every area has.

use crate::json::{Json, Object, object};
use crate::state::order::Order;

/// A link to follow with GET.
pub(crate) fn get(uri: impl Into<String>) -> Object {
    link("GET", uri)
}

pub(crate) fn link(method: &str, uri: impl Into<String>) -> Object {
    object! { "uri": uri.into(), "method": method, "headers": Vec::<Json>::new() }
}

/// A list in the envelope of the service, with a link to itself.
pub(crate) fn collection(items: Vec<Object>, uri: impl Into<String>) -> Object {
    object! {
        "totalCount": items.len(),
        "items": items,
        "links": object! { "self": get(uri) },
        "attributes": attributes("Collection"),
    }
}

/// The block that says what an object is.
pub(crate) fn attributes(kind: &str) -> Object {
    object! { "objectType": kind }
}

/// The path of a customer, without `/v1`, as links mostly are.
pub(crate) fn customer(id: &str) -> String {
    format!("/customers/{id}")
}

/// The address of the links by which an order's line is activated.
pub(crate) fn activation(order: &Order, number: usize) -> String {
    format!("{}/orders/{}/lineitems/{number}/activationlinks", customer(&order.customer), order.id)
}
