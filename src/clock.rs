//! Time, handed in rather than looked up.
//!
//! Everything in this crate that waits or reads a clock does so through [`Clock`], so that
//! a test can let an hour pass in no time and a program can bring a clock of its own.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::support::BoxFuture;

/// Tells the time and waits.
pub trait Clock: Send + Sync + 'static {
    /// The time of day, for comparing with dates that servers send.
    fn now(&self) -> DateTime<Utc>;

    /// The time since some fixed moment, for measuring; it never runs backwards.
    fn elapsed(&self) -> Duration;

    /// Waits on purpose, such as between two tries or two looks at an order.
    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()>;

    /// Ends when `duration` has passed, and is raced against work that may take that long.
    ///
    /// Real clocks need not tell this from [`sleep`](Self::sleep). A clock that hurries
    /// through sleeps must, or it would cut short every piece of work.
    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.sleep(duration)
    }
}

impl<T: Clock + ?Sized> Clock for Arc<T> {
    fn now(&self) -> DateTime<Utc> {
        (**self).now()
    }

    fn elapsed(&self) -> Duration {
        (**self).elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).sleep(duration)
    }

    fn limit(&self, duration: Duration) -> BoxFuture<'static, ()> {
        (**self).limit(duration)
    }
}

/// The clock of the machine; it waits with tokio's timer and so needs a tokio runtime.
#[derive(Clone, Copy, Debug)]
pub struct SystemClock(tokio::time::Instant);

impl SystemClock {
    /// Starts measuring now.
    pub fn new() -> Self {
        Self(tokio::time::Instant::now())
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
        self.0.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        Box::pin(tokio::time::sleep(duration))
    }
}

/// A clock for tests: it stands still until something sleeps or the test moves it.
///
/// A [`sleep`](Clock::sleep) moves the clock to its end and returns at once. A
/// [`limit`](Clock::limit) ends only when the clock has been moved past it. Clones share
/// one time, so a test keeps a clone of the clock that it hands in.
///
/// ```
/// use std::time::Duration;
/// use partner_center::{Clock, ManualClock};
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

/// Runs `work`, but no longer than `limit`.
pub(crate) async fn within<T>(
    clock: &dyn Clock,
    limit: Duration,
    work: impl Future<Output = T>,
) -> Option<T> {
    let start = clock.elapsed();
    let mut work = std::pin::pin!(work);
    let mut end: Option<BoxFuture<'static, ()>> = None;
    std::future::poll_fn(|context| {
        // Work that is done wins over a limit just reached.
        if let Poll::Ready(done) = work.as_mut().poll(context) {
            return Poll::Ready(Some(done));
        }
        // Work that is done at once, such as looking up a token, needs no timer.
        let end = end.get_or_insert_with(|| {
            let spent = clock.elapsed().saturating_sub(start);
            clock.limit(limit.saturating_sub(spent))
        });
        end.as_mut().poll(context).map(|()| None)
    })
    .await
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_manual_sleep_takes_no_time_and_moves_the_clock() {
        let clock = ManualClock::new();
        let before = clock.now();
        clock.sleep(Duration::from_secs(90)).await;
        assert_eq!(clock.now() - before, TimeDelta::seconds(90));
        assert_eq!(clock.sleeps(), [Duration::from_secs(90)]);
    }

    #[tokio::test]
    async fn work_that_never_ends_is_cut_at_the_limit() {
        let clock = ManualClock::new();
        let moved = clock.clone();
        let work = within(&clock, Duration::from_secs(5), std::future::pending::<()>());
        let (outcome, ()) = tokio::join!(work, async { moved.advance(Duration::from_secs(5)) });
        assert_eq!(outcome, None);
    }

    #[tokio::test]
    async fn finished_work_wins_over_a_limit_of_nothing() {
        assert_eq!(within(&ManualClock::new(), Duration::ZERO, async { 7 }).await, Some(7));
    }

    #[tokio::test(start_paused = true)]
    async fn the_system_clock_waits_with_tokio() {
        let clock = SystemClock::new();
        clock.sleep(Duration::from_secs(60)).await;
        assert_eq!(clock.elapsed().as_secs(), 60);
        let cut = within(&clock, Duration::from_secs(1), std::future::pending::<()>()).await;
        assert_eq!(cut, None);
    }
}
