//! How an error prints: one line, without secrets, bodies, and the service's own sentence.

use std::error::Error as StdError;
use std::fmt::{self, Write};

use partner_center_api::OPERATIONS;

use super::sentence::{Clause, Time};
use super::shown::OneLine;
use super::{Delivery, Error, GaveUp, Kind};

/// The longest line, in characters. What is refused with many reasons names them all.
const LONGEST: usize = 4_000;

/// The operation first, then what happened and what it means, then what that leaves open and
/// what to do. The alternate form ends with what support asks for.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let message = Message { error: self, doubt: true, details: f.alternate() };
        message.write(&mut OneLine::new(f, LONGEST))
    }
}

impl Error {
    /// The message without what remains open, for whoever knows better what that is.
    pub(crate) fn happened(&self, details: bool) -> impl fmt::Display + '_ {
        Message { error: self, doubt: false, details }
    }
}

/// What is printed of an error.
struct Message<'a> {
    error: &'a Error,
    /// Whether it may have been carried out.
    doubt: bool,
    /// Delivery, tries and ids.
    details: bool,
}

impl fmt::Display for Message<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.write(&mut OneLine::new(f, LONGEST))
    }
}

impl Message<'_> {
    fn write(&self, f: &mut dyn Write) -> fmt::Result {
        if let Some(operation) = self.error.operation() {
            write!(f, "{operation}: ")?;
        }
        self.what(f)?;
        if self.error.tries() > 1 && !self.details {
            write!(f, ", after {} tries", self.error.tries())?;
        }
        if let Some(meaning) = self.error.meaning() {
            write!(f, ": {}", Clause(meaning))?;
        }
        if self.doubt {
            self.doubt(f)?;
        }
        self.wait(f)?;
        if let Some(advice) = self.error.advice() {
            write!(f, "; {}", Clause(advice))?;
        }
        if let Some(outlook) = self.error.own_outlook() {
            write!(f, "; {outlook}")?;
        }
        if self.details { self.details(f) } else { Ok(()) }
    }

    fn what(&self, f: &mut dyn Write) -> fmt::Result {
        let error = self.error;
        match error.kind() {
            Kind::Invalid { place, message } => write!(f, "{place}: {message}"),
            Kind::Unsaved { message } => write!(f, "file: {message}"),
            Kind::Unrecorded { message, .. } => f.write_str(message),
            Kind::SignIn { message } => {
                write!(f, "no access token: {message}")?;
                self.refusal(f)
            }
            Kind::Unsent => match error.host() {
                Some(host) => write!(f, "{host} could not be reached"),
                None => f.write_str("the request could not be sent"),
            },
            Kind::Cancelled => f.write_str("cancelled"),
            Kind::Declined { message } => f.write_str(message),
            Kind::Unanswered => self.no_answer(f),
            Kind::TimedOut { limit } => {
                self.no_answer(f)?;
                write!(f, " within {}", Time(*limit))
            }
            Kind::OutOfTime { limit } => {
                write!(f, "not sent, since too little was left of the call's {}", Time(*limit))
            }
            Kind::Limited { what } => {
                write!(f, "not sent, to keep within the service's limit for {what}")
            }
            Kind::Refused => {
                f.write_str("refused")?;
                self.refusal(f)
            }
            Kind::Incomplete { why } | Kind::NotYet { why } => f.write_str(why),
            Kind::Redirected { to } => {
                write!(f, "answered with another address, `{to}`, which was not followed")
            }
            Kind::Unreadable { why } => {
                f.write_str("the answer")?;
                if let Some(status) = error.status() {
                    write!(f, " ({status})")?;
                }
                write!(f, " could not be used, {why}")?;
                match error.code() {
                    Some(code) => write!(f, ", code {code}"),
                    None => Ok(()),
                }
            }
        }
    }

    fn no_answer(&self, f: &mut dyn Write) -> fmt::Result {
        f.write_str("no answer came")?;
        match self.error.host() {
            Some(host) => write!(f, " from {host}"),
            None => Ok(()),
        }
    }

    fn refusal(&self, f: &mut dyn Write) -> fmt::Result {
        if let Some(status) = self.error.status() {
            write!(f, " with {status}")?;
        }
        match self.error.code() {
            Some(code) => write!(f, ", code {code}"),
            None => Ok(()),
        }
    }

    /// How to find out what an operation that buys has done; none of an operation that does not.
    fn way_out(&self) -> Option<&'static str> {
        let id = self.error.operation()?;
        OPERATIONS.iter().find(|operation| operation.buys && operation.id == id)?;
        Some(match id {
            "createOrder" => "do not buy it again, but settle it with `Customer::settle`",
            // It buys only where the quantity grows, and can be looked at like anything else.
            "updateSubscription" => return None,
            _ => "do not buy it again, but settle the cart with `Customer::settle`",
        })
    }

    fn doubt(&self, f: &mut dyn Write) -> fmt::Result {
        if let (Delivery::Unknown, Some(way_out)) = (self.error.delivery(), self.way_out()) {
            let likely = match self.error.kind() {
                Kind::Unreadable { .. } => {
                    "the service had accepted the request, so it was most likely bought"
                }
                _ => "something may have been bought",
            };
            return write!(f, "; {likely}: {way_out}");
        }
        match (self.error.delivery(), self.error.kind()) {
            (Delivery::NotDone, _) => Ok(()),
            (Delivery::InPart, _) => f.write_str("; do not ask for all of it again"),
            (Delivery::Unknown, Kind::Unreadable { .. }) => f.write_str(
                "; the service had accepted the request, so it was most likely carried out: look \
                 at what exists before asking again",
            ),
            (Delivery::Unknown, _) => f.write_str(
                "; it may have been carried out: look at what exists before asking again",
            ),
        }
    }

    /// Why there was no further try, and when to come back.
    fn wait(&self, f: &mut dyn Write) -> fmt::Result {
        match (self.error.gave_up(), self.error.retry_after()) {
            (Some(GaveUp::RetryAfter), Some(wait)) => {
                write!(f, "; the call had no time left to wait: come back in {}", Time(wait))
            }
            (Some(GaveUp::Time), _) if matches!(self.error.kind(), Kind::OutOfTime { .. }) => {
                f.write_str("; give calls more time with `Timeouts`")
            }
            (Some(reason @ (GaveUp::Time | GaveUp::Budget)), _) => write!(f, "; {reason}"),
            (Some(GaveUp::RateLimit), Some(wait)) => {
                write!(f, "; {}: come back in {}", GaveUp::RateLimit, Time(wait))
            }
            (_, Some(wait)) => write!(f, "; come back in {}", Time(wait)),
            _ => Ok(()),
        }
    }

    fn details(&self, f: &mut dyn Write) -> fmt::Result {
        let error = self.error;
        write!(f, " [delivery: {}; tries: {}", error.delivery(), error.tries())?;
        if let Some(cart) = error.cart_id() {
            write!(f, "; cart: {cart}")?;
        }
        if let Some(id) = error.request_id() {
            write!(f, "; request id: {id}")?;
        }
        if let Some(id) = error.correlation_id() {
            write!(f, "; correlation id: {id}")?;
        }
        f.write_str("]")
    }
}

