//! What the answer to a checkout says.

use std::fmt;

use partner_center_api::support::{Code, Repeat};
use serde::{Deserialize, Serialize};

use crate::cart::Checkout;
use crate::error::{Delivery, Error};

/// A refusal in the service's own words, as it is kept.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Refusal {
    status: Option<u16>,
    code: Option<String>,
    message: String,
    passing: bool,
}

impl Refusal {
    pub(in crate::purchase) fn of(error: &Error) -> Self {
        let code = error.code().map(str::to_owned);
        let known = code.as_deref().and_then(|code| Code::find(error.status().unwrap_or(0), code));
        let later = known.is_some_and(|row| row.repeat == Repeat::Later);
        Self {
            status: error.status(),
            passing: error.is_throttled() || later,
            message: error.to_string(),
            code,
        }
    }

    /// The HTTP status; `None` where a group of the cart was refused within a success.
    pub fn status(&self) -> Option<u16> {
        self.status
    }

    /// The service's code.
    pub fn code(&self) -> Option<&str> {
        self.code.as_deref()
    }

    /// Whether the same request can succeed later, as far as that is known.
    pub fn is_passing(&self) -> bool {
        self.passing
    }
}

impl fmt::Display for Refusal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.message)
    }
}

/// What the answer to a checkout says, or the lack of one.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::purchase) enum CheckoutAnswer {
    /// Each line of the cart was ordered.
    Ordered(Checkout),
    /// The groups that were refused were certainly not bought, and the others were.
    OrderedInPart(Checkout),
    /// It bought nothing, in the service's own words.
    Refused(Refusal),
    /// The same, since there is no such cart, or no longer.
    Gone(Refusal),
    /// The cart was checked out before.
    Submitted,
    /// Another request is at work on the cart, or was.
    Busy,
    /// No request left.
    NotSent,
    /// Anything else.
    Unclear,
}

impl CheckoutAnswer {
    /// What became of a checkout that did not succeed. `checkout` is what its answer named
    /// nevertheless.
    pub(in crate::purchase) fn failed(error: &Error, checkout: Option<Checkout>) -> Self {
        let refused = || Refusal::of(error);
        match (error.delivery(), checkout) {
            (Delivery::InPart, Some(checkout)) => Self::OrderedInPart(checkout),
            (Delivery::NotDone, _) if error.is_not_found() && error.is_refused() => {
                Self::Gone(refused())
            }
            (Delivery::NotDone, Some(_)) => Self::Refused(refused()),
            (Delivery::NotDone, None) if error.is_refused() => Self::Refused(refused()),
            (Delivery::NotDone, None) => Self::NotSent,
            _ => match error.code().map(|code| (error.status(), code)) {
                Some((Some(400), SUBMITTED)) => Self::Submitted,
                Some((Some(409), IN_PROGRESS | BUSY)) => Self::Busy,
                _ => Self::Unclear,
            },
        }
    }
}

/// The cart was checked out already.
const SUBMITTED: &str = "800065";

/// An order of the cart is being made.
const IN_PROGRESS: &str = "800060";

/// Another request is at work on the cart.
const BUSY: &str = "800064";

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Fault, Kind};

    #[track_caller]
    fn check(status: u16, code: &str, passes: bool) {
        let fault = Fault::from_value(&serde_json::json!({ "code": code, "description": "no" }));
        let error = Error::new(Kind::Refused, Delivery::NotDone);
        let refusal = Refusal::of(&error.with_status(status).with_fault(fault));
        assert_eq!(refusal.is_passing(), passes, "{status}/{code}");
        assert_eq!((refusal.status(), refusal.code()), (Some(status), Some(code)));
    }

    #[test]
    fn a_refusal_passes_where_its_code_says_so_or_the_service_is_busy() {
        check(409, "800060", true);
        check(400, "800002", false);
        check(429, "429", true);
        check(400, "nobody knows", false);
    }
}
