//! What a code means, and what to do about it.

use std::borrow::Cow;
use std::fmt;

use partner_center_api::CODES;
use partner_center_api::support::{Bought, CartCode, CartErrorCode, Code, Repeat, SignInCode};

/// Which part of the service says a code.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum CodeOrigin {
    /// The service, when it refuses a call.
    Refusal,
    /// The service, about one line of a cart that it has otherwise accepted.
    CartLine,
    /// The token endpoint.
    SignIn,
}

/// What is known of a code: [`Error::explain`](crate::Error::explain) finds the one of an
/// error, [`explain`] those of a text.
///
/// Printed, it is a short paragraph.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Explanation {
    /// Who says it.
    pub origin: CodeOrigin,
    /// The code as it is on the wire: a number for the service, such as `800089`, and a word
    /// with a number for the token endpoint, such as `AADSTS50076`.
    pub code: Cow<'static, str>,
    /// The HTTP status that carries it. A line of a cart has none.
    pub status: Option<u16>,
    /// A short name, where it has one.
    pub name: Option<&'static str>,
    /// What went wrong.
    pub meaning: &'static str,
    /// What has most likely led to it, where that is known: a guess, from the meaning and from
    /// what those who met it had done.
    pub cause: Option<&'static str>,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whether the same request can succeed later.
    pub repeat: Repeat,
    /// Whether something may have been bought.
    pub bought: Bought,
    /// Where the vendor says more.
    pub link: &'static str,
}

/// Finds what is known of a code: a number or a name, such as `800089`, `CartBusy`, `10001`,
/// `catalog_item_id_is_not_valid` or `AADSTS50076`.
///
/// There may be several, since some codes come with two statuses, and none for a code that
/// this version does not know. [`CODES`] lists all of the service's refusals,
/// [`CART_CODES`](partner_center_api::CART_CODES) those of lines of a cart, and
/// [`SIGN_IN_CODES`](partner_center_api::SIGN_IN_CODES) those of the token endpoint.
///
/// ```
/// let known = partner_center::error::explain("800089");
/// assert_eq!(known.len(), 1);
/// assert_eq!(known[0].status, Some(403));
/// assert_eq!(partner_center::error::explain("2006").len(), 2);
/// assert!(partner_center::error::explain("123456").is_empty());
/// ```
pub fn explain(code: &str) -> Vec<Explanation> {
    let code = code.trim();
    let refusals = CODES.iter().filter(|row| row.code == code || same_name(row.name, code));
    let line = CartErrorCode::from(code).known();
    let sign_in = Explanation::of_sign_in(code);
    refusals
        .map(Explanation::of_refusal)
        .chain(line.map(Explanation::of_line))
        .chain(sign_in)
        .collect()
}

fn same_name(name: &str, text: &str) -> bool {
    name.eq_ignore_ascii_case(text)
}

impl Explanation {
    pub(super) fn of_refusal(row: &'static Code) -> Self {
        Self {
            origin: CodeOrigin::Refusal,
            code: row.code.into(),
            status: Some(row.status),
            name: Some(row.name),
            meaning: row.meaning,
            cause: Some(row.cause),
            remedy: row.remedy,
            repeat: row.repeat,
            bought: row.bought,
            link: row.link,
        }
    }

    /// What is known of the code of a line of a cart.
    fn of_line(row: &'static CartCode) -> Self {
        Self {
            origin: CodeOrigin::CartLine,
            code: row.code.to_string().into(),
            status: None,
            name: Some(row.name),
            meaning: row.meaning,
            cause: Some(row.cause),
            remedy: row.remedy,
            repeat: row.repeat,
            bought: row.bought,
            link: row.link,
        }
    }

    /// What is known of a code of the token endpoint, with or without its prefix.
    pub(super) fn of_sign_in(code: &str) -> Option<Self> {
        let row = SignInCode::find(code.trim())?;
        Some(Self {
            origin: CodeOrigin::SignIn,
            code: row.code.into(),
            status: None,
            name: None,
            meaning: row.meaning,
            cause: Some(row.cause),
            remedy: row.remedy,
            repeat: row.repeat,
            // Nothing is bought by asking for a token.
            bought: Bought::No,
            link: row.link,
        })
    }
}

