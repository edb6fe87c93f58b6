//! Looking again after a while.

use std::time::Duration;

use super::partner::PartnerCenter;

/// The least time between two looks: the service limits how often it is asked.
const LEAST: Duration = Duration::from_secs(1);

impl PartnerCenter {
    /// Waits between two looks at something that changes.
    pub(crate) async fn pause(&self, every: Duration) {
        self.clock().sleep(every.max(LEAST)).await;
    }
}
