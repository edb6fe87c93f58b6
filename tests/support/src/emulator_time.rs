//! The time of an emulator, for the partner in front of it.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use partner_center::{clock::Clock, external::BoxFuture};
use partner_center_emulator::{Emulator, EmulatorClock};

/// The emulator's time: waiting moves it on, and nothing runs out of it by itself.
pub struct EmulatorTime {
    start: SystemTime,
    clock: EmulatorClock,
}

impl EmulatorTime {
    /// Time that has not passed yet.
    pub fn of(emulator: &Emulator) -> Self {
        Self { start: emulator.clock().now(), clock: emulator.clock().clone() }
    }
}

impl Clock for EmulatorTime {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now().into()
    }

    fn elapsed(&self) -> Duration {
        self.clock.now().duration_since(self.start).unwrap_or_default()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clock.clone();
        Box::pin(async move {
            clock.advance(duration);
            // Whoever cancels while this waits gets a chance to be heard.
            tokio::task::yield_now().await;
        })
    }

    fn limit(&self, _: Duration) -> BoxFuture<'static, ()> {
        Box::pin(std::future::pending())
    }
}
