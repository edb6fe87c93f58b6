//! Which requests the service counts together.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::Operation;

use super::path;
use super::rate_limits::RateLimits;
use super::request_queue::RequestQueue;
use crate::clock::Clock;

/// The areas of the document that the service counts for each partner as a whole, whether or
/// not an operation is in its list of throttled calls.
const OF_THE_PARTNER: [&str; 3] = ["Orders", "Subscriptions", "Customers"];

/// From how many queues on the idle ones are looked for.
const MANY: usize = 256;

/// What a request is counted under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    area: &'static str,
    /// The customer, where each is counted apart.
    customer: Option<Box<str>>,
}

/// What a request for `path` is counted under, as far as the document knows.
fn key(operation: &'static Operation, path: &str) -> Option<Key> {
    let area = operation.tag;
    if OF_THE_PARTNER.contains(&area) {
        return Some(Key { area, customer: None });
    }
    // Ids of customers are GUIDs, which the service reads without regard to case.
    operation.throttled.then(|| Key {
        area,
        customer: path::parameter(path, operation.path, "customer-id")
            .map(|id| id.to_ascii_lowercase().into()),
    })
}

/// What a queue is called in messages.
pub(super) fn name(operation: &Operation) -> String {
    let area = operation.tag.to_ascii_lowercase();
    if OF_THE_PARTNER.contains(&operation.tag) { area } else { format!("{area} of a customer") }
}

/// All queues of a client.
pub(crate) struct RequestQueues {
    limits: RateLimits,
    clock: Arc<dyn Clock>,
    queues: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    queues: HashMap<Key, Arc<RequestQueue>>,
    /// How many queues there may be before the idle ones are dropped.
    room: usize,
}

impl RequestQueues {
    pub(crate) fn new(limits: RateLimits, clock: Arc<dyn Clock>) -> Self {
        Self { limits, clock, queues: Mutex::default() }
    }

    /// The queue for a request of `operation` to `path`; `None` where nothing is counted.
    pub(super) fn of(
        &self,
        operation: &'static Operation,
        path: &str,
    ) -> Option<Arc<RequestQueue>> {
        if !self.limits.is_on() {
            return None;
        }
        let key = key(operation, path)?;
        let mut table = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = table.queues.get(&key) {
            return Some(queue.clone());
        }
        table.make_room();
        let queue = Arc::new(RequestQueue::new(&self.limits, self.clock.clone()));
        table.queues.insert(key, queue.clone());
        Some(queue)
    }

    /// Whether a 429 slows a queue down.
    pub(super) fn is_adaptive(&self) -> bool {
        self.limits.is_adaptive()
    }
}

impl Table {
    /// Drops queues that nobody is in and that a fresh one would replace unnoticed; a partner
    /// can have tens of thousands of customers.
    fn make_room(&mut self) {
        if self.queues.len() >= self.room.max(MANY) {
            self.queues.retain(|_, queue| Arc::strong_count(queue) > 1 || !queue.is_idle());
            self.room = self.queues.len() * 2;
        }
    }
}

impl fmt::Debug for RequestQueues {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("RequestQueues").field(&self.limits).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::clock::ManualClock;

    #[track_caller]
    fn check(operation: &str, path: &str, expected: Option<(&'static str, Option<&str>)>) {
        let operation = Operation::by_id(operation).unwrap();
        let expected =
            expected.map(|(area, customer)| Key { area, customer: customer.map(Into::into) });
        assert_eq!(key(operation, path), expected, "{}", operation.id);
    }

    #[test]
    fn orders_subscriptions_and_customers_are_counted_for_the_partner() {
        check("getOrder", "/v1/customers/A/orders/b", Some(("Orders", None)));
        check("getCustomer", "/v1/customers/A", Some(("Customers", None)));
        check("listCustomers", "/v1/customers", Some(("Customers", None)));
        check("listSubscriptions", "/v1/customers/A/subscriptions", Some(("Subscriptions", None)));
    }

    #[test]
    fn other_throttled_calls_are_counted_for_each_customer() {
        check("createCart", "/base/v1/customers/A-1/carts", Some(("Carts", Some("a-1"))));
        check("checkoutCart", "/v1/customers/a/carts/b/checkout", Some(("Carts", Some("a"))));
        let registrations = "/v1/customers/a/subscriptions/b/registrations";
        check("registerSubscription", registrations, Some(("Enablement", Some("a"))));
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
            assert!(!operation.throttled || key(operation, operation.path).is_some());
        }
    }

    #[tokio::test]
    async fn queues_that_are_idle_make_room() {
        let clock = ManualClock::new();
        let queues = RequestQueues::new(RateLimits::new(), Arc::new(clock.clone()));
        let create = Operation::by_id("createCart").unwrap();
        let count = || queues.queues.lock().unwrap().queues.len();
        for customer in 0..MANY {
            let queue = queues.of(create, &format!("/v1/customers/{customer}/carts")).unwrap();
            queue.turn(Duration::MAX).await;
        }
        // They are due again after some 122 ms.
        clock.advance(Duration::from_millis(70));
        let busy = queues.of(create, "/v1/customers/busy/carts").unwrap();
        busy.turn(Duration::MAX).await;
        assert_eq!(count(), MANY + 1, "all of them remember a request");
        clock.advance(Duration::from_millis(70));
        for customer in 0..MANY {
            queues.of(create, &format!("/v1/customers/new-{customer}/carts"));
        }
        assert_eq!(count(), 2, "the one in use, and the one just asked for");
        assert!(Arc::ptr_eq(&busy, &queues.of(create, "/v1/customers/BUSY/carts").unwrap()));
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let queues = RequestQueues::new(RateLimits::off(), Arc::new(ManualClock::new()));
        let get_order = Operation::by_id("getOrder").unwrap();
        assert!(queues.of(get_order, "/v1/customers/a/orders/b").is_none());
    }
}
