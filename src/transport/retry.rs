//! Whether and when to try again: pure functions, so that a table can test them.

use std::time::Duration;

use partner_center_api::support::Retry;

use crate::entropy::Entropy;
use crate::error::GaveUp;

/// What became of one try that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// An answer with this status.
    Answered(u16),
    /// No connection was opened.
    Unsent,
    /// No answer, or not in time; the request may have arrived.
    Lost,
    /// A success whose body broke off or is not JSON.
    Garbled,
    /// A success that cannot be used, and would be no better the next time.
    Useless,
}

/// What to do after a try that did not succeed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Next {
    /// Report it.
    Stop,
    /// Try again after a pause.
    Again,
    /// Try again at once, with another token.
    Refresh,
}

/// Decides what to do after `outcome`; `may_refresh` until a token has been refused once.
pub(crate) fn next(class: Retry, outcome: Outcome, may_refresh: bool) -> Next {
    match (outcome, class) {
        (Outcome::Answered(401), _) if may_refresh => Next::Refresh,
        // Turned away unread, or never there: safe for every class.
        (Outcome::Answered(429) | Outcome::Unsent, _) => Next::Again,
        (Outcome::Answered(408 | 500..=599), Retry::Read | Retry::Repeat)
        | (Outcome::Lost | Outcome::Garbled, Retry::Read | Retry::Repeat) => Next::Again,
        _ => Next::Stop,
    }
}

/// Whether a try that ended so may have been carried out all the same.
pub(crate) fn raises_doubt(outcome: Outcome) -> bool {
    match outcome {
        Outcome::Lost | Outcome::Garbled | Outcome::Useless => true,
        Outcome::Unsent => false,
        // 307 and 308 say that the request belongs elsewhere; other redirects are what some
        // servers answer when done. 501 is no exception among its kind: the service answers
        // with it when something happened that it has no error for.
        Outcome::Answered(status) => matches!(status, 408 | 300..=303 | 500..),
    }
}

