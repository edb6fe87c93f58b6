//! The queues that a 429 has stopped, for the caller.

use super::partner::PartnerCenter;
use crate::transport::HeldQueue;

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
        shared.queues.held(shared.clock.now())
    }
}