impl From<&'static CartCode> for Explanation {
    fn from(row: &'static CartCode) -> Self {
        Self::of_line(row)
    }
}

impl fmt::Display for Explanation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.code)?;
        if let Some(name) = self.name {
            write!(f, " {name}")?;
        }
        match (self.origin, self.status) {
            (CodeOrigin::Refusal, Some(status)) => write!(f, ", with status {status}")?,
            (CodeOrigin::Refusal, None) => {}
            (CodeOrigin::CartLine, _) => f.write_str(", on a line of a cart")?,
            (CodeOrigin::SignIn, _) => f.write_str(", from the token endpoint")?,
        }
        writeln!(f)?;
        writeln!(f, "  meaning      {}", self.meaning)?;
        if let Some(cause) = self.cause {
            writeln!(f, "  likely cause {cause}")?;
        }
        writeln!(f, "  remedy       {}", self.remedy)?;
        let again = match self.repeat {
            Repeat::Later => "The same request can succeed later.",
            Repeat::AfterChange => "It can succeed once something has been changed.",
            Repeat::Never => "The same request will be refused again.",
            _ => "Nothing is known about it.",
        };
        writeln!(f, "  trying again {again}")?;
        let bought = match self.bought {
            Bought::No => "Nothing, by this request.",
            _ => "Perhaps: look at what exists before asking for more.",
        };
        writeln!(f, "  bought       {bought}")?;
        write!(f, "  see          {}", self.link)
    }
}

/// Whether a refusal of a checkout says that nothing was bought: the document has its code, with
/// its status where it has one, and for no status as a code that leaves doubt.
///
/// Codes of fewer than five letters are no proof. The document has some, but any framework
/// between here and the service writes `400` or `1000` too.
pub(crate) fn says_nothing_was_bought(status: Option<u16>, code: &str) -> bool {
    let rows = || CODES.iter().filter(|row| row.code == code);
    code.len() >= 5
        && rows().any(|row| status.is_none_or(|status| row.status == status))
        && rows().all(|row| row.bought == Bought::No)
}

