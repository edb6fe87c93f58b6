//! What an answer, or the lack of one, means for the call.

use partner_center_api::support::{Bought, Code, Operation, Retry};

use crate::error::{Delivery, Error, says_nothing_was_bought, speaks_of_a_purchase};
use crate::net::retry::{Outcome, raises_doubt};

/// What went wrong with one try.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) error: Error,
    /// What came with a refusal.
    pub(super) words: Words,
}

/// What came with a refusal beside its status.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Words {
    /// All of it; whether there is a code is told by the error.
    Whole,
    /// All of it, in the form in which the service's gateway says that there were too many
    /// requests.
    Throttled,
    /// The body did not arrive whole.
    Lost,
}

impl Failure {
    pub(super) fn new(outcome: Outcome, error: Error) -> Self {
        Self { outcome, error, words: Words::Whole }
    }
}

/// Whether this try may have been carried out, or speaks of an earlier one that may have been.
pub(super) fn doubts(operation: &Operation, failure: &Failure) -> bool {
    if operation.buys {
        return !bought_nothing(failure);
    }
    let status = match failure.outcome {
        outcome if raises_doubt(outcome) => return true,
        Outcome::Answered(status) => status,
        _ => return false,
    };
    match failure.error.code() {
        Some(code) => speaks_of_doubt(operation, status, code),
        None if failure.words == Words::Lost => could_speak_of_doubt(operation, status),
        None => false,
    }
}

/// Whether a try of an operation that buys certainly bought nothing.
///
/// Something between here and the service may answer in its place after the work was done: a
/// gateway that filters answers, a proxy whose patience is over. So an answer proves something
/// only where it can come from nobody who lets requests through: no connection was opened; the
/// token was refused; the service's gateway said that there were too many requests; or the
/// service itself refused with a code of which the document says that nothing was bought.
fn bought_nothing(failure: &Failure) -> bool {
    match failure.outcome {
        Outcome::Unsent => true,
        Outcome::Answered(401) => !failure.error.code().is_some_and(speaks_of_a_purchase),
        Outcome::Answered(429) => failure.words == Words::Throttled,
        Outcome::Answered(status) => {
            (400..500).contains(&status)
                && failure
                    .error
                    .code()
                    .is_some_and(|code| says_nothing_was_bought(Some(status), code))
        }
        Outcome::Lost | Outcome::Garbled | Outcome::Useless => false,
    }
}

/// Refusals of which the document says that an earlier request may have been carried out,
/// such as one that finds the order still being changed.
fn speaks_of_doubt(operation: &Operation, status: u16, code: &str) -> bool {
    operation.codes.contains(&(status, code))
        && Code::find(status, code).is_some_and(|row| row.bought == Bought::Unknown)
}

/// Whether a refusal of which only the status is known may be one of those.
fn could_speak_of_doubt(operation: &Operation, status: u16) -> bool {
    let mut own = operation.codes.iter().filter(|(own, _)| *own == status);
    own.any(|(_, code)| speaks_of_doubt(operation, status, code))
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
    use partner_center_api::OPERATIONS;

    use super::*;
    use crate::error::{Fault, Kind};

    #[track_caller]
    fn check(operation: &str, status: u16, code: Option<&str>, doubt: bool) {
        let operation = OPERATIONS.iter().find(|known| known.id == operation).unwrap();
        let body = serde_json::json!({ "code": code });
        let error =
            Error::new(Kind::Refused, Delivery::NotDone).with_fault(Fault::from_value(&body));
        let failure = Failure::new(Outcome::Answered(status), error);
        assert_eq!(doubts(operation, &failure), doubt, "{status} {code:?}");
    }

    #[test]
    fn a_refusal_of_a_checkout_proves_something_only_by_a_code_that_says_so() {
        for (status, code, doubt) in [
            (400, Some("800009"), false),
            (403, Some("13605"), false),
            (404, Some("800008"), false),
            // They speak of an earlier checkout.
            (409, Some("800060"), true),
            (409, Some("800064"), true),
            (400, Some("800065"), true),
            (409, Some("800065"), true),
            (409, Some("900278"), true),
            // Nobody knows what they mean, or who says so.
            (400, Some("987654"), true),
            (403, Some("Forbidden"), true),
            (502, Some("800009"), true),
            (301, Some("800009"), true),
            // What any framework writes, and a known code with a status that it does not have.
            (400, Some("400"), true),
            (403, Some("400"), true),
            (408, Some("1000"), true),
            (404, Some("1000"), true),
            (409, Some("20000"), true),
            (401, Some("800065"), true),
            (401, Some("401"), false),
        ] {
            check("checkoutCart", status, code, doubt);
        }
    }

    #[test]
    fn an_answer_without_a_code_proves_nothing_of_a_checkout() {
        for status in (100..700).filter(|status| ![401, 429].contains(status)) {
            check("checkoutCart", status, None, true);
        }
        check("checkoutCart", 401, None, false);
    }

    #[test]
    fn too_many_requests_are_believed_in_the_words_of_the_gateway_alone() {
        let operation = Operation::by_id("checkoutCart").unwrap();
        for (words, doubt) in [(Words::Throttled, false), (Words::Whole, true), (Words::Lost, true)]
        {
            let error = Error::new(Kind::Refused, Delivery::NotDone);
            let failure = Failure { outcome: Outcome::Answered(429), error, words };
            assert_eq!(doubts(operation, &failure), doubt, "{words:?}");
        }
    }

    #[test]
    fn a_refusal_whose_words_are_lost_may_have_spoken_of_an_earlier_one() {
        for (id, status, doubt) in
            [("cancelOrder", 409, true), ("cancelOrder", 403, false), ("createCart", 403, false)]
        {
            let operation = Operation::by_id(id).unwrap();
            let error = Error::new(Kind::Refused, Delivery::NotDone);
            let mut failure = Failure::new(Outcome::Answered(status), error);
            failure.words = Words::Lost;
            assert_eq!(doubts(operation, &failure), doubt, "{id} {status}");
        }
    }

    #[test]
    fn an_order_that_is_still_being_changed_speaks_of_an_earlier_change() {
        check("cancelOrder", 409, Some("800014"), true);
        check("cancelOrder", 409, Some("800064"), false);
        check("cancelOrder", 409, None, false);
        check("createCart", 409, Some("800064"), false);
    }
}
