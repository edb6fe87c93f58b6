//! The tokens that further tries are paid for with, over all calls of one client.

use std::sync::atomic::{AtomicU32, Ordering};

use super::budget::RetryBudget;
use crate::error::Error;

/// What a success at the first try puts back.
const PER_SUCCESS: u32 = 1;

/// What is left once `price` has been taken, unless there is too little.
fn less(left: u32, price: u32) -> Option<u32> {
    // A try that costs nothing cannot be afforded either when there never was anything.
    left.checked_sub(price).filter(|_| left > 0)
}

/// What is left once `amount` has been put back, of a store that holds `most`.
fn more(left: u32, amount: u32, most: u32) -> u32 {
    left.saturating_add(amount).min(most)
}

/// What one client has left.
#[derive(Debug)]
pub(crate) struct RetryTokens {
    budget: RetryBudget,
    left: AtomicU32,
}

impl RetryTokens {
    pub(crate) fn new(budget: RetryBudget) -> Self {
        Self { budget, left: AtomicU32::new(budget.most().unwrap_or_default()) }
    }

    /// Takes what the try that follows `failure` costs; `None` where that is too much.
    pub(super) fn take(&self, failure: &Error) -> Option<RetryToken<'_>> {
        if self.budget.most().is_none() {
            return Some(RetryToken { store: self, amount: 0 });
        }
        let amount = self.budget.price(failure);
        self.left
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, |left| less(left, amount))
            .ok()
            .map(|_| RetryToken { store: self, amount })
    }

    /// A call has succeeded: at its first try, or at a further one that cost `spent`.
    pub(super) fn reward(&self, spent: Option<u32>) {
        self.put_back(spent.unwrap_or(PER_SUCCESS));
    }

    fn put_back(&self, amount: u32) {
        let Some(most) = self.budget.most() else { return };
        // A full store, which is the rule, is left alone: others read it, too.
        if self.left.load(Ordering::Relaxed) < most {
            let full = |left| Some(more(left, amount, most));
            let _ = self.left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, full);
        }
    }
}

/// The price of a try that has not been sent yet; goes back unless it is spent.
#[must_use]
#[derive(Debug)]
pub(super) struct RetryToken<'a> {
    store: &'a RetryTokens,
    amount: u32,
}

impl RetryToken<'_> {
    /// The try is being sent. Says what it cost.
    pub(super) fn spend(mut self) -> u32 {
        std::mem::take(&mut self.amount)
    }
}

impl Drop for RetryToken<'_> {
    fn drop(&mut self) {
        self.store.put_back(self.amount);
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

    fn left(tokens: &RetryTokens) -> u32 {
        tokens.left.load(Ordering::Relaxed)
    }

    #[test]
    fn the_arithmetic_of_tokens() {
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
    fn a_hundred_tries_use_up_all_tokens_and_successes_bring_them_back() {
        let tokens = RetryTokens::new(RetryBudget::new());
        for _ in 0..100 {
            assert_eq!(tokens.take(&broken()).unwrap().spend(), 5);
        }
        assert!(tokens.take(&broken()).is_none());
        for _ in 0..5 {
            tokens.reward(None);
        }
        assert_eq!(tokens.take(&broken()).unwrap().spend(), 5);
        tokens.reward(Some(5));
        assert_eq!(left(&tokens), 5);
        (0..9999).for_each(|_| tokens.reward(None));
        assert_eq!(left(&tokens), 500);
    }

    #[test]
    fn what_is_not_spent_goes_back() {
        let tokens = RetryTokens::new(RetryBudget::new());
        let taken = tokens.take(&late()).unwrap();
        assert_eq!(left(&tokens), 490);
        drop(taken);
        assert_eq!(left(&tokens), 500);
    }

    #[test]
    fn it_can_be_off_and_it_can_forbid() {
        let tokens = RetryTokens::new(RetryBudget::off());
        assert!((0..9999).all(|_| tokens.take(&late()).map(RetryToken::spend) == Some(0)));
        assert!(RetryTokens::new(RetryBudget::new().tokens(0)).take(&broken()).is_none());
        let cheap = RetryTokens::new(RetryBudget::new().tokens(2).per_try(1).after_time_out(2));
        assert_eq!(cheap.take(&broken()).unwrap().spend(), 1);
        assert!(cheap.take(&late()).is_none());
    }
}
