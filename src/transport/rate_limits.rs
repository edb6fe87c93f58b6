//! How many requests go out a minute, so that the service need not say no.

use std::num::NonZeroU32;
use std::time::Duration;

/// The limits that a client keeps of its own accord.
///
/// The service lets a partner's tenant make 500 requests a minute for orders, as many for
/// subscriptions and as many for customers, and answers more with 429. Other calls of the
/// vendor's list of throttled calls, such as those for carts, are counted for each partner and
/// customer; their limits are not published, and the same number is kept for them. Each of
/// these has a queue of its own, and calls pass through it in the order in which they came.
///
/// | what | by default |
/// |---|---|
/// | requests that the service allows | 500 in 60 seconds |
/// | share of them that is aimed at | 98 %, evenly spread |
/// | requests that may follow each other at once | half of what that leaves over, at most 10: 5 |
/// | after a 429 | stop for as long as the service asks, up to 5 minutes, go on at 70 %, recover in a minute or so |
///
/// A bucket that fills with 500 a minute would let 999 through in one minute. This one never
/// lets more through in any minute than the service allows, with some to spare, since the
/// service counts what arrives and the way there takes now more and now less time.
///
/// Waiting counts against the call's time. A call that has not enough of it fails at once,
/// says when to come back, and has [`GaveUp::RateLimit`](crate::error::GaveUp::RateLimit). A call that
/// is dropped while it waits leaves its place to the next one.
///
/// A 429 stops all that the service counts together, so a wait that is asked for by mistake
/// would lock a client out. That is why a stop has a [limit](Self::longest_hold), is written to
/// the log as a warning when it begins, is among the
/// [`held_queues`](crate::PartnerCenter::held_queues), and can be ended there. The call that was
/// refused keeps to what the service asked, whatever that is.
///
/// Each client counts for itself: where two of them, or two processes, share a partner, give
/// each its [part](Self::percent).
///
/// ```
/// use partner_center::transport::RateLimits;
///
/// // Where another program of the same partner takes the other half.
/// let limits = RateLimits::new().percent(50);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateLimits {
    on: bool,
    adaptive: bool,
    requests: u32,
    window: Duration,
    percent: u32,
    burst: Option<u32>,
    hold: Option<Duration>,
}

/// The longest window: a day.
const LONGEST: Duration = Duration::from_secs(24 * 60 * 60);

/// The longest stop after a 429, unless a window is longer or another one is asked for. The
/// service counts by the minute; whoever asks for hours has more likely made a mistake, and one
/// request every five minutes finds out.
const LONGEST_HOLD: Duration = Duration::from_secs(5 * 60);

/// The largest burst, unless one is asked for.
const BURST: u32 = 10;

impl Default for RateLimits {
    fn default() -> Self {
        Self::new()
    }
}

impl RateLimits {
    /// The numbers above.
    pub fn new() -> Self {
        Self {
            on: true,
            adaptive: true,
            requests: 500,
            window: Duration::from_secs(60),
            percent: 98,
            burst: None,
            hold: None,
        }
    }

    /// Sends as fast as asked, and leaves it to the service to say no.
    pub fn off() -> Self {
        Self { on: false, ..Self::new() }
    }

    /// Sets how many requests the service allows in a window; 0 counts as 1.
    pub fn requests(mut self, requests: u32) -> Self {
        self.requests = requests.max(1);
        self
    }

    /// Sets the length of a window, from a millisecond to a day.
    pub fn window(mut self, window: Duration) -> Self {
        self.window = window.clamp(Duration::from_millis(1), LONGEST);
        self
    }

    /// Sets which share of what the service allows is aimed at, from 1 to 100 percent.
    pub fn percent(mut self, percent: u32) -> Self {
        self.percent = percent.clamp(1, 100);
        self
    }

    /// Sets how many requests may follow each other at once after a time with none. More than
    /// the aim leaves over is cut to that.
    pub fn burst(mut self, burst: u32) -> Self {
        self.burst = Some(burst);
        self
    }

