//! How long a purchase lasts.

use std::fmt;

use serde::{Deserialize, Serialize};

use partner_center_api::types;

/// How long a purchase lasts: a month, a year or three years.
///
/// Perpetual software and the Azure plan have no term; leave it out for them.
///
/// ```
/// use partner_center::Term;
///
/// assert_eq!(Term::from("P3Y"), Term::ThreeYears);
/// assert_eq!(Term::Year.as_str(), "P1Y");
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(from = "types::TermDuration", into = "types::TermDuration")]
#[non_exhaustive]
pub enum Term {
    /// One month, `P1M`.
    Month,
    /// One year, `P1Y`.
    Year,
    /// Three years, `P3Y`.
    ThreeYears,
    /// A term this version does not know, in the service's spelling.
    Other(Box<str>),
}

impl Term {
    /// The term as the service writes it, an ISO 8601 duration.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Month => "P1M",
            Self::Year => "P1Y",
            Self::ThreeYears => "P3Y",
            Self::Other(text) => text,
        }
    }

    /// The term of an answer, in which empty text means none.
    pub(crate) fn from_wire(wire: Option<&types::TermDuration>) -> Option<Self> {
        wire.filter(|term| !term.as_str().is_empty()).map(|term| Self::from(term.clone()))
    }
}

impl From<types::TermDuration> for Term {
    fn from(wire: types::TermDuration) -> Self {
        match wire {
            types::TermDuration::P1m => Self::Month,
            types::TermDuration::P1y => Self::Year,
            types::TermDuration::P3y => Self::ThreeYears,
            other => Self::Other(other.as_str().into()),
        }
    }
}

impl From<Term> for types::TermDuration {
    fn from(term: Term) -> Self {
        Self::from(term.as_str())
    }
}

impl From<&str> for Term {
    /// Reads `P1M`, `P1Y` and `P3Y`; anything else is kept as it is.
    fn from(text: &str) -> Self {
        types::TermDuration::from(text).into()
    }
}

impl fmt::Display for Term {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_term_survives_the_wire_known_or_not() {
        for (text, term) in [
            ("P1M", Term::Month),
            ("P1Y", Term::Year),
            ("P3Y", Term::ThreeYears),
            ("P5Y", Term::Other("P5Y".into())),
        ] {
            assert_eq!(Term::from(text), term);
            assert_eq!(types::TermDuration::from(term.clone()).as_str(), text);
            assert_eq!(Term::from_wire(Some(&text.into())), Some(term));
        }
    }

    #[test]
    fn empty_text_is_no_term() {
        assert_eq!(Term::from_wire(Some(&"".into())), None);
        assert_eq!(Term::from_wire(None), None);
    }
}
