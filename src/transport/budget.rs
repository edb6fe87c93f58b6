//! How many further tries all calls of a client may have between them, so that an outage is
//! not multiplied by everybody who waits for its end.

use std::sync::atomic::{AtomicU32, Ordering};

use crate::error::Error;

/// What further tries cost, and how much there is to spend, over all calls of one client.
///
/// Each try after the first takes tokens from one purse; successes put some back. While the
/// service is well the purse is full and nobody notices. In an outage it is soon empty: calls
/// then get one try each, fail at once, and say so with
/// [`GaveUp::Budget`](crate::GaveUp::Budget), until first tries succeed again.
///
/// | what | tokens |
/// |---|---|
/// | in the purse at first, and at most | 500 |
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

/// What a success at the first try puts back.
const PER_SUCCESS: u32 = 1;

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

    /// Sets how much is in the purse at first and at most; 0 forbids every further try.
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

    /// What the try that follows `failure` costs.
    fn price(&self, failure: &Error) -> u32 {
        if failure.is_timeout() { self.after_time_out } else { self.per_try }
    }
}

/// What is left once `price` has been taken, unless there is too little.
fn less(left: u32, price: u32) -> Option<u32> {
    // A try that costs nothing cannot be afforded either when there never was anything.
    left.checked_sub(price).filter(|_| left > 0)
}

/// What is left once `amount` has been put back, of a purse that holds `most`.
fn more(left: u32, amount: u32, most: u32) -> u32 {
    left.saturating_add(amount).min(most)
}

/// The purse of one client.
#[derive(Debug)]
pub(crate) struct Purse {
    budget: RetryBudget,
    left: AtomicU32,
}

impl Purse {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self { budget, left: AtomicU32::new(budget.tokens.unwrap_or_default()) }
    }

    /// Takes what the try that follows `failure` costs; `None` where that is too much.
    pub(super) fn take(&self, failure: &Error) -> Option<Taken<'_>> {
        if self.budget.tokens.is_none() {
            return Some(Taken { purse: self, amount: 0 });
        }
        let amount = self.budget.price(failure);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| less(left, amount))
            .ok()
            .map(|_| Taken { purse: self, amount })
    }

    /// A call has succeeded: at its first try, or at a further one that cost `spent`.
    pub(super) fn reward(&self, spent: Option<u32>) {
        self.put_back(spent.unwrap_or(PER_SUCCESS));
    }

    fn put_back(&self, amount: u32) {
        let Some(most) = self.budget.tokens else { return };
        // A full purse, which is the rule, is left alone: others read it, too.
        if self.left.load(Ordering::Relaxed) < most {
            let full = |left| Some(more(left, amount, most));
            let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, full);
        }
    }
}

/// The price of a try that has not been sent yet; goes back to the purse unless it is spent.
#[must_use]
#[derive(Debug)]
pub(super) struct Taken<'a> {
    purse: &'a Purse,
    amount: u32,
}

impl Taken<'_> {
    /// The try is being sent. Says what it cost.
    pub(super) fn spend(mut self) -> u32 {
        std::mem::take(&mut self.amount)
    }
}

impl Drop for Taken<'_> {
    fn drop(&mut self) {
        self.purse.put_back(self.amount);
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;
    use crate::error::{Delivery, Kind};

    fn broken() -> Error {
        Error::new(Kind::Refused, Delivery::NotDone).with_status(503)
    }

    fn late() -> Error {
        Error::new(Kind::TimedOut { limit: Duration::from_secs(1) }, Delivery::Unknown)
    }

    fn left(purse: &Purse) -> u32 {
        purse.left.load(Ordering::Relaxed)
    }

    #[test]
    fn the_arithmetic_of_the_purse() {
        for (left, price, rest) in
            [(500, 5, Some(495)), (5, 5, Some(0)), (4, 5, None), (0, 5, None), (0, 0, None)]
        {
            assert_eq!(less(left, price), rest, "{left} - {price}");
        }
        for (left, amount, sum) in [(0, 1, 1), (499, 5, 500), (500, 1, 500), (u32::MAX, 1, 500)] {
            assert_eq!(more(left, amount, 500), sum, "{left} + {amount}");
        }
    }

    #[test]
    fn a_time_out_costs_twice_as_much() {
        let budget = RetryBudget::new();
        assert_eq!((budget.price(&broken()), budget.price(&late())), (5, 10));
    }

    #[test]
    fn a_hundred_tries_empty_the_purse_and_successes_fill_it() {
        let purse = Purse::new(RetryBudget::new());
        for _ in 0..100 {
            assert_eq!(purse.take(&broken()).unwrap().spend(), 5);
        }
        assert!(purse.take(&broken()).is_none());
        for _ in 0..5 {
            purse.reward(None);
        }
        assert_eq!(purse.take(&broken()).unwrap().spend(), 5);
        purse.reward(Some(5));
        assert_eq!(left(&purse), 5);
        (0..9999).for_each(|_| purse.reward(None));
        assert_eq!(left(&purse), 500);
    }

    #[test]
    fn what_is_not_spent_goes_back() {
        let purse = Purse::new(RetryBudget::new());
        let taken = purse.take(&late()).unwrap();
        assert_eq!(left(&purse), 490);
        drop(taken);
        assert_eq!(left(&purse), 500);
    }

    #[test]
    fn it_can_be_off_and_it_can_forbid() {
        let purse = Purse::new(RetryBudget::off());
        assert!((0..9999).all(|_| purse.take(&late()).map(Taken::spend) == Some(0)));
        assert!(Purse::new(RetryBudget::new().tokens(0)).take(&broken()).is_none());
        let cheap = Purse::new(RetryBudget::new().tokens(2).per_try(1).after_time_out(2));
        assert_eq!(cheap.take(&broken()).unwrap().spend(), 1);
        assert!(cheap.take(&late()).is_none());
    }
}
