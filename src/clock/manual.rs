//! A clock for tests.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::support::BoxFuture;

use super::Clock;

/// A clock for tests: it stands still until something sleeps or the test moves it.
///
/// A [`sleep`](Clock::sleep) moves the clock to its end and returns at once. A
/// [`limit`](Clock::limit) ends only when the clock has been moved past it. Clones share
/// one time, so a test keeps a clone of the clock that it hands in.
///
/// ```
/// use std::time::Duration;
/// use partner_center::clock::{Clock, ManualClock};
///
/// let clock = ManualClock::new();
/// let before = clock.now();
/// clock.advance(Duration::from_secs(3600));
/// assert_eq!((clock.now() - before).num_minutes(), 60);
/// ```
#[derive(Clone, Default)]
pub struct ManualClock(Arc<Mutex<Hands>>);

#[derive(Default)]
struct Hands {
    elapsed: Duration,
    slept: Vec<Duration>,
    waiting: Vec<Waker>,
}

/// The first second of the year 2030, where every [`ManualClock`] starts.
const START: i64 = 1_893_456_000;

impl ManualClock {
    /// A clock that shows midnight of 1 January 2030, UTC.
    pub fn new() -> Self {
        Self::default()
    }

    /// Moves the clock forward, and ends the limits that this passes.
    pub fn advance(&self, by: Duration) {
        let waiting = self.with(|hands| {
            hands.elapsed = hands.elapsed.saturating_add(by);
            std::mem::take(&mut hands.waiting)
        });
        waiting.into_iter().for_each(Waker::wake);
    }

    /// Every sleep so far, in order.
    pub fn sleeps(&self) -> Vec<Duration> {
        self.with(|hands| hands.slept.clone())
    }

    fn with<T>(&self, look: impl FnOnce(&mut Hands) -> T) -> T {
        look(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

impl fmt::Debug for ManualClock {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ManualClock").field(&self.now()).finish()
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        let start = DateTime::from_timestamp(START, 0).unwrap_or_default();
        TimeDelta::from_std(self.elapsed())
            .ok()
            .and_then(|passed| start.checked_add_signed(passed))
            .unwrap_or(DateTime::<Utc>::MAX_UTC)
    }

    fn elapsed(&self) -> Duration {
        self.with(|hands| hands.elapsed)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let clock = self.clone();
        Box::pin(async move {
            clock.with(|hands| hands.slept.push(duration));
            clock.advance(duration);
        })
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let end = self.elapsed().saturating_add(duration);
        Box::pin(Until { clock: self.clone(), end })
    }
}

/// Ends once the clock shows `end`.
struct Until {
    clock: ManualClock,
    end: Duration,
}

impl Future for Until {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        self.clock.with(|hands| {
            if hands.elapsed >= self.end {
                return Poll::Ready(());
            }
            if !hands.waiting.iter().any(|waker| waker.will_wake(context.waker())) {
                hands.waiting.push(context.waker().clone());
            }
            Poll::Pending
        })
    }
}