    /// Keeps the same speed whatever the service answers.
    pub fn without_adapting(mut self) -> Self {
        self.adaptive = false;
        self
    }

    /// Sets for how long one 429 stops a queue at most, whatever the service asks; otherwise
    /// for 5 minutes, or one window if that is longer.
    pub fn longest_hold(mut self, hold: Duration) -> Self {
        self.hold = Some(hold);
        self
    }

    pub(super) fn is_on(&self) -> bool {
        self.on
    }

    pub(super) fn is_adaptive(&self) -> bool {
        self.adaptive
    }

    pub(super) fn length(&self) -> Duration {
        self.window
    }

    /// The longest stop after a 429.
    pub(super) fn hold(&self) -> Duration {
        self.hold.unwrap_or(LONGEST_HOLD.max(self.window))
    }

    /// The time from one request to the next, and how many may come without it.
    ///
    /// In any window there are at most as many as intervals begin in it, and a burst less one;
    /// together they never exceed what the service allows.
    pub(super) fn spread(&self) -> (Duration, NonZeroU32) {
        let aim = (u64::from(self.requests) * u64::from(self.percent) / 100).max(1);
        let nanos = self.window.as_nanos().div_ceil(u128::from(aim));
        let interval = Duration::from_nanos(u64::try_from(nanos).unwrap_or(u64::MAX));
        let over = self.requests - u32::try_from(aim).unwrap_or(self.requests).min(self.requests);
        let burst = match self.burst {
            Some(burst) => burst.min(over + 1),
            None => (over / 2).min(BURST),
        };
        (interval, NonZeroU32::new(burst).unwrap_or(NonZeroU32::MIN))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(limits: RateLimits, micros: u128, burst: u32) {
        let (interval, found) = limits.spread();
        assert_eq!((interval.as_micros(), found.get()), (micros, burst), "{limits:?}");
    }

    #[test]
    fn the_spread_of_limits() {
        let limits = RateLimits::new();
        check(limits, 122_448, 5);
        check(limits.percent(49), 244_897, 10);
        check(limits.percent(100), 120_000, 1);
        check(limits.burst(10), 122_448, 10);
        check(limits.burst(99), 122_448, 11);
        check(limits.burst(0), 122_448, 1);
        check(limits.requests(10), 6_666_666, 1);
        check(limits.requests(0), 60_000_000, 1);
        check(limits.window(Duration::from_secs(6)), 12_244, 5);
        check(limits.window(Duration::ZERO), 2, 5);
        check(limits.requests(u32::MAX), 0, 10);
    }

    #[test]
    fn a_stop_lasts_minutes_or_a_window_or_as_long_as_was_set() {
        let (minute, day) = (Duration::from_secs(60), LONGEST);
        assert_eq!(RateLimits::new().hold(), 5 * minute);
        assert_eq!(RateLimits::new().window(day).hold(), day);
        assert_eq!(RateLimits::new().window(day).longest_hold(minute).hold(), minute);
        assert_eq!(RateLimits::new().longest_hold(day).hold(), day);
    }

    /// Sends as fast as the numbers allow, from an idle start, and looks at every window.
    #[test]
    fn no_window_ever_sees_more_than_the_service_allows() {
        for limits in [
            RateLimits::new(),
            RateLimits::new().burst(99),
            RateLimits::new().percent(100),
            RateLimits::new().requests(7).percent(60),
            RateLimits::new().requests(1),
            RateLimits::new().requests(333).percent(90).burst(20).window(Duration::from_secs(7)),
        ] {
            let (interval, burst) = limits.spread();
            let sent: Vec<Duration> = (0..3 * limits.requests)
                .map(|number| interval * (number + 1).saturating_sub(burst.get()))
                .collect();
            for (first, start) in sent.iter().enumerate() {
                let inside =
                    sent[first..].iter().take_while(|at| **at < *start + limits.window).count();
                assert!(inside <= limits.requests as usize, "{inside} with {limits:?}");
            }
        }
    }
}
