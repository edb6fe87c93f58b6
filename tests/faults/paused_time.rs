//! The emulator's time, driven by tokio's, which jumps to the next thing that is waited for.

use std::sync::Arc;
use std::time::{Duration, SystemTime};

use chrono::{DateTime, Utc};
use partner_center::{clock::Clock, external::BoxFuture};
use partner_center_emulator::{Emulator, EmulatorClock};
use tokio::time::Instant;

/// One time for tokio, the emulator and the client.
#[derive(Clone)]
pub(crate) struct PausedTime(Arc<Inner>);

struct Inner {
    start: SystemTime,
    begun: Instant,
    clock: EmulatorClock,
}

impl PausedTime {
    /// Time that has not passed yet. Tokio's has to be paused.
    pub(crate) fn of(emulator: &Emulator) -> Self {
        let clock = emulator.clock().clone();
        Self(Arc::new(Inner { start: clock.now(), begun: Instant::now(), clock }))
    }

    /// Sets the emulator's clock.
    pub(crate) fn keep(&self) {
        let inner = &self.0;
        let due = inner.start + inner.begun.elapsed();
        if let Ok(behind) = due.duration_since(inner.clock.now()) {
            inner.clock.advance(behind);
        }
    }
}

impl Clock for PausedTime {
    fn now(&self) -> DateTime<Utc> {
        self.keep();
        self.0.clock.now().into()
    }

    fn elapsed(&self) -> Duration {
        self.0.begun.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}
