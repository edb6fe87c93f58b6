//! How the tries of a call stand, and what follows from the failure of one.

use std::time::Duration;

use partner_center_api::support::{Operation, Retry};

use super::verdict::{Failure, delivery, doubts};
use crate::clock::entropy::Entropy;
use crate::error::{Delivery, GaveUp};
use crate::net::retry::{Next, RetryPolicy};

/// The tries of one call.
#[derive(Debug)]
pub(super) struct Tries {
    operation: &'static Operation,
    policy: RetryPolicy,
    /// How many requests were sent.
    sent: u32,
    /// How many of them the policy counts: not the one after a refused token.
    counted: u32,
    may_refresh: bool,
    doubt: bool,
}

/// What to do after a failure.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Try again at once, with another token.
    Refresh,
    /// Try again after a pause.
    Pause(Duration),
    /// Report the failure; where another try would have been right, with the reason why there
    /// is none.
    Give(Option<GaveUp>),
}

impl Tries {
    pub(super) fn new(
        operation: &'static Operation,
        policy: RetryPolicy,
        may_refresh: bool,
    ) -> Self {
        Self { operation, policy, sent: 0, counted: 0, may_refresh, doubt: false }
    }

    /// How many requests were sent.
    pub(super) fn sent(&self) -> u32 {
        self.sent
    }

    /// A request is being sent.
    pub(super) fn begin(&mut self) {
        self.sent += 1;
        self.counted += 1;
    }

    /// What to do after `failure`, when the call has `left` for waiting.
    pub(super) fn after(
        &mut self,
        failure: &Failure,
        left: Duration,
        entropy: &dyn Entropy,
    ) -> Step {
        // Never taken back: a refusal of a later try says nothing of an earlier one.
        let doubt = doubts(self.operation, failure);
        self.doubt |= doubt;
        match self.policy.next(self.operation.retry, failure.outcome, self.may_refresh) {
            Next::Stop => Step::Give(None),
            // To send it again might be to have it done twice.
            _ if doubt && self.operation.retry == Retry::Once => Step::Give(None),
            Next::Refresh => {
                self.may_refresh = false;
                self.counted -= 1;
                Step::Refresh
            }
            Next::Again => {
                let asked = failure.error.retry_after();
                match self.policy.pause(self.counted, asked, left, entropy) {
                    Ok(pause) => Step::Pause(pause),
                    Err(reason) => Step::Give(Some(reason)),
                }
            }
        }
    }

    /// Whether a try may have done what the call asks.
    pub(super) fn delivery(&self) -> Delivery {
        delivery(self.operation, self.doubt)
    }
}

#[cfg(test)]
mod tests {
    use super::Step::{Give, Pause, Refresh};
    use super::*;
    use crate::error::{Error, Kind};
    use crate::net::retry::Outcome::{self, Answered, Garbled, Lost, Unsent};
    use crate::transport::verdict::Words;

    /// Makes each pause as long as it can be.
    struct Longest;

    impl Entropy for Longest {
        fn uuid(&self) -> uuid::Uuid {
            uuid::Uuid::nil()
        }

        fn bits(&self) -> u64 {
            u64::MAX
        }
    }

    fn failure(outcome: Outcome, asked: Option<u64>) -> Failure {
        let error = Error::new(Kind::Unanswered, Delivery::Unknown);
        let error = error.with_retry_after(asked.map(Duration::from_secs));
        Failure { outcome, error, words: Words::Throttled }
    }

    fn secs(seconds: u64) -> Duration {
        Duration::from_secs(seconds)
    }

    /// What follows one after the other, with three tries, pauses of 1 s and 2 s, and 60 s left.
    #[track_caller]
    fn check(id: &str, failures: &[(Outcome, Option<u64>)], steps: &[Step], in_doubt: bool) {
        let operation = Operation::by_id(id).unwrap();
        let policy = RetryPolicy::new().tries(3).first_pause(secs(1));
        let mut tries = Tries::new(operation, policy, true);
        let found: Vec<_> = failures
            .iter()
            .map(|&(outcome, asked)| {
                tries.begin();
                tries.after(&failure(outcome, asked), secs(60), &Longest)
            })
            .collect();
        assert_eq!(found, steps, "{id} {failures:?}");
        assert_eq!(tries.sent() as usize, failures.len());
        assert_eq!(tries.delivery() == Delivery::Unknown, in_doubt, "{id} {failures:?}");
    }

    #[test]
    fn a_read_is_tried_as_often_as_the_policy_says() {
        check(
            "getOrder",
            &[(Lost, None), (Answered(503), None), (Garbled, None)],
            &[Pause(secs(1)), Pause(secs(2)), Give(Some(GaveUp::Tries))],
            false,
        );
        check("getOrder", &[(Answered(404), None)], &[Give(None)], false);
    }

    #[test]
    fn a_refused_token_is_replaced_once_and_costs_no_try() {
        check(
            "getOrder",
            &[(Answered(401), None), (Lost, None), (Lost, None), (Lost, None)],
            &[Refresh, Pause(secs(1)), Pause(secs(2)), Give(Some(GaveUp::Tries))],
            false,
        );
        check("checkoutCart", &[(Answered(401), None); 2], &[Refresh, Give(None)], false);
    }

    #[test]
    fn what_the_service_asks_is_kept_in_full_or_not_waited_for() {
        check("checkoutCart", &[(Answered(429), Some(7))], &[Pause(secs(8))], false);
        let given_up = Give(Some(GaveUp::RetryAfter));
        check("checkoutCart", &[(Answered(429), Some(60))], &[given_up], false);
    }

    #[test]
    fn what_acts_each_time_is_tried_again_only_where_it_was_not_delivered() {
        check(
            "checkoutCart",
            &[(Unsent, None), (Answered(503), None)],
            &[Pause(secs(1)), Give(None)],
            true,
        );
        check("checkoutCart", &[(Lost, None)], &[Give(None)], true);
        check("checkoutCart", &[(Answered(304), None)], &[Give(None)], true);
    }

    #[test]
    fn a_429_that_may_come_from_anybody_ends_a_checkout_in_doubt() {
        let operation = Operation::by_id("checkoutCart").unwrap();
        let mut tries = Tries::new(operation, RetryPolicy::new(), true);
        tries.begin();
        let error = Error::new(Kind::Refused, Delivery::NotDone);
        let failure = Failure::new(Answered(429), error);
        assert_eq!(tries.after(&failure, secs(60), &Longest), Give(None));
        assert_eq!(tries.delivery(), Delivery::Unknown);
    }

    #[test]
    fn doubt_outlives_a_later_refusal() {
        let lost_then_refused = [(Lost, None), (Answered(404), None)];
        check("updateCart", &lost_then_refused, &[Pause(secs(1)), Give(None)], true);
        check("getCart", &lost_then_refused, &[Pause(secs(1)), Give(None)], false);
    }
}
