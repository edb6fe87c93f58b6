//! How many further tries all calls of a client may have between them, so that an outage is
//! not multiplied by everybody who waits for its end.

use crate::error::Error;

/// What further tries cost, and how much there is to spend, over all calls of one client.
///
/// Each try after the first takes tokens from one store; successes put some back. While the
/// service is well the store is full and nobody notices. In an outage it is soon empty: calls
/// then get one try each, fail at once, and say so with
/// [`GaveUp::Budget`](crate::error::GaveUp::Budget), until first tries succeed again.
///
/// | what | tokens |
/// |---|---|
/// | there at first, and at most | 500 |
/// | a further try | 5 |
/// | a further try after no answer came in time | 10 |
/// | back for a success at the first try | 1 |
/// | back for a success at a further try | what that try cost |
///
/// A further try that is never sent, because its call was dropped or ran out of time, costs
/// nothing. The try after a refused token costs nothing either: a call has one at most. Asking
/// for tokens is not counted here.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RetryBudget {
    /// `None` where nothing is counted.
    tokens: Option<u32>,
    per_try: u32,
    after_time_out: u32,
}

impl Default for RetryBudget {
    fn default() -> Self {
        Self::new()
    }
}

impl RetryBudget {
    /// The numbers above.
    pub fn new() -> Self {
        Self { tokens: Some(500), per_try: 5, after_time_out: 10 }
    }

    /// No limit but that of each call's own policy.
    pub fn off() -> Self {
        Self { tokens: None, ..Self::new() }
    }

    /// Sets how many tokens there are at first and at most; 0 forbids every further try.
    pub fn tokens(mut self, tokens: u32) -> Self {
        self.tokens = Some(tokens);
        self
    }

    /// Sets what a further try costs.
    pub fn per_try(mut self, tokens: u32) -> Self {
        self.per_try = tokens;
        self
    }

    /// Sets what a further try costs after no answer came in time.
    pub fn after_time_out(mut self, tokens: u32) -> Self {
        self.after_time_out = tokens;
        self
    }

    /// How many tokens there are at first and at most; `None` where nothing is counted.
    pub(super) fn most(&self) -> Option<u32> {
        self.tokens
    }

    /// What the try that follows `failure` costs.
    pub(super) fn price(&self, failure: &Error) -> u32 {
        if failure.is_timeout() { self.after_time_out } else { self.per_try }
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::{Delivery, Kind};

    #[test]
    fn a_time_out_costs_twice_as_much() {
        let budget = RetryBudget::new();
        let broken = Error::new(Kind::Refused, Delivery::NotDone).with_status(503);
        let limit = Duration::from_secs(1);
        let late = Error::new(Kind::TimedOut { limit }, Delivery::Unknown);
        assert_eq!((budget.price(&broken), budget.price(&late)), (5, 10));
    }
}