/// How often to try, and how long to wait in between.
///
/// Whether another try is safe at all is the operation's business, stated in the document;
/// this only says how many there are. Pauses grow twofold from a first one of at most 0.5 s
/// to at most 30 s and are spread over their whole length ("full jitter"); where the service
/// says how long to wait, that is kept in full, with a spread on top. By default 4 tries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    first: Duration,
    longest: Duration,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Up to 4 tries, pauses of at most 0.5 s, 1 s, 2 s.
    pub fn new() -> Self {
        Self { tries: 4, first: Duration::from_millis(500), longest: Duration::from_secs(30) }
    }

    /// One try only, and one more after a token was refused.
    pub fn never() -> Self {
        Self::new().tries(1)
    }

    /// Sets how many tries a call has at most; 0 counts as 1. The one after a refused token
    /// comes on top.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries.max(1);
        self
    }

    /// Sets the longest first pause; each further one may be twice as long.
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// Sets the longest pause of all. What the service asks to wait is not cut to it.
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// How many tries there are at most.
    pub(crate) fn most(&self) -> u32 {
        self.tries
    }

    /// Whether there may be more than one try.
    pub(super) fn allows_more(&self) -> bool {
        self.tries > 1
    }

    /// How long to wait after `tried` tries, when the service asks for `retry_after` and
    /// `remaining` is left of the call; or why to give up.
    pub(crate) fn pause(
        &self,
        tried: u32,
        retry_after: Option<Duration>,
        remaining: Duration,
        entropy: &dyn Entropy,
    ) -> Result<Duration, GaveUp> {
        let growth = 2_u32.saturating_pow(tried.saturating_sub(1));
        let own = self.first.saturating_mul(growth).min(self.longest);
        // A wait that the call has no time for is the more useful thing to report, also when
        // the tries are used up.
        if retry_after.is_some_and(|asked| asked >= remaining) {
            return Err(GaveUp::RetryAfter);
        }
        if tried >= self.tries {
            return Err(GaveUp::Tries);
        }
        let asked = retry_after.unwrap_or_default();
        let spread = entropy.jitter(own).min(remaining.saturating_sub(asked) / 2);
        if remaining.is_zero() { Err(GaveUp::Time) } else { Ok(asked.saturating_add(spread)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::entropy::SeededEntropy;

    #[track_caller]
    fn check(outcome: Outcome, expected: [Next; 3]) {
        let found =
            [Retry::Read, Retry::Repeat, Retry::Once].map(|class| next(class, outcome, true));
        assert_eq!(found, expected, "{outcome:?}");
    }

    #[test]
    fn the_table_of_classes_and_outcomes() {
        use Next::{Again, Refresh, Stop};

        for status in
            [400, 403, 404, 405, 409, 410, 412, 417, 422, 301, 302, 303, 304, 307, 308, 600]
        {
            check(Outcome::Answered(status), [Stop; 3]);
        }
        for status in [408, 500, 501, 502, 503, 504, 520, 599] {
            check(Outcome::Answered(status), [Again, Again, Stop]);
        }
        check(Outcome::Answered(401), [Refresh; 3]);
        check(Outcome::Answered(429), [Again; 3]);
        check(Outcome::Unsent, [Again; 3]);
        check(Outcome::Lost, [Again, Again, Stop]);
        check(Outcome::Garbled, [Again, Again, Stop]);
        check(Outcome::Useless, [Stop; 3]);
    }

    #[test]
    fn a_second_refusal_of_the_token_is_the_last() {
        for class in [Retry::Read, Retry::Repeat, Retry::Once] {
            assert_eq!(next(class, Outcome::Answered(401), false), Next::Stop);
        }
    }

    #[test]
    fn what_once_tries_again_never_raised_doubt() {
        let mut outcomes = vec![Outcome::Unsent, Outcome::Lost, Outcome::Garbled, Outcome::Useless];
        outcomes.extend((100..600).map(Outcome::Answered));
        for outcome in outcomes {
            if next(Retry::Once, outcome, true) != Next::Stop {
                assert!(!raises_doubt(outcome), "{outcome:?}");
            }
        }
    }

    #[test]
    fn doubt_comes_from_lost_answers_and_broken_servers() {
        for status in [302, 303, 408, 500, 501, 502, 503, 504, 505, 599, 600] {
            assert!(raises_doubt(Outcome::Answered(status)), "{status}");
        }
        for status in [307, 308, 400, 401, 403, 404, 409, 412, 417, 429] {
            assert!(!raises_doubt(Outcome::Answered(status)), "{status}");
        }
    }

    const PLENTY: Duration = Duration::from_secs(300);

    #[test]
    fn own_pauses_double_up_to_the_longest() {
        let policy = RetryPolicy::new().tries(99).longest_pause(Duration::from_secs(3));
        let entropy = SeededEntropy::new(3);
        for (tried, most) in [(1, 500), (2, 1000), (3, 2000), (4, 3000), (60, 3000)] {
            let drawn: Vec<_> = (0..200)
                .map(|_| policy.pause(tried, None, PLENTY, &entropy).unwrap().as_millis())
                .collect();
            assert!(drawn.iter().all(|pause| *pause <= most), "{tried}");
            assert!(drawn.iter().any(|pause| *pause > most / 2), "{tried}");
            assert!(drawn.iter().any(|pause| *pause < most / 2), "{tried}");
        }
    }

    #[test]
    fn the_service_is_never_asked_sooner_than_it_said() {
        let entropy = SeededEntropy::new(4);
        let asked = Duration::from_secs(57);
        for _ in 0..200 {
            let pause = RetryPolicy::new().pause(2, Some(asked), PLENTY, &entropy).unwrap();
            assert!(pause >= asked && pause <= asked + Duration::from_secs(1), "{pause:?}");
        }
    }

    #[test]
    fn giving_up_has_a_reason() {
        let entropy = SeededEntropy::new(5);
        let pause = |tried, asked: Option<u64>, left| {
            let asked = asked.map(Duration::from_secs);
            RetryPolicy::new().pause(tried, asked, Duration::from_secs(left), &entropy)
        };
        assert_eq!(pause(4, None, 300), Err(GaveUp::Tries));
        assert_eq!(pause(1, Some(57), 57), Err(GaveUp::RetryAfter));
        assert_eq!(pause(4, Some(57), 10), Err(GaveUp::RetryAfter));
        assert_eq!(pause(1, None, 0), Err(GaveUp::Time));
        assert_eq!(pause(1, Some(u64::MAX), 300), Err(GaveUp::RetryAfter));
    }
}