/// Whether a code speaks of an earlier try that may have bought.
pub(crate) fn speaks_of_a_purchase(code: &str) -> bool {
    CODES.iter().any(|row| row.code == code && row.bought == Bought::Unknown)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &[(CodeOrigin, &str, Option<u16>)]) {
        let found = explain(text);
        let found: Vec<_> =
            found.iter().map(|known| (known.origin, &*known.code, known.status)).collect();
        assert_eq!(found, expected, "{text}");
    }

    #[test]
    fn a_code_is_found_by_number_and_by_name() {
        use CodeOrigin::{CartLine, Refusal, SignIn};

        check("800089", &[(Refusal, "800089", Some(403))]);
        check(" cartbusy ", &[(Refusal, "800064", Some(409))]);
        check("2006", &[(Refusal, "2006", Some(400)), (Refusal, "2006", Some(403))]);
        check("10001", &[(CartLine, "10001", None)]);
        check("catalog_item_id_is_not_valid", &[(CartLine, "10001", None)]);
        check("0", &[(Refusal, "0", Some(501)), (CartLine, "0", None)]);
        for text in ["AADSTS50076", "aadsts50076", "50076"] {
            check(text, &[(SignIn, "AADSTS50076", None)]);
        }
        check("900421", &[(Refusal, "900421", Some(401))]);
        for text in ["", "123456", "AADSTS", "AADSTS1", "ÄÄDSTS50076", "800089x", "-1"] {
            check(text, &[]);
        }
    }

    #[test]
    fn every_code_of_the_document_is_explained_in_full() {
        for row in CODES {
            let known = explain(row.code);
            let known = known.iter().find(|known| known.status == Some(row.status)).unwrap();
            assert_eq!(known.name, Some(row.name));
            assert!(!known.meaning.is_empty() && !known.remedy.is_empty());
            assert!(known.cause.is_some_and(|cause| !cause.is_empty()));
            assert!(known.link.starts_with("https://"));
        }
        for row in partner_center_api::CART_CODES {
            assert!(explain(row.name).iter().any(|known| known.code == row.code.to_string()));
        }
        for row in partner_center_api::SIGN_IN_CODES {
            let known = explain(row.code);
            assert_eq!(known.len(), 1, "{}", row.code);
            assert!(known[0].link.ends_with(&row.code["AADSTS".len()..]), "{}", known[0].link);
        }
    }

    #[test]
    fn a_code_that_an_earlier_try_can_lead_to_is_in_doubt() {
        for (status, code) in [
            (400, "2055"),
            (400, "4018"),
            (400, "800040"),
            (400, "800041"),
            (400, "800061"),
            (400, "800065"),
            (400, "800096"),
            (400, "900102"),
            (409, "800060"),
            (417, "800036"),
        ] {
            let known = Code::find(status, code).map(Explanation::of_refusal).unwrap();
            assert_eq!(known.bought, Bought::Unknown, "{code}");
            let looks = ["Look", "Read", "look", "read"];
            assert!(looks.iter().any(|word| known.remedy.contains(word)), "{}", known.remedy);
        }
        let failures = CODES.iter().filter(|row| row.status >= 500);
        assert!(failures.clone().count() > 5);
        assert!(failures.into_iter().all(|row| row.bought == Bought::Unknown));
    }

    #[test]
    fn it_prints_what_there_is_to_know() {
        insta::assert_snapshot!(explain("800089")[0], @"
        800089 AssetLimitRemainingExceeded, with status 403
          meaning      More items were asked for than the customer may still have; a stale catalog item id gives this too.
          likely cause A catalog item id that was stored and has gone stale, more often than a limit that was reached.
          remedy       Look whether an earlier purchase went through; then read the availability again for its catalog item id, or ask for fewer.
          trying again It can succeed once something has been changed.
          bought       Nothing, by this request.
          see          https://learn.microsoft.com/partner-center/developer/error-codes
        ");
        insta::assert_snapshot!(explain("800065")[0], @"
        800065 CartAlreadySubmitted, with status 400
          meaning      The cart has been checked out before.
          likely cause The answer to the first checkout was lost, and the cart was checked out again.
          remedy       Look for its orders among the customer's; do not create another cart before.
          trying again The same request will be refused again.
          bought       Perhaps: look at what exists before asking for more.
          see          https://learn.microsoft.com/partner-center/developer/checkout-a-cart
        ");
        insta::assert_snapshot!(explain("10013")[0], @"
        10013 BillingPlanNotSupported, on a line of a cart
          meaning      The item does not come with this billing cycle and term.
          likely cause A one-time item with a monthly cycle, or a term that the availability lacks.
          remedy       Take a term from the availability and a billing cycle from the SKU.
          trying again It can succeed once something has been changed.
          bought       Nothing, by this request.
          see          https://learn.microsoft.com/partner-center/developer/cart-resources
        ");
        insta::assert_snapshot!(explain("AADSTS700082")[0], @"
        AADSTS700082, from the token endpoint
          meaning      The refresh token has expired.
          likely cause It was not used for 90 days.
          remedy       Sign in interactively once more and store the new refresh token.
          trying again It can succeed once something has been changed.
          bought       Nothing, by this request.
          see          https://login.microsoftonline.com/error?code=700082
        ");
        insta::assert_snapshot!(explain("10003")[0], @"
        10003 InventoryNotAvailable, on a line of a cart
          meaning      The item cannot be had just now.
          likely cause The region has none of these machines left at the moment.
          remedy       Check the inventory; try later, in another region, or another SKU.
          trying again The same request can succeed later.
          bought       Nothing, by this request.
          see          https://learn.microsoft.com/partner-center/developer/cart-resources
        ");
    }
}
