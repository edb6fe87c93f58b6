//! When the next request may go: evenly spaced, and slower for a while after the service has
//! asked for that. Pure functions of time.

use std::time::Duration;

use super::rate_limits::RateLimits;

/// What is kept of the speed with each complaint of the service.
const CUT: f64 = 0.7;

/// The slowest, as a share of full speed.
const SLOWEST: f64 = 0.1;

/// How much of full speed comes back in the length of one window.
const RECOVERY: f64 = 0.25;

/// The rate of one queue, by the generic cell rate algorithm.
///
/// It remembers when the next request would be due, were all of them evenly spaced (the
/// *theoretical arrival time*), and lets a request go that comes before that by no more than a
/// burst. So there is one number to keep, however many requests there were.
///
/// A complaint stops the queue for as long as the service asks, up to a limit. Then it goes on
/// at 70 % of its speed, evenly and without bursts, and gains 25 points a window until it is
/// back. Others may be using up the same limit, so going on at full speed would only meet the
/// next complaint. It never goes below 10 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct AdaptiveRate {
    window: Duration,
    /// The time between two requests at full speed.
    interval: Duration,
    /// How much sooner than it is due a request may go at full speed.
    tolerance: Duration,
    /// The longest stop.
    longest_hold: Duration,
    /// When the next request is due at full speed.
    due_at: Duration,
    /// The share of full speed right after the stop.
    share: f64,
    /// When the stop ends, and the recovery begins.
    held_until: Duration,
    /// When the last complaint was heard that counted; those about earlier requests do not.
    slowed_at: Option<Duration>,
}

impl AdaptiveRate {
    pub(super) fn new(limits: &RateLimits) -> Self {
        let (interval, burst) = limits.spread();
        Self {
            window: limits.length(),
            interval,
            tolerance: interval.saturating_mul(burst.get() - 1),
            longest_hold: limits.hold(),
            due_at: Duration::ZERO,
            share: 1.0,
            held_until: Duration::ZERO,
            slowed_at: None,
        }
    }

    /// The share of full speed at `now`.
    fn share(&self, now: Duration) -> f64 {
        if self.slowed_at.is_none() {
            return 1.0;
        }
        let windows = now.saturating_sub(self.held_until).as_secs_f64() / self.window.as_secs_f64();
        (self.share + RECOVERY * windows).min(1.0)
    }

    /// The time between two requests at `now`.
    pub(super) fn gap(&self, now: Duration) -> Duration {
        let share = self.share(now);
        if share >= 1.0 { self.interval } else { self.interval.div_f64(share) }
    }

