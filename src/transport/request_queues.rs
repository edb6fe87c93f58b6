//! A queue for each group of requests that the service counts together.

use std::collections::HashMap;
use std::fmt;
use std::sync::{Arc, Mutex, PoisonError};

use partner_center_api::support::Request;

use super::queue_key::QueueKey;
use super::rate_limits::RateLimits;
use super::request_queue::RequestQueue;
use crate::clock::Clock;

/// From how many queues on the idle ones are looked for.
const MANY: usize = 256;

/// All queues of a client.
pub(crate) struct RequestQueues {
    limits: RateLimits,
    clock: Arc<dyn Clock>,
    queues: Mutex<Table>,
}

#[derive(Default)]
struct Table {
    queues: HashMap<QueueKey, Arc<RequestQueue>>,
    /// How many queues there may be before the idle ones are dropped.
    room: usize,
}

impl RequestQueues {
    pub(crate) fn new(limits: RateLimits, clock: Arc<dyn Clock>) -> Self {
        Self { limits, clock, queues: Mutex::default() }
    }

    /// The queue for a request; `None` where nothing is counted.
    pub(super) fn of(&self, request: &Request) -> Option<Arc<RequestQueue>> {
        if !self.limits.is_on() {
            return None;
        }
        let key = QueueKey::of(request)?;
        let mut table = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(queue) = table.queues.get(&key) {
            return Some(queue.clone());
        }
        table.make_room();
        let queue = Arc::new(RequestQueue::new(key.clone(), &self.limits, self.clock.clone()));
        table.queues.insert(key, queue.clone());
        Some(queue)
    }

    /// Those that there are.
    pub(super) fn all(&self) -> Vec<Arc<RequestQueue>> {
        let table = self.queues.lock().unwrap_or_else(PoisonError::into_inner);
        table.queues.values().cloned().collect()
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

    use partner_center_api::Retry;

    use super::*;
    use crate::clock::ManualClock;

    #[tokio::test]
    async fn queues_that_are_idle_make_room() {
        let clock = ManualClock::new();
        let queues = RequestQueues::new(RateLimits::new(), Arc::new(clock.clone()));
        let carts = |customer: &str| {
            let target = format!("/v1/customers/{customer}/carts");
            queues.of(&Request::raw("POST", &target, Retry::Once).unwrap())
        };
        let count = || queues.queues.lock().unwrap().queues.len();
        for customer in 0..MANY {
            let queue = carts(&customer.to_string()).unwrap();
            queue.turn(Duration::MAX).await;
        }
        // They are due again after some 122 ms.
        clock.advance(Duration::from_millis(70));
        let busy = carts("busy").unwrap();
        busy.turn(Duration::MAX).await;
        assert_eq!(count(), MANY + 1, "all of them remember a request");
        clock.advance(Duration::from_millis(70));
        for customer in 0..MANY {
            carts(&format!("new-{customer}"));
        }
        assert_eq!(count(), 2, "the one in use, and the one just asked for");
        assert!(Arc::ptr_eq(&busy, &carts("BUSY").unwrap()));
    }

    #[test]
    fn limits_that_are_off_count_nothing() {
        let queues = RequestQueues::new(RateLimits::off(), Arc::new(ManualClock::new()));
        let order = Request::raw("GET", "/v1/customers/a/orders/b", Retry::Read).unwrap();
        assert!(queues.of(&order).is_none());
    }
}
