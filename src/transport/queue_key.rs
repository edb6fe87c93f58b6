//! Which requests the service counts together.

use std::fmt;

use partner_center_api::support::Operation;

use super::path;

/// The areas of the document that the service counts for each partner as a whole, whether or
/// not an operation is in its list of throttled calls.
const OF_THE_PARTNER: [&str; 3] = ["Orders", "Subscriptions", "Customers"];

/// What a request is counted under. Prints what its queue is called in messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct QueueKey {
    area: &'static str,
    /// The customer, where each is counted apart.
    customer: Option<Box<str>>,
}

impl QueueKey {
    /// What a request of `operation` for `path` is counted under, as far as the document knows.
    pub(super) fn of(operation: &'static Operation, path: &str) -> Option<Self> {
        let area = operation.tag;
        if OF_THE_PARTNER.contains(&area) {
            return Some(Self { area, customer: None });
        }
        // Ids of customers are GUIDs, which the service reads without regard to case.
        operation.throttled.then(|| Self {
            area,
            customer: path::parameter(path, operation.path, "customer-id")
                .map(|id| id.to_ascii_lowercase().into()),
        })
    }

    pub(super) fn customer(&self) -> Option<&str> {
        self.customer.as_deref()
    }
}

impl fmt::Display for QueueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let area = self.area.to_ascii_lowercase();
        let whose = if OF_THE_PARTNER.contains(&self.area) { "" } else { " of a customer" };
        write!(f, "{area}{whose}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(operation: &str, path: &str, expected: Option<(&str, Option<&str>)>) {
        let operation = Operation::by_id(operation).unwrap();
        let key = QueueKey::of(operation, path);
        let found = key.as_ref().map(|key| (key.to_string(), key.customer()));
        let expected = expected.map(|(name, customer)| (name.to_owned(), customer));
        assert_eq!(found, expected, "{}", operation.id);
    }

    #[test]
    fn orders_subscriptions_and_customers_are_counted_for_the_partner() {
        check("getOrder", "/v1/customers/A/orders/b", Some(("orders", None)));
        check("getCustomer", "/v1/customers/A", Some(("customers", None)));
        check("listCustomers", "/v1/customers", Some(("customers", None)));
        check("listSubscriptions", "/v1/customers/A/subscriptions", Some(("subscriptions", None)));
    }

    #[test]
    fn other_throttled_calls_are_counted_for_each_customer() {
        let carts = |customer| Some(("carts of a customer", Some(customer)));
        check("createCart", "/base/v1/customers/A-1/carts", carts("a-1"));
        check("checkoutCart", "/v1/customers/a/carts/b/checkout", carts("a"));
        let registrations = "/v1/customers/a/subscriptions/b/registrations";
        let enablement = Some(("enablement of a customer", Some("a")));
        check("registerSubscription", registrations, enablement);
    }

    #[test]
    fn the_rest_is_not_counted() {
        check("getCart", "/v1/customers/a/carts/b", None);
        check("listProducts", "/v1/products", None);
        check("checkInventory", "/v1/extensions/product/checkInventory", None);
    }

    #[test]
    fn every_throttled_operation_has_a_queue() {
        for operation in partner_center_api::OPERATIONS {
            let counted = QueueKey::of(operation, operation.path).is_some();
            assert!(!operation.throttled || counted, "{}", operation.id);
        }
    }
}
