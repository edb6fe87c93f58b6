//! Where an answer leads: from a cart to its checkout, from a checkout to its orders.

use crate::node::{Kind, Node};

/// From, with which status, to, and what is taken along: parameter and expression.
type Row = (&'static str, &'static str, &'static str, &'static [(&'static str, &'static str)]);

const CUSTOMER: (&str, &str) = ("customer-id", "$request.path.customer-id");

const ROWS: &[Row] = &[
    ("createCart", "201", "getCart", &[CUSTOMER, ("cart-id", "$response.body#/id")]),
    ("createCart", "201", "updateCart", &[CUSTOMER, ("cart-id", "$response.body#/id")]),
    ("createCart", "201", "checkoutCart", &[CUSTOMER, ("cart-id", "$response.body#/id")]),
    ("checkoutCart", "201", "getOrder", &[CUSTOMER, ("order-id", "$response.body#/orders/0/id")]),
    ("createOrder", "201", "getOrder", &[CUSTOMER, ("order-id", "$response.body#/id")]),
    ("listOrders", "200", "getOrder", &[CUSTOMER, ("order-id", "$response.body#/items/0/id")]),
    ("listCustomers", "200", "getCustomer", &[("customer-id", "$response.body#/items/0/id")]),
    ("listProducts", "200", "getProduct", &[("product-id", "$response.body#/items/0/id")]),
    ("listInvoices", "200", "getInvoice", &[("invoice-id", "$response.body#/items/0/id")]),
];

/// Adds the links that go from one operation to another.
pub(super) fn add(root: &mut Node) {
    let known: Vec<String> = operations(root).into_iter().map(|(id, ..)| id).collect();
    for (from, status, to, parameters) in ROWS {
        // The small documents of tests have few operations.
        if !known.iter().any(|id| id == to) {
            continue;
        }
        let place = operations(root).into_iter().find(|(id, ..)| id == from);
        let Some((_, path, method)) = place else { continue };
        let response = root
            .get_mut("paths")
            .and_then(|paths| paths.get_mut(&path))
            .and_then(|item| item.get_mut(&method))
            .and_then(|operation| operation.get_mut("responses"))
            .and_then(|responses| responses.get_mut(status));
        if let Some(response) = response {
            link(response, to, parameters);
        }
    }
}

/// Each operation by its id, with path and method.
fn operations(root: &Node) -> Vec<(String, String, String)> {
    let mut found = Vec::new();
    for (path, item) in root.get("paths").map(Node::entries).unwrap_or_default() {
        for (method, operation) in item.entries() {
            if let Some(id) = operation.get_text("operationId") {
                found.push((id.to_owned(), path.clone(), method.clone()));
            }
        }
    }
    found
}

fn link(response: &mut Node, to: &str, parameters: &[(&str, &str)]) {
    let place = response.place.clone();
    let text = |text: &str| Node::text(&place, text);
    let parameters = parameters.iter().map(|(name, from)| ((*name).to_owned(), text(from)));
    let parameters = Node::map(&place, parameters.collect());
    let own = Node::map(
        &place,
        vec![("operationId".to_owned(), text(to)), ("parameters".to_owned(), parameters)],
    );
    let Kind::Map(entries) = &mut response.kind else { return };
    match entries.iter_mut().find(|(key, _)| key == "links") {
        Some((_, Node { kind: Kind::Map(links), .. })) => links.push((to.to_owned(), own)),
        _ => entries.push(("links".to_owned(), Node::map(&place, vec![(to.to_owned(), own)]))),
    }
}
