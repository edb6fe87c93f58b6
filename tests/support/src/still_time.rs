//! Time that only a test moves.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use chrono::{DateTime, Utc};
use partner_center::{
    clock::{Clock, ManualClock},
    external::BoxFuture,
};

use crate::Script;

/// A clock whose sleeps last until the test moves it.
#[derive(Clone)]
pub struct StillTime {
    clock: ManualClock,
    sleeps: Arc<AtomicUsize>,
}

impl StillTime {
    /// The time of a script, which the script's clock moves.
    pub fn of(script: &Script) -> Self {
        Self { clock: script.clock(), sleeps: Arc::default() }
    }

    /// How many sleeps have begun.
    pub fn sleeps(&self) -> usize {
        self.sleeps.load(Ordering::Relaxed)
    }
}

impl Clock for StillTime {
    fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    fn elapsed(&self) -> Duration {
        self.clock.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleeps.fetch_add(1, Ordering::Relaxed);
        self.clock.limit(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.clock.limit(duration)
    }
}
