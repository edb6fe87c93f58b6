//! What an answer, or the lack of one, means for the call.

use partner_center_api::support::{Bought, Code, Operation, Retry};

use super::retry::{Outcome, raises_doubt};
use crate::error::{Delivery, Error};

/// What went wrong with one try.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) error: Error,
}

impl Failure {
    pub(super) fn new(outcome: Outcome, error: Error) -> Self {
        Self { outcome, error }
    }
}

/// Whether this try may have been carried out, or speaks of an earlier one that may have been.
pub(super) fn doubts(operation: &Operation, failure: &Failure) -> bool {
    raises_doubt(failure.outcome)
        || operation.id == "checkoutCart" && checkout_doubts(failure.outcome, failure.error.code())
}

/// Refusals of a checkout that may mean that the cart has been bought already: the order is
/// in progress, the cart is being processed, the cart was submitted. A refusal with one of
/// their statuses and no code to read is counted among them, and so is every other code of
/// which the document says the same.
fn checkout_doubts(outcome: Outcome, code: Option<&str>) -> bool {
    let Outcome::Answered(status) = outcome else { return false };
    match code {
        Some("800060" | "800064" | "800065") => true,
        Some(code) => Code::find(status, code).is_some_and(|code| code.bought == Bought::Unknown),
        None => matches!(status, 400 | 409),
    }
}

/// The answer to the first question, given whether any try so far raised doubt.
pub(super) fn delivery(operation: &Operation, doubt: bool) -> Delivery {
    match operation.retry {
        Retry::Read => Delivery::NotDone,
        Retry::Repeat | Retry::Once if doubt => Delivery::Unknown,
        Retry::Repeat | Retry::Once => Delivery::NotDone,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn some_refusals_of_a_checkout_speak_of_an_earlier_one() {
        for (status, code, doubt) in [
            (409, Some("800060"), true),
            (409, Some("800064"), true),
            (400, Some("800065"), true),
            (400, Some("800009"), false),
            (403, Some("13605"), false),
            (409, Some("900278"), true),
            (409, None, true),
            (400, None, true),
            (404, None, false),
        ] {
            assert_eq!(
                checkout_doubts(Outcome::Answered(status), code),
                doubt,
                "{status} {code:?}"
            );
        }
    }
}
