//! One queue: requests that the service counts together, in the order in which they came.

use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use futures_util::future::select;
use tokio::sync::Notify;

use super::adaptive_rate::AdaptiveRate;
use super::queue_key::QueueKey;
use super::rate_limits::RateLimits;
use crate::clock::{Clock, within};
use crate::error::{Delivery, Error, GaveUp, Kind};

/// A queue in front of a limit.
///
/// Only its head asks the rate when it may go, and those behind it can count when their turn
/// comes. Were all of them to ask, all would wake at once for a turn that is one's.
pub(super) struct RequestQueue {
    key: QueueKey,
    clock: Arc<dyn Clock>,
    /// Held by the head of the queue; the others wait for it in order.
    head: tokio::sync::Mutex<()>,
    /// Wakes the head when a stop is ended.
    resumed: Notify,
    state: Mutex<State>,
}

struct State {
    rate: AdaptiveRate,
    /// How many are in the queue, its head among them.
    queued: u32,
    /// When the head goes, while it waits.
    head_goes_at: Option<Duration>,
}

/// What became of waiting for a turn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Turn {
    /// It came at once.
    AtOnce,
    /// It came after a wait.
    Waited,
    /// It would come too late: only after so long.
    TooLate(Duration),
}

impl RequestQueue {
    pub(super) fn new(key: QueueKey, limits: &RateLimits, clock: Arc<dyn Clock>) -> Self {
        let rate = AdaptiveRate::new(limits);
        Self {
            key,
            clock,
            head: tokio::sync::Mutex::default(),
            resumed: Notify::new(),
            state: Mutex::new(State { rate, queued: 0, head_goes_at: None }),
        }
    }

    /// What is counted in it.
    pub(super) fn key(&self) -> &QueueKey {
        &self.key
    }

    /// Takes a turn if there is one to be had without a wait.
    pub(super) fn at_once(&self) -> bool {
        // Nobody overtakes: while others wait, there is no such lock.
        self.head.try_lock().is_ok_and(|_head| self.take().is_ok())
    }

    /// Waits for a turn, if it can come within `patience`. Dropping it leaves the place to the
    /// next one, and nothing counted.
    ///
    /// After a wait `prepare` is run, before anybody else is let through: were the turns of
    /// others to come while it takes its time, all of them would go out together at its end.
    pub(super) async fn turn_and(
        &self,
        patience: Duration,
        prepare: impl Future<Output = ()>,
    ) -> Turn {
        if self.at_once() {
            return Turn::AtOnce;
        }
        let start = self.clock.elapsed();
        let left = || patience.saturating_sub(self.clock.elapsed().saturating_sub(start));
        let place = Place::at_the_end(self);
        let _head = match self.head.try_lock() {
            Ok(guard) => guard,
            Err(_) => {
                let ahead = self.expected();
                if ahead >= patience {
                    return Turn::TooLate(ahead);
                }
                match within(&*self.clock, left(), self.head.lock()).await {
                    Some(guard) => guard,
                    None => return Turn::TooLate(self.expected()),
                }
            }
        };
        // Given up before the head is, or it would take back what the next head says.
        let mut place = place;
        loop {
            let Err(wait) = self.take() else {
                prepare.await;
                return Turn::Waited;
            };
            if wait >= left() {
                return Turn::TooLate(wait);
            }
            place.goes_after(wait);
            let resumed = std::pin::pin!(self.resumed.notified());
            select(resumed, self.clock.sleep(wait)).await;
        }
    }

    /// What a call fails with whose turn would come only after `wait`; `last` is what its last
    /// try failed with.
    pub(super) fn too_late(&self, last: Option<Error>, wait: Duration) -> Error {
        let what = || self.key.to_string().into();
        let none = || Error::new(Kind::Limited { what: what() }, Delivery::NotDone);
        let error = last.unwrap_or_else(none).with_retry_after(Some(wait));
        let error = error.with_gave_up(GaveUp::RateLimit);
        if self.held().is_none() {
            return error;
        }
        error.with_outlook(
            "the service has asked for this wait with a 429: `PartnerCenter::held_queues` shows \
             and ends such waits, and `RateLimits::longest_hold` bounds them",
        )
    }

    /// The service has turned away a request that went out at `sent_at`.
    pub(super) fn slow_down(&self, sent_at: Duration, asked: Option<Duration>) {
        let now = self.clock.elapsed();
        let (before, held) = self.with(|state| {
            let before = state.rate.held(now);
            state.rate.slow_down(sent_at, now, asked);
            (before, state.rate.held(now))
        });
        // Once for each stop, however many requests are turned away together.
        if before.is_zero() && !held.is_zero() {
            tracing::warn!(
                queue = %self.key,
                held_seconds = held.as_secs_f64(),
                asked_seconds = asked.map(|asked| asked.as_secs_f64()),
                "the service has asked to slow down (429): nothing of this queue is sent until \
                 then; `PartnerCenter::held_queues` shows such queues, and can end the wait",
            );
        }
    }