    /// How long the next request has to wait.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        let goes_at = if self.share(now) >= 1.0 {
            self.due_at.saturating_sub(self.tolerance)
        } else {
            // Due at full speed, and later by as much as the gap is longer now.
            self.due_at.saturating_add(self.gap(now).saturating_sub(self.interval))
        };
        goes_at.max(self.held_until).saturating_sub(now)
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Duration) {
        self.due_at = self.due_at.max(now).saturating_add(self.interval);
    }

    /// The service has turned away a request that went out at `sent_at`, and asks to wait.
    ///
    /// Those that were under way together are turned away together; they count as one.
    pub(super) fn slow_down(&mut self, sent_at: Duration, now: Duration, asked: Option<Duration>) {
        if self.slowed_at.is_none_or(|slowed| sent_at >= slowed) {
            self.share = (self.share(now) * CUT).max(SLOWEST);
            self.slowed_at = Some(now);
        }
        let asked = asked.unwrap_or_default().min(self.longest_hold);
        self.held_until = self.held_until.max(now.saturating_add(asked));
    }

    /// How long the stop lasts yet.
    pub(super) fn held(&self, now: Duration) -> Duration {
        self.held_until.saturating_sub(now)
    }

    /// Ends the stop. What was slowed down recovers from here on.
    pub(super) fn resume(&mut self, now: Duration) {
        self.held_until = self.held_until.min(now);
    }

    /// Whether a fresh one would let the same requests go at the same times: no request and no
    /// complaint is left to remember.
    pub(super) fn is_as_new(&self, now: Duration) -> bool {
        now >= self.due_at && now >= self.held_until && self.share(now) >= 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const INTERVAL: Duration = Duration::from_millis(100);

    /// One request every tenth of a second, in bursts of at most three.
    fn rate() -> AdaptiveRate {
        let rate = AdaptiveRate::new(&RateLimits::new().requests(750).percent(80).burst(3));
        assert_eq!((rate.interval, rate.tolerance), (INTERVAL, 2 * INTERVAL));
        rate
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[track_caller]
    fn share(rate: &AdaptiveRate, now: u64, percent: u32) {
        let found = (rate.share(at(now)) * 100.0).round();
        assert!((found - f64::from(percent)).abs() < f64::EPSILON, "{found} at {now} s");
    }

    #[test]
    fn a_burst_goes_at_once_and_the_rest_one_an_interval() {
        let mut rate = rate();
        // The second round comes after a long time with none.
        for start in [at(1), at(100)] {
            assert!(rate.is_as_new(start));
            let mut now = start;
            for due in [0, 0, 0, 1, 2, 3] {
                now += rate.wait(now);
                assert_eq!(now, start + INTERVAL * due);
                rate.sent(now);
                assert!(!rate.is_as_new(now));
            }
        }
    }

    #[test]
    fn a_complaint_stops_slows_and_is_forgotten() {
        let mut rate = rate();
        rate.sent(at(100));
        rate.slow_down(at(100), at(101), Some(at(30)));
        assert_eq!(rate.wait(at(101)), at(30));
        for (now, percent) in [(101, 70), (131, 70), (155, 80), (191, 95), (203, 100), (999, 100)] {
            share(&rate, now, percent);
        }
        assert!(!rate.is_as_new(at(191)) && rate.is_as_new(at(204)));
    }

    #[test]
    fn while_slow_there_are_no_bursts() {
        let mut rate = rate();
        rate.slow_down(at(0), at(1), None);
        rate.sent(at(1));
        let gap = rate.wait(at(1));
        assert_eq!(gap.as_millis(), 142);
        assert_eq!(rate.wait(at(1) + gap / 2).as_millis(), 71);
        assert_eq!(rate.wait(at(9)), Duration::ZERO);
    }

    #[test]
    fn requests_that_were_turned_away_together_count_once() {
        let mut rate = rate();
        for sent in [10, 11, 12] {
            rate.slow_down(at(sent), at(12), Some(at(sent)));
        }
        share(&rate, 12, 49);
        // Only the third went out after the complaint about the first was heard.
        assert_eq!(rate.wait(at(12)), at(12));
    }

    #[test]
    fn it_waits_as_long_as_it_is_asked_to() {
        let mut rate = rate();
        rate.slow_down(at(0), at(1), Some(at(300)));
        assert_eq!(rate.wait(at(1)), at(300));
    }

    #[test]
    fn a_stop_that_is_ended_leaves_it_slow() {
        let mut rate = rate();
        rate.slow_down(at(1), at(1), Some(at(300)));
        rate.resume(at(2));
        assert_eq!((rate.held(at(2)), rate.wait(at(2))), (Duration::ZERO, Duration::ZERO));
        share(&rate, 2, 70);
        share(&rate, 62, 95);
        // There is nothing to end any more.
        rate.resume(at(62));
        share(&rate, 62, 95);
    }

    #[test]
    fn it_never_stops_for_good_and_never_crawls() {
        let mut rate = rate();
        for second in 0..60 {
            rate.slow_down(at(second), at(second), Some(Duration::MAX));
        }
        assert_eq!(rate.wait(at(59)), at(300));
        share(&rate, 60, 10);
    }
}