/// `not done`, `in part` or `unknown`.
impl fmt::Display for Delivery {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::NotDone => "not done",
            Self::InPart => "in part",
            Self::Unknown => "unknown",
        })
    }
}

/// The reason, as a part of a sentence.
impl fmt::Display for GaveUp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Tries => "all tries that the retry policy allows were used",
            Self::Time => "the call had no time left for another try",
            Self::RetryAfter => "the service asked to wait past the end of the call's time",
            Self::Budget => "the client's budget for further tries (`RetryBudget`) is used up",
            Self::RateLimit => "the call's time ends before its turn under the client's rate limit",
        })
    }
}

impl StdError for Error {
    /// What the machine said, else what the service said beyond what [`Display`](fmt::Display)
    /// says already.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Some(source) = &self.0.source {
            return Some(&**source);
        }
        let fault = self.fault()?;
        let said = fault.description.as_deref()?;
        let known = self.meaning().is_some_and(|meaning| is_same(meaning, said));
        (!known).then_some(fault as &(dyn StdError + 'static))
    }
}

fn is_same(meaning: &str, said: &str) -> bool {
    let bare = |text: &str| text.trim().trim_end_matches('.').to_lowercase();
    bare(meaning) == bare(said)
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use partner_center_api::{CODES, SIGN_IN_CODES};

    use super::*;
    use crate::error::Fault;

    #[track_caller]
    fn check(error: Error, message: &str) {
        assert_eq!(error.to_string(), message);
    }

    fn refused(status: u16, body: &str) -> Error {
        Error::new(Kind::Refused, Delivery::NotDone)
            .with_operation("checkoutCart")
            .with_status(status)
            .with_fault(Fault::read(body.as_bytes()))
    }

    #[test]
    fn the_operation_comes_first_and_the_services_sentence_is_the_source() {
        let error = refused(400, r#"{"code":"800065","description":"Cart was submitted."}"#);
        assert_eq!(error.source().unwrap().to_string(), "Cart was submitted.");
        check(
            error.with_delivery(Delivery::Unknown).with_tries(1),
            "checkoutCart: refused with 400, code 800065: the cart has been checked out before; \
             something may have been bought: do not buy it again, but settle the cart with \
             `Customer::settle`; look for its orders among the customer's; do not create another cart before",
        );
    }

    #[test]
    fn a_sentence_that_says_no_more_than_the_message_is_no_source() {
        for body in [
            r#"{"code":"400018","description":"The product has no such SKU in this country."}"#,
            r#"{"code":"400018","description":"the product has no such SKU in this country"}"#,
            r#"{"code":"400018"}"#,
        ] {
            assert!(refused(404, body).source().is_none(), "{body}");
        }
        assert!(refused(404, r#"{"description":"No."}"#).source().is_some());
    }

    #[test]
    fn the_alternate_form_ends_with_what_support_asks_for() {
        let error = refused(503, "").with_tries(4).with_ids("request-1", "other-1");
        check(
            error.clone(),
            "checkoutCart: refused with 503, after 4 tries: the service failed; try again later",
        );
        assert_eq!(
            format!("{error:#}"),
            "checkoutCart: refused with 503: the service failed; try again later [delivery: not \
             done; tries: 4; request id: request-1; correlation id: other-1]"
        );
    }

    #[test]
    fn a_wait_that_was_too_long_says_when_to_come_back() {
        check(
            refused(429, "")
                .with_tries(2)
                .with_retry_after(Some(Duration::from_secs(3600)))
                .with_gave_up(GaveUp::RetryAfter),
            "checkoutCart: refused with 429, after 2 tries: too many requests; \
             the call had no time left to wait: come back in 1 h",
        );
    }

    #[test]
    fn an_unreadable_success_says_what_it_means_for_a_write() {
        let why = "the body is not JSON".to_owned();
        let error = Error::unusable("createCart", Delivery::Unknown, why).with_status(201);
        check(
            error.clone(),
            "createCart: the answer (201) could not be used, the body is not JSON; \
             the service had accepted the request, so it was most likely carried out: look at \
             what exists before asking again",
        );
        check(
            error.with_operation("getCart").with_delivery(Delivery::NotDone),
            "getCart: the answer (201) could not be used, the body is not JSON",
        );
    }

    #[test]
    fn a_refused_sign_in_is_not_said_to_be_about_ids() {
        let refused = |status| Error::sign_in("login.contoso.test refused").with_status(status);
        check(refused(404), "no access token: login.contoso.test refused with 404");
        check(
            refused(502),
            "no access token: login.contoso.test refused with 502: the service failed; try again \
             later",
        );
    }

    #[test]
    fn to_try_again_is_no_advice_where_something_may_have_been_done() {
        check(
            refused(503, "").with_delivery(Delivery::Unknown),
            "checkoutCart: refused with 503: the service failed; something may have been bought: \
             do not buy it again, but settle the cart with `Customer::settle`",
        );
    }

    #[test]
    fn every_code_prints_its_meaning_and_its_remedy_in_one_short_line() {
        let short = |text: &str| {
            assert!(text.chars().count() < 420, "{text}");
            assert!(!text.contains('\n') && !text.ends_with('.'), "{text}");
        };
        for row in CODES {
            let error = refused(row.status, &format!(r#"{{"code":"{}"}}"#, row.code));
            let text = error.to_string();
            short(&text);
            assert!(text.contains(&Clause(row.meaning).to_string()), "{text}");
            let remedy = error.remedy().unwrap();
            assert!(text.ends_with(&Clause(remedy).to_string()), "{text}");
        }
        for row in SIGN_IN_CODES {
            let number = row.code.trim_start_matches("AADSTS");
            let body = format!(r#"{{"error":"invalid_grant","error_codes":[{number}]}}"#);
            let fault = Fault::read(body.as_bytes());
            let error = Error::sign_in("login.contoso.test refused").with_status(400);
            let text = error.with_fault(fault).to_string();
            short(&text);
            assert!(text.contains(&Clause(row.meaning).to_string()), "{text}");
            assert!(text.ends_with(&Clause(row.remedy).to_string()), "{text}");
        }
    }

    #[test]
    fn whatever_is_quoted_stays_in_one_bounded_line() {
        let text = Error::invalid("title", format!("a\nb\u{1b}{}", "x".repeat(9_000))).to_string();
        assert!(text.starts_with("title: a\u{fffd}b\u{fffd}x"), "{text}");
        assert_eq!(text.chars().count(), LONGEST);
    }

    #[test]
    fn bodies_and_descriptions_stay_out_of_the_message() {
        let error = refused(502, "").with_body(b"<html>Jane Doe</html>");
        assert_eq!(error.body(), Some("<html>Jane Doe</html>"));
        assert!(!format!("{error} {error:#} {error:?}").contains("Jane"));
        let error = refused(400, r#"{"code":"1","description":"Jane Doe may not."}"#);
        assert!(!format!("{error} {error:#}").contains("Jane"));
    }

    #[test]
    fn an_error_fits_in_a_pointer() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Error>();
    }
}
