//! Time limits that are nearly never reached, and cost next to nothing then.
//!
//! Each try of a call has a limit, a minute or two ahead, and nearly all are done within
//! milliseconds. A timer that is made for each is entered into the runtime's list and taken out
//! again under a lock; and where the runtime has no earlier one, entering it wakes the thread
//! that waits for the network, which can cost as much as the rest of the call's work. So a timer
//! whose limit was not reached stays entered and is lent to the next limit, and to move it
//! further ahead is one atomic operation.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use tokio::runtime::{Handle, Id};
use tokio::time::{Instant, Sleep};

/// How many timers are kept; as many calls at once find one each.
const KEPT: usize = 64;

/// The timers that nobody uses just now.
#[derive(Default)]
pub(super) struct Limits(Mutex<Vec<Timer>>);

/// A timer, and the runtime that drives it. No other may use it: it may be one that stands
/// still, or has ended.
struct Timer {
    runtime: Id,
    sleep: Pin<Box<Sleep>>,
}

impl Limits {
    /// A limit that ends when `duration` has passed from now.
    pub(super) fn start(limits: &Arc<Self>, duration: Duration) -> Limit {
        let runtime = Handle::current().id();
        let timer = match (limits.take(runtime), Instant::now().checked_add(duration)) {
            (Some(mut timer), Some(end)) => {
                timer.sleep.as_mut().reset(end);
                timer
            }
            // Beyond what a clock can count, which tokio takes for thirty years.
            _ => Timer { runtime, sleep: Box::pin(tokio::time::sleep(duration)) },
        };
        Limit { limits: limits.clone(), timer: Some(timer) }
    }

    fn take(&self, runtime: Id) -> Option<Timer> {
        let mut kept = self.kept();
        // One that has elapsed may be left of a runtime that has ended, whose id is free again.
        let fits = |timer: &Timer| timer.runtime == runtime && !timer.sleep.is_elapsed();
        match kept.iter().rposition(fits) {
            Some(found) => Some(kept.swap_remove(found)),
            None => {
                // A timer holds on to its runtime, whether or not that has ended.
                kept.retain(|kept| !kept.sleep.is_elapsed());
                None
            }
        }
    }

    fn give_back(&self, timer: Timer) {
        let mut kept = self.kept();
        if kept.len() < KEPT {
            kept.push(timer);
        }
    }

    fn kept(&self) -> std::sync::MutexGuard<'_, Vec<Timer>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// Ends once its time has passed. Dropped before, it leaves its timer to the next one.
pub(super) struct Limit {
    limits: Arc<Limits>,
    timer: Option<Timer>,
}

impl Future for Limit {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        match &mut self.timer {
            Some(timer) => timer.sleep.as_mut().poll(context),
            None => Poll::Ready(()),
        }
    }
}

impl Drop for Limit {
    fn drop(&mut self) {
        if let Some(timer) = self.timer.take()
            && !timer.sleep.is_elapsed()
        {
            self.limits.give_back(timer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    async fn poll_once(limit: &mut Limit) {
        std::future::poll_fn(|context| {
            assert!(Pin::new(&mut *limit).poll(context).is_pending());
            Poll::Ready(())
        })
        .await;
    }

    fn kept(limits: &Limits) -> usize {
        limits.kept().len()
    }

    #[tokio::test(start_paused = true)]
    async fn a_limit_ends_in_its_time_with_a_new_timer_and_with_one_that_is_lent() {
        let limits = Arc::default();
        for (whole, left_after) in [(60, 1), (60, 59), (5, 4), (120, 0), (1, 0), (0, 0)] {
            let began = Instant::now();
            Limits::start(&limits, Duration::from_secs(whole)).await;
            assert_eq!(began.elapsed().as_secs(), whole);
            let mut unreached = Limits::start(&limits, MINUTE);
            poll_once(&mut unreached).await;
            tokio::time::sleep(Duration::from_secs(left_after)).await;
            drop(unreached);
            assert_eq!(kept(&limits), 1, "lent to the next");
        }
    }

    #[tokio::test(start_paused = true)]
    async fn a_timer_that_elapsed_while_nobody_used_it_does_no_harm() {
        let limits = Arc::default();
        poll_once(&mut Limits::start(&limits, MINUTE)).await;
        tokio::time::sleep(2 * MINUTE).await;
        let began = Instant::now();
        Limits::start(&limits, MINUTE).await;
        assert_eq!(began.elapsed(), MINUTE);
    }

    #[tokio::test(start_paused = true)]
    async fn no_more_timers_are_kept_than_are_of_use() {
        let limits = Arc::default();
        let mut busy: Vec<_> = (0..2 * KEPT).map(|_| Limits::start(&limits, MINUTE)).collect();
        for limit in &mut busy {
            poll_once(limit).await;
        }
        drop(busy);
        assert_eq!(kept(&limits), KEPT);
        tokio::time::sleep(2 * MINUTE).await;
        poll_once(&mut Limits::start(&limits, MINUTE)).await;
        assert_eq!(kept(&limits), 1, "those that have elapsed made room");
    }

    #[test]
    fn a_timer_stays_with_the_runtime_that_drives_it() {
        let limits: Arc<Limits> = Arc::default();
        let runtime = || {
            let mut builder = tokio::runtime::Builder::new_current_thread();
            builder.enable_time().start_paused(true).build().unwrap()
        };
        // The first stands still while the second runs, and the third comes after its end.
        let (first, second) = (runtime(), runtime());
        first.block_on(async { poll_once(&mut Limits::start(&limits, MINUTE)).await });
        second.block_on(async { Limits::start(&limits, MINUTE).await });
        assert_eq!(kept(&limits), 1);
        drop(first);
        runtime().block_on(async { Limits::start(&limits, MINUTE).await });
    }
}
