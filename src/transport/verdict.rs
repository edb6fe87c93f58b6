//! What an answer, or the lack of one, means for the call.

use partner_center_api::CODES;
use partner_center_api::support::{Bought, Code, Operation, Retry};

use crate::error::{Delivery, Error};
use crate::net::retry::{Outcome, raises_doubt};

/// What went wrong with one try.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) outcome: Outcome,
    pub(super) error: Error,
    /// Whether it is a refusal whose words did not arrive.
    pub(super) wordless: bool,
}

impl Failure {
    pub(super) fn new(outcome: Outcome, error: Error) -> Self {
        Self { outcome, error, wordless: false }
    }
}

/// Whether this try may have been carried out, or speaks of an earlier one that may have been.
pub(super) fn doubts(operation: &Operation, failure: &Failure) -> bool {
    let status = match failure.outcome {
        outcome if raises_doubt(outcome) => return true,
        Outcome::Answered(status) => status,
        _ => return false,
    };
    match failure.error.code() {
        Some(code) => speaks_of_doubt(operation, status, code),
        None if operation.buys || failure.wordless => could_speak_of_doubt(operation, status),
        None => false,
    }
}

/// Refusals of which the document says that an earlier request may have been carried out,
/// such as one that finds the order still being changed. Where something is bought every such
/// code counts, whatever its status; elsewhere those that the document has for the operation.
fn speaks_of_doubt(operation: &Operation, status: u16, code: &str) -> bool {
    let unknown = |row: &Code| row.bought == Bought::Unknown;
    match operation.buys {
        true => CODES.iter().any(|row| row.code == code && unknown(row)),
        false => {
            operation.codes.contains(&(status, code))
                && Code::find(status, code).is_some_and(unknown)
        }
    }
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
    fn some_refusals_of_a_checkout_speak_of_an_earlier_one() {
        for (status, code, doubt) in [
            (409, Some("800060"), true),
            (409, Some("800064"), true),
            (400, Some("800065"), true),
            (409, Some("800065"), true),
            (400, Some("800009"), false),
            (403, Some("13605"), false),
            (409, Some("900278"), true),
            (409, None, true),
            (400, None, true),
            (404, None, false),
        ] {
            check("checkoutCart", status, code, doubt);
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
            failure.wordless = true;
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
