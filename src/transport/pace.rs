//! How fast to go after the service has asked to slow down: pure functions of time.

use std::time::Duration;

/// What is kept of the speed with each complaint of the service.
const CUT: f64 = 0.7;

/// The slowest, as a share of full speed.
const SLOWEST: f64 = 0.1;

/// How much of full speed comes back in the length of one window.
const RECOVERY: f64 = 0.25;

/// The longest that a lane is stopped, unless its window is longer: whoever asks for more has
/// more likely made a mistake, and a call that cannot wait so long fails at once anyway.
const LONGEST_HOLD: Duration = Duration::from_secs(60 * 60);

/// The speed of one lane, as a share of what its limit allows.
///
/// A complaint stops the lane for as long as the service asks, up to an hour. Then it goes on at 70 %
/// of its speed, evenly and without bursts, and gains 25 points a window until it is back.
/// Others may be using up the same limit, so going on at full speed would only meet the next
/// complaint. It never goes below 10 %.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Pace {
    window: Duration,
    /// The time between two requests at full speed.
    interval: Duration,
    /// The share right after the stop.
    share: f64,
    /// When the stop ends, and the recovery begins.
    held_until: Duration,
    /// When the last complaint was heard that counted; those about earlier requests do not.
    slowed_at: Option<Duration>,
    /// When the last request went out.
    sent_at: Option<Duration>,
}

impl Pace {
    pub(super) fn new(window: Duration, interval: Duration) -> Self {
        Self {
            window,
            interval,
            share: 1.0,
            held_until: Duration::ZERO,
            slowed_at: None,
            sent_at: None,
        }
    }

    /// The share of full speed at `now`.
    pub(super) fn share(&self, now: Duration) -> f64 {
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

    /// How long the next request has to wait for the pace alone.
    pub(super) fn wait(&self, now: Duration) -> Duration {
        let held = self.held_until.saturating_sub(now);
        if self.share(now) >= 1.0 {
            // The limit itself says when; it allows for a small burst.
            return held;
        }
        let next = self.sent_at.map_or(Duration::ZERO, |at| at + self.gap(now));
        held.max(next.saturating_sub(now))
    }

    /// A request goes out.
    pub(super) fn sent(&mut self, now: Duration) {
        self.sent_at = Some(now);
    }

    /// The service has turned away a request that went out at `sent_at`, and asks to wait.
    ///
    /// Those that were under way together are turned away together; they count as one.
    pub(super) fn slow_down(&mut self, sent_at: Duration, now: Duration, asked: Option<Duration>) {
        if self.slowed_at.is_none_or(|slowed| sent_at >= slowed) {
            self.share = (self.share(now) * CUT).max(SLOWEST);
            self.slowed_at = Some(now);
        }
        let asked = asked.unwrap_or_default().min(LONGEST_HOLD.max(self.window));
        self.held_until = self.held_until.max(now.saturating_add(asked));
    }

    /// Whether nothing has gone out for the length of a window.
    pub(super) fn is_idle(&self, now: Duration) -> bool {
        self.sent_at.is_none_or(|at| now.saturating_sub(at) >= self.window)
    }

    /// Whether nothing is left of any complaint.
    pub(super) fn is_recovered(&self, now: Duration) -> bool {
        now >= self.held_until && self.share(now) >= 1.0
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const MINUTE: Duration = Duration::from_secs(60);

    fn pace() -> Pace {
        Pace::new(MINUTE, Duration::from_millis(100))
    }

    fn at(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    #[track_caller]
    fn share(pace: &Pace, now: u64, percent: u32) {
        let found = (pace.share(at(now)) * 100.0).round();
        assert!((found - f64::from(percent)).abs() < f64::EPSILON, "{found} at {now} s");
    }

    #[test]
    fn nothing_waits_for_a_pace_that_nobody_complained_about() {
        let mut pace = pace();
        pace.sent(at(1));
        assert_eq!(pace.wait(at(1)), Duration::ZERO);
        assert!(pace.is_recovered(at(1)));
    }

    #[test]
    fn a_complaint_stops_slows_and_is_forgotten() {
        let mut pace = pace();
        pace.sent(at(100));
        pace.slow_down(at(100), at(101), Some(at(30)));
        assert_eq!(pace.wait(at(101)), at(30));
        for (now, percent) in [(101, 70), (131, 70), (155, 80), (191, 95), (203, 100), (999, 100)] {
            share(&pace, now, percent);
        }
        assert!(!pace.is_recovered(at(191)) && pace.is_recovered(at(204)));
    }

    #[test]
    fn while_slow_there_are_no_bursts() {
        let mut pace = pace();
        pace.slow_down(at(0), at(1), None);
        pace.sent(at(1));
        let gap = pace.wait(at(1));
        assert_eq!(gap.as_millis(), 142);
        assert_eq!(pace.wait(at(1) + gap / 2).as_millis(), 71);
        assert_eq!(pace.wait(at(9)), Duration::ZERO);
    }

    #[test]
    fn requests_that_were_turned_away_together_count_once() {
        let mut pace = pace();
        for sent in [10, 11, 12] {
            pace.slow_down(at(sent), at(12), Some(at(sent)));
        }
        share(&pace, 12, 49);
        // Only the third went out after the complaint about the first was heard.
        assert_eq!(pace.wait(at(12)), at(12));
    }

    #[test]
    fn it_waits_as_long_as_it_is_asked_to() {
        let mut pace = pace();
        pace.slow_down(at(0), at(1), Some(at(300)));
        assert_eq!(pace.wait(at(1)), at(300));
    }

    #[test]
    fn it_never_stops_for_good_and_never_crawls() {
        let mut pace = pace();
        for second in 0..60 {
            pace.slow_down(at(second), at(second), Some(Duration::MAX));
        }
        assert_eq!(pace.wait(at(59)), LONGEST_HOLD);
        share(&pace, 60, 10);
    }
}