    /// How long the service has stopped it yet, if it has.
    pub(super) fn held(&self) -> Option<Duration> {
        let now = self.clock.elapsed();
        Some(self.with(|state| state.rate.held(now))).filter(|held| !held.is_zero())
    }

    /// Ends what the service has asked to wait.
    pub(super) fn resume(&self) {
        let now = self.clock.elapsed();
        self.with(|state| {
            state.rate.resume(now);
            // It says so itself once it has been woken.
            state.head_goes_at = None;
        });
        self.resumed.notify_one();
    }

    /// Whether a fresh queue would be the same: nobody is in it, and the past is forgotten.
    pub(super) fn is_idle(&self) -> bool {
        let now = self.clock.elapsed();
        self.with(|state| state.queued == 0 && state.rate.is_as_new(now))
    }

    /// Takes a turn now, or says how long none will be free.
    fn take(&self) -> Result<(), Duration> {
        self.with(|state| {
            let now = self.clock.elapsed();
            let wait = state.rate.wait(now);
            if !wait.is_zero() {
                return Err(wait);
            }
            state.rate.sent(now);
            Ok(())
        })
    }

    /// How long the last in the queue will wait, should nobody before it give up.
    fn expected(&self) -> Duration {
        let now = self.clock.elapsed();
        self.with(|state| {
            // Without a wait of the head's the queue is about to move, as far as is known.
            let Some(head) = state.head_goes_at else { return Duration::ZERO };
            let behind = state.queued.saturating_sub(1);
            head.saturating_sub(now) + state.rate.gap(head).saturating_mul(behind)
        })
    }

    fn with<T>(&self, look: impl FnOnce(&mut State) -> T) -> T {
        look(&mut self.state.lock().unwrap_or_else(PoisonError::into_inner))
    }
}

/// A place in the queue, given up when dropped.
struct Place<'a> {
    queue: &'a RequestQueue,
    is_head: bool,
}

impl<'a> Place<'a> {
    fn at_the_end(queue: &'a RequestQueue) -> Self {
        queue.with(|state| state.queued += 1);
        Self { queue, is_head: false }
    }

    /// It is the head's, who goes after `wait`.
    fn goes_after(&mut self, wait: Duration) {
        self.is_head = true;
        let goes_at = self.queue.clock.elapsed().saturating_add(wait);
        self.queue.with(|state| state.head_goes_at = Some(goes_at));
    }
}

