//! Which requests the service counts together.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::{LimitScope, Operation, Request};

use super::lane::Lane;
use super::rate_limits::RateLimits;
use crate::clock::Clock;

/// From how many lanes on the idle ones are looked for.
const MANY: usize = 256;

/// What a request is counted under.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
struct Key {
    area: &'static str,
    /// The customer, where each is counted apart.
    customer: Option<Box<str>>,
}

/// What a request is counted under, as far as the document knows.
fn key(request: &Request) -> Option<Key> {
    let operation = request.counted_as();
    let customer = match operation.limit? {
        LimitScope::Partner => None,
        // Ids of customers are GUIDs, which the service reads without regard to case.
        LimitScope::Customer => request.customer().map(|id| id.to_ascii_lowercase().into()),
    };
    Some(Key { area: operation.tag, customer })
}

/// What a lane is called in messages.
pub(super) fn name(operation: &Operation) -> String {
    let area = operation.tag.to_ascii_lowercase();
    match operation.limit {
        Some(LimitScope::Customer) => format!("{area} of a customer"),
        _ => area,
    }
}

/// All lanes of a client.
pub(crate) struct Lanes {
    limits: RateLimits,
    clock: Arc<dyn Clock>,
    lanes: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    lanes: HashMap<Key, Arc<Lane>>,
    /// How many lanes there may be before the idle ones are dropped.
    room: usize,
}

impl Lanes {
    pub(crate) fn new(limits: RateLimits, clock: Arc<dyn Clock>) -> Self {
        Self { limits, clock, lanes: Mutex::default() }
    }

    /// The lane for a request; `None` where nothing is counted.
    pub(super) fn of(&self, request: &Request) -> Option<Arc<Lane>> {
        if !self.limits.is_on() {
            return None;
        }
        let key = key(request)?;
        let mut table = self.lanes.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(lane) = table.lanes.get(&key) {
            return Some(lane.clone());
        }
        table.make_room();
        let lane = Arc::new(Lane::new(&self.limits, self.clock.clone()));
        table.lanes.insert(key, lane.clone());
        Some(lane)
    }

    /// Whether a 429 slows a lane down.
    pub(super) fn is_adaptive(&self) -> bool {
        self.limits.is_adaptive()
    }
}

impl Table {
    /// Drops lanes that nobody is in and that a fresh one would replace unnoticed; a partner
    /// can have tens of thousands of customers.
    fn make_room(&mut self) {
        if self.lanes.len() >= self.room.max(MANY) {
            self.lanes.retain(|_, lane| Arc::strong_count(lane) > 1 || !lane.is_idle());
            self.room = self.lanes.len() * 2;
        }
    }
}

impl fmt::Debug for Lanes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Lanes").field(&self.limits).finish()
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use partner_center_api::Client;
    use partner_center_api::support::{
        BoxError, BoxFuture, ReadAnswer, Response, Retry, SharedTransport, Transport,
    };
    use partner_center_api::types::Cart;

    use super::*;
    use crate::clock::ManualClock;

    fn get(target: &str) -> Request {
        Request::raw("GET", target, Retry::Read).unwrap()
    }

    #[track_caller]
    fn check(target: &str, expected: Option<(&'static str, Option<&str>)>) {
        let expected =
            expected.map(|(area, customer)| Key { area, customer: customer.map(Into::into) });
        assert_eq!(key(&get(target)), expected, "{target}");
    }

    #[test]
    fn orders_subscriptions_and_customers_are_counted_for_the_partner() {
        check("/v1/customers/A/orders/b", Some(("Orders", None)));
        check("/v1/customers/A", Some(("Customers", None)));
        check("/v1/customers?size=1", Some(("Customers", None)));
        check("/v1/customers/A/subscriptions", Some(("Subscriptions", None)));
    }

    #[test]
    fn other_throttled_calls_are_counted_for_each_customer() {
        check("/v1/customers/A-1/carts", Some(("Carts", Some("a-1"))));
        check("/v1/customers/a/carts/b/checkout", Some(("Carts", Some("a"))));
        check("/v1/customers/a/subscriptions/b/registrations", Some(("Enablement", Some("a"))));
    }

    #[test]
    fn the_rest_is_not_counted() {
        check("/v1/products", None);
        check("/v1/extensions/product/checkInventory", None);
        check("/v1/customers/a/profiles/billing", None);
    }

    #[test]
    fn a_call_of_an_operation_is_counted_as_the_operation_says() {
        struct Nowhere;
        impl Transport for Nowhere {
            fn send<'a>(
                &'a self,
                _: Request,
                _: Option<&'a mut dyn ReadAnswer>,
            ) -> BoxFuture<'a, Result<Response, BoxError>> {
                Box::pin(async { Err("nothing is sent".into()) })
            }
        }
        let api = Client::new(SharedTransport::new(Nowhere));
        let create = api.create_cart("A-1", Cart::default()).request().unwrap();
        let customer = Some("a-1".into());
        assert_eq!(key(&create), Some(Key { area: "Carts", customer }));
        let read = api.get_cart("A-1", "c").request().unwrap();
        assert_eq!(key(&read), None);
    }

    #[test]
    fn every_throttled_operation_has_a_limit() {
        for operation in partner_center_api::OPERATIONS {
            assert!(!operation.throttled || operation.limit.is_some(), "{}", operation.id);
        }
    }

    #[tokio::test]
    async fn lanes_that_are_idle_make_room() {
        let clock = ManualClock::new();
        let lanes = Lanes::new(RateLimits::new(), Arc::new(clock.clone()));
        let carts = |customer: &str| lanes.of(&get(&format!("/v1/customers/{customer}/carts")));
        let count = || lanes.lanes.lock().unwrap().lanes.len();
        for customer in 0..MANY {
            let lane = carts(&customer.to_string()).unwrap();
            lane.turn(Duration::MAX).await;
        }
        clock.advance(Duration::from_secs(30));
        let busy = carts("busy").unwrap();
        busy.turn(Duration::MAX).await;
        assert_eq!(count(), MANY + 1, "all of them have been used in the last minute");
        clock.advance(Duration::from_secs(30));
        for customer in 0..MANY {
            carts(&format!("new-{customer}"));
        }
        assert_eq!(count(), 2, "the one in use, and the one just asked for");
        assert!(Arc::ptr_eq(&busy, &carts("BUSY").unwrap()));
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let lanes = Lanes::new(RateLimits::off(), Arc::new(ManualClock::new()));
        assert!(lanes.of(&get("/v1/customers/a/orders/b")).is_none());
    }
}
