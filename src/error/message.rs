//! How an error prints: one line, one level, no secrets and no bodies.

use std::error::Error as StdError;
use std::fmt;

use super::{Delivery, Error, GaveUp, Kind};

/// One line: the operation first, then what happened, then what that leaves open.
impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(operation) = self.operation() {
            write!(f, "{operation}: ")?;
        }
        match self.kind() {
            Kind::Invalid { place, message } => write!(f, "{place}: {message}")?,
            Kind::Unsaved { message } => write!(f, "file: {message}")?,
            Kind::SignIn { message } => {
                write!(f, "no access token: {message}")?;
                self.refusal(f)?;
            }
            Kind::Unsent => f.write_str("the request could not be sent")?,
            Kind::Unanswered => f.write_str("no answer came")?,
            Kind::TimedOut { limit } => write!(f, "no answer came within {}", Seconds(limit))?,
            Kind::OutOfTime { limit } => {
                write!(f, "not sent, since too little was left of the call's {}", Seconds(limit))?;
            }
            Kind::Limited { what } => {
                write!(f, "not sent, to keep within the service's limit for {what}")?;
            }
            Kind::Refused => {
                f.write_str("refused")?;
                self.refusal(f)?;
            }
            Kind::Redirected { to } => {
                write!(f, "answered with another address, `{to}`, which was not followed")?;
            }
            Kind::Unreadable { why } => {
                f.write_str("the answer")?;
                if let Some(status) = self.status() {
                    write!(f, " ({status})")?;
                }
                write!(f, " could not be used, {why}")?;
            }
        }
        if self.tries() > 1 {
            write!(f, ", after {} tries", self.tries())?;
        }
        self.outlook(f)?;
        match self.own_outlook() {
            Some(outlook) => write!(f, "; {outlook}"),
            None => Ok(()),
        }
    }
}

impl Error {
    fn refusal(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(status) = self.status() {
            write!(f, " with {status}")?;
        }
        if let Some(code) = self.code() {
            write!(f, ", code {code}")?;
        }
        Ok(())
    }

    /// What remains to be known: whether it was done, and when to come back.
    fn outlook(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.delivery(), self.kind()) {
            (Delivery::NotDone, _) => {}
            (Delivery::Unknown, Kind::Unreadable { .. }) => {
                f.write_str(
                    "; the service had accepted the request, so it was most likely carried out",
                )?;
            }
            (Delivery::Unknown, _) => f.write_str("; it may have been carried out")?,
        }
        match (self.gave_up(), self.retry_after()) {
            (Some(GaveUp::RetryAfter), Some(wait)) => {
                write!(f, "; the call had no time left to wait: come back in {}", Seconds(&wait))
            }
            (Some(GaveUp::Time), _) if matches!(self.kind(), Kind::OutOfTime { .. }) => Ok(()),
            (Some(GaveUp::Time), _) => f.write_str("; the call had no time left for another try"),
            (Some(GaveUp::Budget), _) => {
                f.write_str("; the client's budget for further tries is used up")
            }
            (Some(GaveUp::RateLimit), Some(wait)) => write!(
                f,
                "; the call's time ends before its turn under the client's rate limit: come back \
                 in {}",
                Seconds(&wait)
            ),
            (_, Some(wait)) => write!(f, "; come back in {}", Seconds(&wait)),
            _ => Ok(()),
        }
    }
}

struct Seconds<'a>(&'a std::time::Duration);

impl fmt::Display for Seconds<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_secs(), self.0.subsec_millis()) {
            (0, millis) => write!(f, "{millis} ms"),
            (secs, 0) => write!(f, "{secs} s"),
            (secs, millis) => write!(f, "{secs}.{millis:03} s"),
        }
    }
}

/// Without the body and the service's description: they may hold personal data, and this
/// gets logged.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Error")
            .field("message", &self.to_string())
            .field("delivery", &self.delivery())
            .field("request_id", &self.request_id())
            .field("correlation_id", &self.correlation_id())
            .field("body_bytes", &self.body().map(str::len))
            .field("source", &self.0.source)
            .finish()
    }
}

impl StdError for Error {
    /// What the service said, else what the machine said.
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        if let Some(source) = &self.0.source {
            return Some(&**source);
        }
        self.0.fault.as_ref().map(|fault| fault as &(dyn StdError + 'static))
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
    fn the_operation_comes_first_and_the_reason_is_the_source() {
        let error = refused(400, r#"{"code":"800065","description":"Cart was submitted."}"#);
        assert_eq!(error.source().unwrap().to_string(), "Cart was submitted.");
        check(
            error.with_delivery(Delivery::Unknown).with_tries(1),
            "checkoutCart: refused with 400, code 800065; it may have been carried out",
        );
    }

    #[test]
    fn a_wait_that_was_too_long_says_when_to_come_back() {
        check(
            refused(429, "")
                .with_tries(2)
                .with_retry_after(Some(Duration::from_secs(57)))
                .with_gave_up(GaveUp::RetryAfter),
            "checkoutCart: refused with 429, after 2 tries; \
             the call had no time left to wait: come back in 57 s",
        );
    }

    #[test]
    fn an_unreadable_success_says_what_it_means_for_a_write() {
        let why = "the body is not JSON".to_owned();
        let error = Error::unusable("createCart", Delivery::Unknown, why).with_status(201);
        check(
            error.clone(),
            "createCart: the answer (201) could not be used, the body is not JSON; \
             the service had accepted the request, so it was most likely carried out",
        );
        check(
            error.with_operation("getCart").with_delivery(Delivery::NotDone),
            "getCart: the answer (201) could not be used, the body is not JSON",
        );
    }

    #[test]
    fn bodies_and_descriptions_stay_out_of_debug_and_display() {
        let error = refused(502, "").with_body(b"<html>Jane Doe</html>");
        assert_eq!(error.body(), Some("<html>Jane Doe</html>"));
        assert!(!format!("{error} {error:?}").contains("Jane"));
    }

    #[test]
    fn an_error_fits_in_a_pointer() {
        assert_eq!(size_of::<Error>(), size_of::<usize>());
        fn shared<T: Send + Sync + 'static>() {}
        shared::<Error>();
    }
}
