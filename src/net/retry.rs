//! Whether and when to try again: pure functions, so that a table can test them.

use std::time::Duration;

use partner_center_api::support::Retry;

use super::status_set::StatusSet;
use crate::clock::entropy::Entropy;
use crate::error::{Error, GaveUp, Result};

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
fn next(class: Retry, outcome: Outcome, may_refresh: bool) -> Next {
    match (outcome, class) {
        (Outcome::Answered(401), _) if may_refresh => Next::Refresh,
        // Turned away unread, or never there: safe for every class.
        (Outcome::Answered(429) | Outcome::Unsent, _) => Next::Again,
        (Outcome::Answered(408 | 500..=599), Retry::Read | Retry::Repeat)
        | (Outcome::Lost | Outcome::Garbled, Retry::Read | Retry::Repeat) => Next::Again,
        _ => Next::Stop,
    }
}

/// Whether a try that ended so may still have been carried out.
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
/// this only says how many there are, and can forbid some. Pauses grow twofold from a first one
/// of at most 0.5 s to at most 30 s and are spread over their whole length ("full jitter"), or
/// are [always the same](Self::constant_pause); where the service says how long to wait, that is
/// kept in full, with a spread on top. By default 4 tries.
///
/// ```
/// use std::time::Duration;
/// use partner_center::transport::RetryPolicy;
///
/// // Up to 3 tries, 2 s apart, and none after a 501 or a 503.
/// let pause = Duration::from_secs(2);
/// let policy = RetryPolicy::new().tries(3).constant_pause(pause).never_after([501, 503]);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryPolicy {
    tries: u32,
    first: Duration,
    longest: Duration,
    /// Whether pauses are drawn from their length, or are as long as it.
    spread: bool,
    never_after: StatusSet,
}

impl Default for RetryPolicy {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryPolicy {
    /// Up to 4 tries, pauses of at most 0.5 s, 1 s, 2 s.
    pub fn new() -> Self {
        Self {
            tries: 4,
            first: Duration::from_millis(500),
            longest: Duration::from_secs(30),
            spread: true,
            never_after: StatusSet::default(),
        }
    }

    /// One try only, and one more after a token was refused.
    pub fn never() -> Self {
        Self::new().tries(1)
    }

    /// Sets how many tries a call has at most, the first among them. The one after a refused
    /// token comes on top. A policy with 0 tries is refused where a client is built with it, or
    /// by the call that it is for: nothing could be sent.
    pub fn tries(mut self, tries: u32) -> Self {
        self.tries = tries;
        self
    }

    /// Sets the longest first pause; each further one may be twice as long. Pauses are
    /// spread again, if they were [constant](Self::constant_pause), and grow to at most the
    /// [longest](Self::longest_pause), which was set with them.
    pub fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self.spread = true;
        self
    }

    /// Sets the longest pause of all. What the service asks to wait is not cut to it. Pauses
    /// grow and are spread again, if they were [constant](Self::constant_pause).
    pub fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self.spread = true;
        self
    }

    /// Makes each pause as long as this, neither growing nor spread. Where the service asks to
    /// wait longer, the pause is what it asks for.
    ///
    /// Clients that failed together then try again together, so this is for a client that is
    /// alone, or for a test.
    pub fn constant_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self.longest = pause;
        self.spread = false;
        self
    }

    /// Forbids another try after an answer with one of these statuses, added to those forbidden
    /// before. There is no way to allow what the operation does not: it might buy twice.
    pub fn never_after(mut self, statuses: impl IntoIterator<Item = u16>) -> Self {
        statuses.into_iter().for_each(|status| self.never_after.insert(status));
        self
    }

    /// Refuses a policy that no call could be made under.
    pub(crate) fn check(&self) -> Result<()> {
        if self.tries > 0 {
            return Ok(());
        }
        Err(Error::invalid(
            "retry",
            "the policy has 0 tries, so that nothing could be sent: give it 1 for no further \
             tries, as `RetryPolicy::never()` does",
        ))
    }

    /// Decides what to do after `outcome`, by the operation's class and what this forbids.
    pub(crate) fn next(&self, class: Retry, outcome: Outcome, may_refresh: bool) -> Next {
        match outcome {
            Outcome::Answered(status) if self.never_after.contains(status) => Next::Stop,
            _ => next(class, outcome, may_refresh),
        }
    }

    /// How many tries there are at most.
    pub(crate) fn most(&self) -> u32 {
        self.tries
    }

    /// Whether there may be more than one try.
    pub(crate) fn allows_more(&self) -> bool {
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
        if !self.spread {
            return Some(own.max(asked)).filter(|pause| *pause < remaining).ok_or(GaveUp::Time);
        }
        let spread = entropy.jitter(own).min(remaining.saturating_sub(asked) / 2);
        if remaining.is_zero() { Err(GaveUp::Time) } else { Ok(asked.saturating_add(spread)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::entropy::SeededEntropy;

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
    fn a_constant_pause_neither_grows_nor_is_spread() {
        let policy = RetryPolicy::new().constant_pause(Duration::from_secs(2));
        let pause = |tried, asked: Option<u64>, left| {
            let (asked, left) = (asked.map(Duration::from_secs), Duration::from_secs(left));
            let pause = policy.pause(tried, asked, left, &SeededEntropy::new(6));
            pause.map(|pause| pause.as_secs())
        };
        for (tried, asked, left, expected) in [
            (1, None, 300, Ok(2)),
            (3, None, 300, Ok(2)),
            (1, Some(1), 300, Ok(2)),
            (1, Some(9), 300, Ok(9)),
            (1, None, 2, Err(GaveUp::Time)),
            (1, Some(9), 9, Err(GaveUp::RetryAfter)),
            (4, None, 300, Err(GaveUp::Tries)),
        ] {
            assert_eq!(pause(tried, asked, left), expected, "{tried} {asked:?} {left}");
        }
        let second = Duration::from_secs(1);
        for policy in [policy.first_pause(second), policy.longest_pause(second)] {
            let drawn = |seed| policy.pause(1, None, PLENTY, &SeededEntropy::new(seed)).unwrap();
            assert_ne!(drawn(1), drawn(2));
        }
    }

    #[test]
    fn no_try_follows_a_status_that_the_caller_has_named() {
        let policy = RetryPolicy::new().never_after([503, 429]).never_after([401]);
        for status in [401, 429, 503] {
            assert_eq!(policy.next(Retry::Read, Outcome::Answered(status), true), Next::Stop);
            let other = RetryPolicy::new().next(Retry::Read, Outcome::Answered(status), true);
            assert_ne!(other, Next::Stop, "{status}");
        }
        assert_eq!(policy.next(Retry::Read, Outcome::Answered(500), true), Next::Again);
        assert_eq!(policy.next(Retry::Read, Outcome::Lost, true), Next::Again);
    }

    #[test]
    fn a_policy_without_any_try_is_refused() {
        for (policy, works) in [
            (RetryPolicy::new().tries(0), false),
            (RetryPolicy::new().tries(1), true),
            (RetryPolicy::never(), true),
        ] {
            assert_eq!(policy.check().is_ok(), works, "{policy:?}");
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
