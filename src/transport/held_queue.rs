//! Queues that the service has stopped with a 429: which they are, and how to go on sooner.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::request_queue::RequestQueue;
use super::request_queues::RequestQueues;

/// A queue of the client's [rate limits](crate::transport::RateLimits) that lets nothing
/// through, since the service has answered one of its requests with 429 and asked to wait.
///
/// It is a picture of the moment in which [`held_queues`](crate::PartnerCenter::held_queues) was
/// called.
pub struct HeldQueue {
    queue: Arc<RequestQueue>,
    until: DateTime<Utc>,
}

impl HeldQueue {
    /// What waits in it, such as `orders` or `carts of a customer`.
    pub fn name(&self) -> String {
        self.queue.key().to_string()
    }

    /// The customer, where the service counts the requests of each apart.
    pub fn customer(&self) -> Option<&str> {
        self.queue.key().customer()
    }

    /// When it goes on by itself, by the client's clock.
    pub fn until(&self) -> DateTime<Utc> {
        self.until
    }

    /// Lets it go on now, for all who wait in it: slowly at first, as after every 429. The
    /// next 429 stops it again.
    pub fn resume(&self) {
        self.queue.resume();
    }
}

impl RequestQueues {
    /// Those that are stopped at the time `now`, by name.
    pub(crate) fn held(&self, now: DateTime<Utc>) -> Vec<HeldQueue> {
        let held = self.all().into_iter().filter_map(|queue| {
            let left = TimeDelta::from_std(queue.held()?).ok()?;
            Some(HeldQueue { queue, until: now.checked_add_signed(left)? })
        });
        let mut held: Vec<_> = held.collect();
        held.sort_by(|a, b| (a.name(), a.customer()).cmp(&(b.name(), b.customer())));
        held
    }
}

impl fmt::Debug for HeldQueue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("HeldQueue")
            .field("name", &self.name())
            .field("until", &self.until)
            .finish_non_exhaustive()
    }
}
