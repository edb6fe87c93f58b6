//! Operations that the document does not have.

use super::operation::{Operation, Retry};
use super::parameter::{BadParameter, Unusable};
use crate::Host;

/// What is known of requests with each method that can be sent, by how they may be repeated.
static RAW: [[Operation; 3]; 6] = [
    of_method("DELETE"),
    of_method("GET"),
    of_method("HEAD"),
    of_method("PATCH"),
    of_method("POST"),
    of_method("PUT"),
];

/// The operation of a request with a method that the document does not have there, named after
/// the method.
pub(super) fn raw_operation(
    method: &str,
    retry: Retry,
) -> Result<&'static Operation, BadParameter> {
    let mut all = RAW.iter().flatten().filter(|operation| operation.retry == retry);
    let found = all.find(|operation| operation.method.eq_ignore_ascii_case(method));
    let refused = |why| BadParameter::new(&RAW[1][0], "method", why);
    let operation = found.ok_or_else(|| refused(Unusable::Method))?;
    match (retry, operation.method) {
        // Whoever calls it a read would never learn that something may have been done.
        (Retry::Read, "DELETE" | "PATCH" | "PUT") => Err(refused(Unusable::NoRead)),
        _ => Ok(operation),
    }
}

/// The operation of the document that has the path of `target`: of several the one that says
/// more of the path in words, then the one with the method, then one that is counted.
pub(super) fn named_by(method: &str, target: &str) -> Option<&'static Operation> {
    let path = target.split('?').next().unwrap_or_default();
    let named = crate::OPERATIONS.iter().filter(|operation| operation.has_path(path));
    named.min_by_key(|operation| {
        let parameters = operation.path.matches('{').count();
        (parameters, operation.method != method, operation.limit.is_none())
    })
}

const fn of_method(method: &'static str) -> [Operation; 3] {
    [of(method, Retry::Read), of(method, Retry::Repeat), of(method, Retry::Once)]
}

const fn of(method: &'static str, retry: Retry) -> Operation {
    Operation {
        id: method,
        rust_name: "send",
        method,
        host: Host::PartnerCenter,
        path: "",
        tag: "",
        retry,
        buys: false,
        app_only: true,
        app_user: true,
        clouds: &["global", "us-government", "china"],
        silent_clouds: &[],
        throttled: false,
        limit: None,
        document: None,
        codes: &[],
        parameters: &[],
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_method_is_found_in_any_case_and_others_are_refused() {
        let found = raw_operation("patch", Retry::Repeat).unwrap();
        assert_eq!((found.id, found.method, found.retry), ("PATCH", "PATCH", Retry::Repeat));
        for method in ["", "CONNECT", "GET ", "TRACE", "PO ST"] {
            let error = raw_operation(method, Retry::Read).unwrap_err();
            assert_eq!((error.name(), error.why()), ("method", &Unusable::Method), "{method}");
        }
        for method in ["put", "PATCH", "DELETE"] {
            let error = raw_operation(method, Retry::Read).unwrap_err();
            assert_eq!(error.why(), &Unusable::NoRead, "{method}");
        }
    }

    #[test]
    fn a_path_of_the_document_tells_its_operation() {
        for (method, target, id) in [
            ("PATCH", "/v1/customers/c-7/orders/o-1", Some("cancelOrder")),
            ("GET", "/v1/customers/c-7/orders/o-1?include_price=true", Some("getOrder")),
            ("GET", "/v1/customers", Some("listCustomers")),
            ("GET", "/V1/Customers", Some("listCustomers")),
            ("GET", "/v1/invoices/summary", Some("getInvoiceSummary")),
            ("GET", "/v1/invoices/G000000101", Some("getInvoice")),
            ("PUT", "/v1/customers/c-7/carts/k-1", Some("updateCart")),
            ("DELETE", "/v1/customers/c-7/carts/k-1", Some("updateCart")),
            ("GET", "/v1/customers/c-7/usagerecords", None),
            ("GET", "/v1/customers/c-7/orders/o-1/", None),
        ] {
            let named = named_by(method, target).map(|operation| operation.id);
            assert_eq!(named, id, "{method} {target}");
        }
    }
}
