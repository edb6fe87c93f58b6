//! What is said where the emulator has no operation, so that nobody takes it for the service.

use crate::document::{Document, Operation};
use crate::fault_codes::NOT_FOUND;
use crate::reply::{Reply, fault};
use crate::request::Request;

/// How many operations are told.
const TOLD: usize = 4;

/// How long a told path is at most.
const LONGEST: usize = 200;

/// Nothing is at this path.
pub(crate) fn nothing(request: &Request) -> Reply {
    let path = shown_path(request);
    let near = near(request);
    let hint = match near.is_empty() {
        true => "Its operations are below `/v1`".to_owned(),
        false => format!("Near it: {}", near.join(", ")),
    };
    let text = format!(
        "There is nothing at this address in the emulator, which serves the operations of its \
         document alone; the service may have `{} {path}`. {hint}.",
        request.method
    );
    Reply::json(NOT_FOUND.0, fault(NOT_FOUND.1, text))
}

/// There is something at this path, for other methods.
pub(crate) fn other_methods(request: &Request, methods: &[&str]) -> Reply {
    let text = format!(
        "The emulator has no operation `{} {}`, though the service may; here it serves {}.",
        request.method,
        shown_path(request),
        methods.join(", ")
    );
    Reply::json(405, fault("0", text)).header("Allow", methods.join(", "))
}

fn shown_path(request: &Request) -> String {
    let path = request.target.split('?').next().unwrap_or_default();
    path.chars().take(LONGEST).collect()
}

/// The operations whose paths are most like the one asked for, the nearest first.
fn near(request: &Request) -> Vec<String> {
    let wanted: Vec<&str> = request.segments.iter().map(String::as_str).collect();
    let likeness = |operation: &Operation| operation.likeness(&wanted);
    let mut alike: Vec<_> = Document::get()
        .operations
        .iter()
        .map(|operation| (likeness(operation), operation))
        .filter(|(likeness, _)| *likeness > 0)
        .collect();
    let most = alike.iter().map(|(likeness, _)| *likeness).max().unwrap_or_default();
    alike.retain(|(likeness, _)| *likeness + 1 >= most);
    alike.sort_by_key(|(likeness, operation)| {
        (std::cmp::Reverse(*likeness), operation.path.len().abs_diff(request.target.len()))
    });
    let told = alike.into_iter().take(TOLD);
    told.map(|(_, operation)| format!("`{} {}`", operation.method, operation.path)).collect()
}

#[cfg(test)]
mod tests {
    use bytes::Bytes;
    use http::{HeaderMap, Method, Uri};

    use super::*;

    #[track_caller]
    fn check(method: Method, target: &'static str, expected: &[&str]) {
        let uri = Uri::from_static(target);
        let request = Request::new(method, &uri, HeaderMap::new(), Bytes::new());
        let near = near(&request);
        for expected in expected {
            assert!(near.iter().any(|one| one == expected), "{expected} is not among {near:?}");
        }
        assert_eq!(near.is_empty(), expected.is_empty(), "{near:?}");
    }

    #[test]
    fn operations_below_the_same_address_are_near() {
        check(
            Method::GET,
            "/v1/customers/c/subscriptions/s/supportcontact",
            &["`GET /v1/customers/{customer-id}/subscriptions/{subscription-id}`"],
        );
        check(
            Method::GET,
            "/v1/customers/c/carts/k/lineitems",
            &["`GET /v1/customers/{customer-id}/carts/{cart-id}`"],
        );
    }

    #[test]
    fn an_address_of_another_host_is_near_nothing() {
        check(Method::GET, "/beta/tenantRelationships", &[]);
    }
}
