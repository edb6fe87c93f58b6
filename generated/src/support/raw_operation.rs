//! Operations that the document does not have.

use super::operation::{Operation, Retry};
use super::parameter::{BadParameter, Unusable};

/// What is known of requests with each method that can be sent, by how they may be repeated.
static RAW: [[Operation; 3]; 6] = [
    of_method("DELETE"),
    of_method("GET"),
    of_method("HEAD"),
    of_method("PATCH"),
    of_method("POST"),
    of_method("PUT"),
];

/// The operation of a request with a method, named after it.
pub(super) fn raw_operation(
    method: &str,
    retry: Retry,
) -> Result<&'static Operation, BadParameter> {
    let method = method.to_ascii_uppercase();
    let mut all = RAW.iter().flatten().filter(|operation| operation.retry == retry);
    let refused = || BadParameter::new(&RAW[1][0], "method", Unusable::Method);
    all.find(|operation| operation.method == method).ok_or_else(refused)
}

/// The operation of the document that has the path of `target`, whatever its method; of two,
/// the one that says more of the path in words.
pub(super) fn named_by(target: &str) -> Option<&'static Operation> {
    let path = target.split('?').next().unwrap_or_default();
    let named = crate::OPERATIONS.iter().filter(|operation| operation.has_path(path));
    named.min_by_key(|operation| operation.path.matches('{').count())
}

const fn of_method(method: &'static str) -> [Operation; 3] {
    [of(method, Retry::Read), of(method, Retry::Repeat), of(method, Retry::Once)]
}

const fn of(method: &'static str, retry: Retry) -> Operation {
    Operation {
        id: method,
        rust_name: "send",
        method,
        path: "",
        tag: "",
        retry,
        buys: false,
        app_only: true,
        app_user: true,
        clouds: &["global", "us-government", "china"],
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
    }

    #[test]
    fn a_path_of_the_document_tells_its_operation() {
        for (target, id) in [
            ("/v1/customers/c-7/orders/o-1?include_price=true", Some("cancelOrder")),
            ("/v1/customers", Some("listCustomers")),
            ("/v1/invoices/summary", Some("getInvoiceSummary")),
            ("/v1/invoices/G000000101", Some("getInvoice")),
            ("/v1/customers/c-7/usagerecords", None),
            ("/v1/customers/c-7/orders/o-1/", None),
            ("/V1/customers", None),
        ] {
            assert_eq!(named_by(target).map(|operation| operation.id), id, "{target}");
        }
    }
}
