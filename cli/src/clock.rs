//! The time of an emulator, for the commands that are pointed at one.

use std::time::{Duration, Instant};

use chrono::{DateTime, TimeDelta, Utc};
use partner_center::clock::Clock;
use partner_center::external::BoxFuture;

/// The emulator's time of day. Waiting takes real time.
pub(crate) struct EmulatorTime {
    /// How far it is ahead of this machine's.
    ahead: TimeDelta,
    start: Instant,
}

impl EmulatorTime {
    pub(crate) fn showing(now: DateTime<Utc>) -> Self {
        Self { ahead: now - Utc::now(), start: Instant::now() }
    }
}

impl Clock for EmulatorTime {
    fn now(&self) -> DateTime<Utc> {
        Utc::now() + self.ahead
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
