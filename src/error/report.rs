//! How an error prints for the one who finds it in a terminal: several lines, bounded.

use std::error::Error as StdError;
use std::fmt;

use super::shown::{start_of, without_names};
use super::{Error, Fault};

/// How many causes are told, and how much of each, in characters.
const CAUSES: usize = 8;
const LONGEST: usize = 400;

/// Several lines: the message, its causes, and what support asks for.
///
/// `main` prints this of an error that it returns, and so does a panic. It has no body. Of the
/// sentence of the service it leaves out what may name a customer, since this gets logged.
impl fmt::Debug for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.causes(f)?;
        self.facts(f)
    }
}

impl Error {
    /// A line for each cause. What an earlier line says is not repeated.
    pub(crate) fn causes(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut said = self.to_string();
        let mut cause = self.source();
        for _ in 0..CAUSES {
            let Some(error) = cause else { break };
            let text = in_one_line(error);
            if !said.contains(&text) {
                write!(f, "\n  because      {text}")?;
                said.push_str(&text);
            }
            cause = error.source();
        }
        Ok(())
    }

    /// A line for each thing that support asks for.
    pub(crate) fn facts(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  delivery     {}", self.delivery())?;
        self.facts_of_call(f)
    }

    /// The same, where it was said already whether anything was done.
    pub(crate) fn facts_of_call(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "\n  tries        {}", self.tries())?;
        if let Some(cart) = self.cart_id() {
            write!(f, "\n  cart         {}", start_of(cart, LONGEST))?;
        }
        if let Some(id) = self.request_id() {
            write!(f, "\n  request id   {}", start_of(id, LONGEST))?;
        }
        if let Some(id) = self.answered_request_id() {
            write!(f, "\n  answered as  {}", start_of(id, LONGEST))?;
        }
        if let Some(id) = self.correlation_id() {
            write!(f, "\n  correlation  {}", start_of(id, LONGEST))?;
        }
        if let Some(body) = self.body() {
            write!(f, "\n  body         {} bytes, which `Error::body` shows", body.len())?;
        }
        Ok(())
    }
}

fn in_one_line(cause: &(dyn StdError + 'static)) -> String {
    let text = cause.to_string();
    match cause.is::<Fault>() {
        true => start_of(&without_names(&text), LONGEST),
        false => start_of(&text, LONGEST),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::{Delivery, Kind};

    fn refused(body: &str) -> Error {
        Error::new(Kind::Refused, Delivery::Unknown)
            .with_operation("checkoutCart")
            .with_status(400)
            .with_fault(Fault::read(body.as_bytes()))
            .with_tries(1)
            .with_ids("request-1", "correlation-1")
    }

    #[test]
    fn a_person_reads_what_happened_why_and_what_support_asks_for() {
        let error = refused(r#"{"code":"800009","description":"Cart 'c-7' is not valid."}"#);
        insta::assert_snapshot!(format!("{error:?}"), @"
        checkoutCart: refused with 400, code 800009: at least one line of the cart has an error; something may have been bought: do not buy it again, but settle the cart with `Customer::settle`; read the cart, look at the error of each line, and correct the lines
          because      Cart 'c-7' is not valid.
          delivery     unknown
          tries        1
          request id   request-1
          correlation  correlation-1
        ");
        insta::assert_snapshot!(format!("{:?}", Error::invalid("quantity", "it is 0")), @"
        quantity: it is 0
          delivery     not done
          tries        0
        ");
    }

    #[test]
    fn every_cause_has_its_line_and_none_is_said_twice() {
        let inner = refused(r#"{"code":"800009","description":"Cart 'c-7' is not valid."}"#);
        let cause: Box<dyn StdError + Send + Sync> = Box::new(inner);
        let outer = Error::sign_in("none came").with_source(cause);
        let printed = format!("{outer:?}");
        assert_eq!(printed.matches("because").count(), 2, "{printed}");
        let cause: Box<dyn StdError + Send + Sync> = "none came".into();
        let outer = Error::sign_in("none came").with_source(cause);
        assert!(!format!("{outer:?}").contains("because"));
    }

    #[test]
    fn names_of_customers_stay_out_and_long_texts_are_cut() {
        let error =
            refused(r#"{"code":"1","description":"'Jane Doe' (jane@contoso.test) may not."}"#);
        let printed = format!("{error:?}");
        assert!(printed.contains("because      '…' … may not."), "{printed}");
        let long = format!(r#"{{"code":"1","description":"a\nb{}"}}"#, "x".repeat(2_000));
        let printed = format!("{:?}", refused(&long).with_body(&[b'x'; 5_000]));
        assert!(printed.len() < 1_000 && printed.contains("body         2048 bytes"), "{printed}");
        let long: Box<dyn StdError + Send + Sync> = "x\r".repeat(9_000).into();
        let printed = format!("{:?}", Error::sign_in("none").with_source(long));
        assert!(printed.len() < 2_000 && !printed.contains('\r'), "{printed}");
    }
}
