//! Which requests the service counts together.

use std::fmt;

use partner_center_api::support::{LimitScope, Request};

/// What a request is counted under. Prints what its queue is called in messages.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(super) struct QueueKey {
    area: &'static str,
    scope: LimitScope,
    /// The customer, where each is counted apart.
    customer: Option<Box<str>>,
}

impl QueueKey {
    /// What a request is counted under, as far as the document knows.
    pub(super) fn of(request: &Request) -> Option<Self> {
        let operation = request.counted_as();
        let scope = operation.limit?;
        let customer = match scope {
            LimitScope::Partner => None,
            // Ids of customers are GUIDs, which the service reads without regard to case.
            LimitScope::Customer => request.customer().map(|id| id.to_ascii_lowercase().into()),
        };
        Some(Self { area: operation.tag, scope, customer })
    }

    pub(super) fn customer(&self) -> Option<&str> {
        self.customer.as_deref()
    }
}

impl fmt::Display for QueueKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let area = self.area.to_ascii_lowercase();
        let whose = match self.scope {
            LimitScope::Partner => "",
            LimitScope::Customer => " of a customer",
        };
        write!(f, "{area}{whose}")
    }
}

#[cfg(test)]
mod tests {
    use partner_center_api::support::{
        BoxError, BoxFuture, ReadAnswer, Response, Retry, SharedTransport, Transport,
    };
    use partner_center_api::{Client, types};

    use super::*;

    #[track_caller]
    fn check(target: &str, expected: Option<(&str, Option<&str>)>) {
        let key = QueueKey::of(&Request::raw("GET", target, Retry::Read).unwrap());
        let found = key.as_ref().map(|key| (key.to_string(), key.customer()));
        let expected = expected.map(|(name, customer)| (name.to_owned(), customer));
        assert_eq!(found, expected, "{target}");
    }

    #[test]
    fn orders_subscriptions_and_customers_are_counted_for_the_partner() {
        check("/v1/customers/A/orders/b", Some(("orders", None)));
        check("/v1/customers/A", Some(("customers", None)));
        check("/v1/customers?size=1", Some(("customers", None)));
        check("/v1/customers/A/subscriptions", Some(("subscriptions", None)));
    }

    #[test]
    fn other_throttled_calls_are_counted_for_each_customer() {
        let carts = |customer| Some(("carts of a customer", Some(customer)));
        check("/v1/customers/A-1/carts", carts("a-1"));
        check("/v1/customers/a/carts/b/checkout", carts("a"));
        let enablement = Some(("enablement of a customer", Some("a")));
        check("/v1/customers/a/subscriptions/b/registrations", enablement);
    }

    #[test]
    fn the_rest_is_not_counted() {
        check("/v1/products", None);
        check("/v1/extensions/product/checkInventory", None);
        check("/v1/customers/a/profiles/billing", None);
    }

    /// A transport that nothing is sent through.
    struct Unused;

    impl Transport for Unused {
        fn send<'a>(
            &'a self,
            _: Request,
            _: Option<&'a mut dyn ReadAnswer>,
        ) -> BoxFuture<'a, Result<Response, BoxError>> {
            Box::pin(async { Err("it is not used".into()) })
        }
    }

    #[test]
    fn a_call_of_an_operation_is_counted_as_the_operation_says() {
        let api = Client::new(SharedTransport::new(Unused));
        let create = api.create_cart("A-1", types::CartResource::default()).request().unwrap();
        assert_eq!(QueueKey::of(&create).unwrap().customer(), Some("a-1"));
        let read = api.get_cart("A-1", "c").request().unwrap();
        assert_eq!(QueueKey::of(&read), None);
    }

    #[test]
    fn every_throttled_operation_has_a_limit() {
        for operation in partner_center_api::OPERATIONS {
            assert!(!operation.throttled || operation.limit.is_some(), "{}", operation.id);
        }
    }
}
