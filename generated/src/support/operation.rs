//! What the document says of an operation, as data.

use super::Reading;

/// How an operation may be tried again after a failure.
///
/// Stated in the document for each operation and never guessed from its method: a `POST`
/// may be a mere question, and only the service knows which `PUT` can be repeated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Retry {
    /// Changes nothing: any transient failure may be followed by another try.
    Read,
    /// Asks for a state, so that asking twice with the same request id does no harm.
    Repeat,
    /// May act each time it arrives. Another try is safe only when this one did not arrive
    /// or was turned away unread.
    Once,
}

/// One operation of the document.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub struct Operation {
    /// The operation id of the document, such as `createCart`.
    pub id: &'static str,
    /// The name of the method on the client, such as `create_cart`.
    pub rust_name: &'static str,
    /// The HTTP method in capitals.
    pub method: &'static str,
    /// The path template, such as `/v1/customers/{customer-id}/carts`.
    pub path: &'static str,
    /// The area of the document the operation belongs to.
    pub tag: &'static str,
    /// Whether, and when, it may be tried again.
    pub retry: Retry,
    /// Whether a token without a user is accepted.
    pub app_only: bool,
    /// Whether a token with a user is accepted.
    pub app_user: bool,
    /// The clouds that offer the operation, by their names in the document.
    pub clouds: &'static [&'static str],
    /// Whether the service is known to limit how often it is called.
    pub throttled: bool,
    /// Whether a success is a document, such as a PDF, in place of JSON.
    pub document: bool,
    /// How a success is read; `None` where it has no body, is a document, or is a list whose
    /// items are decoded one by one.
    pub answer: Option<Reading>,
    /// The refusals the operation is known to answer with: HTTP status and error code.
    pub codes: &'static [(u16, &'static str)],
}

impl Operation {
    /// Finds an operation by the name of its method on the client.
    pub fn by_rust_name(name: &str) -> Option<&'static Self> {
        let table = crate::OPERATIONS;
        table.binary_search_by(|operation| operation.rust_name.cmp(name)).ok().map(|at| &table[at])
    }

    /// Finds an operation by its id in the document.
    pub fn by_id(id: &str) -> Option<&'static Self> {
        crate::OPERATIONS.iter().find(|operation| operation.id == id)
    }
}
