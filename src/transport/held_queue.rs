//! Queues that the service has stopped with a 429: which they are, and how to go on sooner.

use std::fmt;
use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};

use super::request_queue::RequestQueue;
use crate::client::PartnerCenter;

/// A queue of the client's [rate limits](crate::transport::RateLimits) that lets nothing
/// through, since the service has answered one of its requests with 429 and asked to wait.
///
/// It is a picture of the moment in which [`held_queues`](PartnerCenter::held_queues) was
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

impl PartnerCenter {
    /// The queues that a 429 of the service has stopped, and until when. All handles of a
    /// client share them.
    ///
    /// A queue goes on by itself after [some
    /// minutes](crate::transport::RateLimits::longest_hold). Whoever knows that the service
    /// asked for more than it needs can end the stop.
    ///
    /// ```
    /// # fn go_on(partner: &partner_center::PartnerCenter) {
    /// for queue in partner.held_queues() {
    ///     println!("no {} before {}", queue.name(), queue.until());
    ///     queue.resume();
    /// }
    /// # }
    /// ```
    pub fn held_queues(&self) -> Vec<HeldQueue> {
        let shared = self.shared();
        let now = shared.clock.now();
        let held = shared.queues.all().into_iter().filter_map(|queue| {
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