impl Drop for Place<'_> {
    fn drop(&mut self) {
        let is_head = self.is_head;
        self.queue.with(|state| {
            state.queued -= 1;
            if is_head {
                state.head_goes_at = None;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use std::task::{Context, Poll, Waker};

    use partner_center_api::{Request, Retry};

    use super::*;
    use crate::clock::ManualClock;

    impl RequestQueue {
        pub(in crate::transport) async fn turn(&self, patience: Duration) -> Turn {
            self.turn_and(patience, std::future::ready(())).await
        }
    }

    const LONG: Duration = Duration::from_secs(3600);
    const GAP: u64 = 6;

    /// One request every six seconds, in bursts of at most two.
    fn queue(clock: &ManualClock) -> RequestQueue {
        let limits = RateLimits::new().requests(12).percent(84).burst(2);
        assert_eq!(limits.spread().0, Duration::from_secs(GAP));
        let order = Request::raw("GET", "/v1/customers/a/orders/b", Retry::Read).unwrap();
        let key = QueueKey::of(&order).unwrap();
        RequestQueue::new(key, &limits, Arc::new(clock.clone()))
    }

    fn seconds(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// Polls once.
    fn poll<F: Future + Unpin>(future: &mut F) -> Poll<F::Output> {
        std::pin::Pin::new(future).poll(&mut Context::from_waker(Waker::noop()))
    }

    /// A clock whose sleeps last until the test moves it, so that a queue can be looked at.
    struct Still(ManualClock);

    impl Clock for Still {
        fn now(&self) -> chrono::DateTime<chrono::Utc> {
            self.0.now()
        }

        fn elapsed(&self) -> Duration {
            self.0.elapsed()
        }

        fn sleep(&self, duration: Duration) -> partner_center_api::support::BoxFuture<'static, ()> {
            self.0.limit(duration)
        }
    }

    fn still_queue(clock: &ManualClock) -> RequestQueue {
        let mut queue = queue(clock);
        queue.clock = Arc::new(Still(clock.clone()));
        queue
    }

    #[tokio::test]
    async fn a_burst_passes_and_then_one_every_interval() {
        let clock = ManualClock::new();
        let queue = queue(&clock);
        for expected in [Turn::AtOnce, Turn::AtOnce, Turn::Waited, Turn::Waited] {
            assert_eq!(queue.turn(LONG).await, expected);
        }
        assert_eq!(clock.sleeps(), [seconds(GAP); 2]);
        clock.advance(LONG);
        assert_eq!(queue.turn(LONG).await, Turn::AtOnce);
    }

    #[tokio::test]
    async fn a_turn_that_would_come_too_late_is_refused_at_once() {
        let clock = ManualClock::new();
        let queue = queue(&clock);
        queue.turn(LONG).await;
        queue.turn(LONG).await;
        clock.advance(seconds(1));
        assert_eq!(queue.turn(seconds(5)).await, Turn::TooLate(seconds(5)));
        assert!(clock.sleeps().is_empty());
        // Nothing was counted for it.
        assert_eq!(queue.turn(seconds(6)).await, Turn::Waited);
        assert_eq!(clock.sleeps(), [seconds(5)]);
    }

    #[test]
    fn those_behind_know_when_their_turn_comes() {
        let clock = ManualClock::new();
        let queue = still_queue(&clock);
        let mut turns: Vec<_> = (0..5).map(|_| Box::pin(queue.turn(LONG))).collect();
        let first: Vec<_> = turns.iter_mut().map(poll).collect();
        assert_eq!(first[..2], [Poll::Ready(Turn::AtOnce); 2]);
        assert_eq!(first[2..], [Poll::Pending; 3]);

        // Three wait: the head for one interval, the others for two and three, this one for four.
        let mut late = Box::pin(queue.turn(seconds(4 * GAP)));
        assert_eq!(poll(&mut late), Poll::Ready(Turn::TooLate(seconds(4 * GAP))));
        let mut patient = Box::pin(queue.turn(seconds(4 * GAP + 1)));
        assert_eq!(poll(&mut patient), Poll::Pending);

        // One interval lets one through, in order.
        clock.advance(seconds(GAP));
        let second: Vec<_> = turns[2..].iter_mut().map(poll).collect();
        assert_eq!(second, [Poll::Ready(Turn::Waited), Poll::Pending, Poll::Pending]);
    }

    #[test]
    fn a_dropped_wait_leaves_its_place_to_the_next() {
        let clock = ManualClock::new();
        let queue = still_queue(&clock);
        let mut turns: Vec<_> = (0..5).map(|_| Box::pin(queue.turn(LONG))).collect();
        let ready = turns.iter_mut().filter_map(|turn| poll(turn).is_ready().then_some(())).count();
        assert_eq!(ready, 2);
        // The head goes, and the one behind it; the last one now is the head.
        drop(turns.drain(2..4));
        let mut last = turns.pop().unwrap();
        assert_eq!(poll(&mut last), Poll::Pending);
        clock.advance(seconds(GAP));
        assert_eq!(poll(&mut last), Poll::Ready(Turn::Waited));
        assert!(!queue.is_idle());
        clock.advance(LONG);
        assert!(queue.is_idle(), "nothing is left of those who gave up");
    }

    #[tokio::test]
    async fn a_complaint_stops_the_lane_and_slows_it() {
        let clock = ManualClock::new();
        let queue = queue(&clock);
        queue.turn(LONG).await;
        queue.slow_down(clock.elapsed(), Some(seconds(30)));
        assert_eq!(queue.turn(seconds(30)).await, Turn::TooLate(seconds(30)));
        assert_eq!(queue.turn(LONG).await, Turn::Waited);
        assert_eq!(queue.turn(LONG).await, Turn::Waited);
        let slept = clock.sleeps();
        assert_eq!(slept[0], seconds(30));
        // 70 % of the speed, and a little of it has come back by then.
        assert!((8.0..8.6).contains(&slept[1].as_secs_f64()), "{slept:?}");
    }

    #[test]
    fn a_stop_that_is_ended_lets_the_head_go_and_those_behind_follow() {
        let clock = ManualClock::new();
        let queue = still_queue(&clock);
        assert!(queue.at_once());
        queue.slow_down(clock.elapsed(), Some(LONG));
        assert_eq!(queue.held(), Some(seconds(300)));
        clock.advance(seconds(20));
        let mut turns: Vec<_> = (0..2).map(|_| Box::pin(queue.turn(LONG))).collect();
        assert!(turns.iter_mut().all(|turn| poll(turn).is_pending()));
        let hurried = &mut Box::pin(queue.turn(seconds(280)));
        assert!(matches!(poll(hurried), Poll::Ready(Turn::TooLate(_))));

        queue.resume();
        assert_eq!(queue.held(), None);
        assert_eq!(poll(&mut turns[0]), Poll::Ready(Turn::Waited));
        // At 70 % of the speed, as after any 429.
        assert_eq!(poll(&mut turns[1]), Poll::Pending);
        clock.advance(seconds(9));
        assert_eq!(poll(&mut turns[1]), Poll::Ready(Turn::Waited));
    }

    #[tokio::test]
    async fn a_clock_that_has_run_for_ages_does_no_harm() {
        let clock = ManualClock::new();
        clock.advance(Duration::MAX);
        let queue = queue(&clock);
        assert_eq!(queue.turn(LONG).await, Turn::AtOnce);
    }
}
