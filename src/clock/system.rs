//! The clock of the machine.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use chrono::{DateTime, Utc};
use partner_center_api::support::BoxFuture;
use tokio::time::Instant;

use super::Clock;
use super::limits::Limits;

/// The clock of the machine; it waits with tokio's timer and so needs a tokio runtime.
///
/// Clones share what they measure from. It keeps the timers of [limits](Clock::limit) that
/// were not reached for the next ones, so that a runtime may wake for nothing once or twice in
/// the minutes after the last call.
#[derive(Clone)]
pub struct SystemClock {
    start: Instant,
    limits: Arc<Limits>,
}

impl SystemClock {
    /// Starts measuring now.
    pub fn new() -> Self {
        Self { start: Instant::now(), limits: Arc::default() }
    }
}

impl Default for SystemClock {
    fn default() -> Self {
        Self::new()
    }
}

impl Clock for SystemClock {
    fn now(&self) -> DateTime<Utc> {
        std::time::SystemTime::now().into()
    }

    fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(Limits::start(&self.limits, duration))
    }
}

impl fmt::Debug for SystemClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SystemClock").field("start", &self.start).finish_non_exhaustive()
    }
}
