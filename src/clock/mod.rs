//! Time, handed in rather than looked up; beside it randomness, and threads that may wait.
//!
//! Everything in this crate that waits or reads a clock does so through [`Clock`], so that
//! a test can let an hour pass in no time and a program can bring a clock of its own. For the
//! same reason ids and the spread of pauses come from an [`Entropy`].

pub(crate) mod blocking;
pub(crate) mod entropy;
mod limits;
mod manual;
mod system;

use std::future::Future;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;

use chrono::{DateTime, Utc};
use partner_center_api::support::BoxFuture;

pub use entropy::{Entropy, SeededEntropy, SystemEntropy};
pub use manual::ManualClock;
pub use system::SystemClock;

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
        assert_eq!((clock.now() - before).num_seconds(), 90);
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
