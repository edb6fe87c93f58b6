//! Why a journal did not do what it was asked.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use crate::error::{Delivery, Error, Kind, shown};
use crate::values::OrderId;

use super::{Claim, PurchaseKey};

/// Why a journal did not do what it was asked.
///
/// Nothing is sent to the service before it is recorded, so that a failed write keeps the step
/// from being taken. The message says what happened and what to do; the
/// [source](StdError::source) is what the machine said. Neither has records or passwords.
///
/// A journal of your own makes these errors by the functions below. Choose with care between
/// [`unavailable`](Self::unavailable), after which nothing was written, and
/// [`unconfirmed`](Self::unconfirmed).
#[derive(Clone, Debug)]
pub struct JournalError(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    kind: JournalKind,
    /// Which journal.
    place: Option<Box<str>>,
    source: Option<Arc<dyn StdError + Send + Sync>>,
}

/// What happened.
#[derive(Clone, Debug)]
enum JournalKind {
    Stale { key: PurchaseKey },
    Exists { key: PurchaseKey },
    Claimed(Claim),
    Unfit { key: PurchaseKey, why: &'static str },
    Busy,
    Full,
    Corrupt { why: Box<str> },
    Newer { what: Box<str> },
    Unavailable,
    Unconfirmed,
    Unusable { why: Box<str> },
}

/// For journals of your own.
impl JournalError {
    /// The entry is not of the revision that was to be replaced or removed, or is gone.
    pub fn stale(key: &PurchaseKey) -> Self {
        Self::new(JournalKind::Stale { key: key.clone() })
    }

    /// A new entry was to be written, and there is one of that key.
    pub fn exists(key: &PurchaseKey) -> Self {
        Self::new(JournalKind::Exists { key: key.clone() })
    }

    /// The entry of `by` claims the order.
    pub fn claimed(order: OrderId, by: PurchaseKey) -> Self {
        Self::new(JournalKind::Claimed(Claim { order, by }))
    }

    /// Other programs kept the journal busy for as long as it waits.
    pub fn busy() -> Self {
        Self::new(JournalKind::Busy)
    }

    /// There is no space left.
    pub fn full() -> Self {
        Self::new(JournalKind::Full)
    }

    /// What is stored cannot be read: `why` says so as a clause.
    pub fn corrupt(why: impl Into<Box<str>>) -> Self {
        Self::new(JournalKind::Corrupt { why: why.into() })
    }

    /// A newer version of this crate has written `what`.
    pub fn newer(what: &str) -> Self {
        Self::new(JournalKind::Newer { what: shown(what).into() })
    }

    /// The journal could not be reached, and nothing was written.
    pub fn unavailable() -> Self {
        Self::new(JournalKind::Unavailable)
    }

    /// It is not known whether the entry was written.
    pub fn unconfirmed() -> Self {
        Self::new(JournalKind::Unconfirmed)
    }

    /// It cannot be used as a journal, until somebody has changed something: `why` says so as a
    /// clause, and what to change.
    pub fn unusable(why: impl Into<Box<str>>) -> Self {
        Self::new(JournalKind::Unusable { why: why.into() })
    }

    /// Which journal, for messages to people.
    pub fn at(mut self, place: impl Into<String>) -> Self {
        self.0.place = Some(place.into().into());
        self
    }

    /// What the machine said.
    pub fn with_source(mut self, source: impl Into<Box<dyn StdError + Send + Sync>>) -> Self {
        self.0.source = Some(Arc::from(source.into()));
        self
    }

    fn new(kind: JournalKind) -> Self {
        Self(Box::new(Inner { kind, place: None, source: None }))
    }

    /// No journal keeps such an entry.
    pub(super) fn unfit(key: &PurchaseKey, why: &'static str) -> Self {
        Self::new(JournalKind::Unfit { key: key.clone(), why })
    }
}

/// What happened.
impl JournalError {
    /// Whether another worker has changed or removed the entry: the lease was lost, and the
    /// purchase is in other hands.
    pub fn is_stale(&self) -> bool {
        matches!(self.0.kind, JournalKind::Stale { .. })
    }

    /// Whether there was an entry of that key before.
    pub fn is_exists(&self) -> bool {
        matches!(self.0.kind, JournalKind::Exists { .. })
    }

    /// The claim of another entry that stood in the way.
    pub fn claim(&self) -> Option<&Claim> {
        match &self.0.kind {
            JournalKind::Claimed(claim) => Some(claim),
            _ => None,
        }
    }

    /// Whether the entry is [not fit](super::Entry::check) to be written.
    pub fn is_unfit(&self) -> bool {
        matches!(self.0.kind, JournalKind::Unfit { .. })
    }

    /// Whether other programs kept the journal busy for too long.
    pub fn is_busy(&self) -> bool {
        matches!(self.0.kind, JournalKind::Busy)
    }

    /// Whether there is no space left.
    pub fn is_full(&self) -> bool {
        matches!(self.0.kind, JournalKind::Full)
    }

    /// Whether what is stored cannot be read.
    pub fn is_corrupt(&self) -> bool {
        matches!(self.0.kind, JournalKind::Corrupt { .. })
    }

    /// Whether a newer version of this crate has written it.
    pub fn is_newer(&self) -> bool {
        matches!(self.0.kind, JournalKind::Newer { .. })
    }

    /// Whether the journal could not be reached, so that nothing was written.
    pub fn is_unavailable(&self) -> bool {
        matches!(self.0.kind, JournalKind::Unavailable)
    }

    /// Whether the entry may have been written: read it before you go on.
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self.0.kind, JournalKind::Unconfirmed)
    }

    /// Whether somebody has to change something before this can be a journal, such as its
    /// permissions.
    pub fn is_unusable(&self) -> bool {
        matches!(self.0.kind, JournalKind::Unusable { .. })
    }
}

// What is said of a journal that may be usable again soon.
const BUSY: &str = "\
    other programs kept it busy for too long, so nothing was written; nothing is sent before \
    it is recorded: try again";
const FULL: &str = "\
    its disk is full, so nothing was written; nothing is sent before it is recorded: make \
    space and try again";
const UNAVAILABLE: &str = "\
    it could not be reached, so nothing was written; nothing is sent before it is recorded: \
    check the connection and try again";
const UNCONFIRMED: &str = "\
    it did not confirm the write, which may have been made; nothing is sent before it is \
    recorded: read the entry before going on";

impl fmt::Display for JournalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0.place {
            Some(place) => write!(f, "journal {place}: ")?,
            None => f.write_str("journal: ")?,
        }
        match &self.0.kind {
            JournalKind::Stale { key } => write!(
                f,
                "another worker has changed the entry `{key}`, so the lease was lost and nothing \
                 was written; leave the purchase to that worker, or read the entry again"
            ),
            JournalKind::Exists { key } => write!(
                f,
                "there is an entry `{key}` already, and nothing was written; resume that purchase, \
                 or choose another key for another one"
            ),
            JournalKind::Claimed(Claim { order, by }) => write!(
                f,
                "order {order} belongs to the purchase `{by}`, so nothing was written; this \
                 purchase has made another order"
            ),
            JournalKind::Unfit { key, why } => {
                write!(f, "the entry `{key}` was not written: {why}")
            }
            JournalKind::Busy => f.write_str(BUSY),
            JournalKind::Full => f.write_str(FULL),
            JournalKind::Corrupt { why } => write!(
                f,
                "it cannot be read, {why}; nothing is sent before it is recorded: do not start an \
                 empty one, which would forget what was bought, but restore it"
            ),
            JournalKind::Newer { what } => write!(
                f,
                "{what} was written by a newer version of partner-center; nothing is sent before \
                 it is understood: update this program"
            ),
            JournalKind::Unavailable => f.write_str(UNAVAILABLE),
            JournalKind::Unconfirmed => f.write_str(UNCONFIRMED),
            JournalKind::Unusable { why } => {
                write!(f, "it cannot be used, {why}; nothing is sent before it is recorded")
            }
        }
    }
}

impl StdError for JournalError {
    fn source(&self) -> Option<&(dyn StdError + 'static)> {
        self.0.source.as_deref().map(|source| source as &(dyn StdError + 'static))
    }
}

/// What the machine said becomes the source, since the message is that of the error.
///
/// The delivery is [`Delivery::NotDone`]: the step that could not be recorded was not taken.
impl From<JournalError> for Error {
    fn from(error: JournalError) -> Self {
        let kind =
            Kind::Unrecorded { message: error.to_string().into(), is_lease_lost: error.is_stale() };
        let ours = Self::new(kind, Delivery::NotDone);
        match error.0.source {
            Some(source) => ours.with_source(source),
            None => ours,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn key() -> PurchaseKey {
        PurchaseKey::new("shop order 4711").unwrap()
    }

    fn all() -> Vec<JournalError> {
        vec![
            JournalError::stale(&key()),
            JournalError::exists(&key()),
            JournalError::claimed("order".into(), key()),
            JournalError::unfit(&key(), "its record is longer than 4 MiB"),
            JournalError::busy(),
            JournalError::full(),
            JournalError::corrupt("since its pages are damaged"),
            JournalError::newer("the state `refunded`"),
            JournalError::unavailable(),
            JournalError::unconfirmed(),
            JournalError::unusable("since it is a folder: give the name of a file"),
        ]
    }

    #[test]
    fn exactly_one_question_is_answered_with_yes() {
        let questions = [
            JournalError::is_stale,
            JournalError::is_exists,
            |error: &JournalError| error.claim().is_some(),
            JournalError::is_unfit,
            JournalError::is_busy,
            JournalError::is_full,
            JournalError::is_corrupt,
            JournalError::is_newer,
            JournalError::is_unavailable,
            JournalError::is_unconfirmed,
            JournalError::is_unusable,
        ];
        for (own, error) in all().iter().enumerate() {
            for (asked, question) in questions.iter().enumerate() {
                assert_eq!(question(error), own == asked, "{error}");
            }
        }
    }

    #[test]
    fn an_error_of_the_crate_says_the_same_and_that_nothing_was_done() {
        for error in all() {
            let error = error.at("`/var/lib/shop/journal`").with_source("disk I/O error");
            let ours = Error::from(error.clone());
            assert_eq!(ours.to_string(), error.to_string());
            assert!(ours.to_string().starts_with("journal `/var/lib/shop/journal`: "));
            assert_eq!(ours.delivery(), Delivery::NotDone);
            assert!(ours.is_unrecorded());
            assert_eq!(ours.is_lease_lost(), error.is_stale());
            assert_eq!(ours.source().unwrap().to_string(), "disk I/O error");
        }
    }
}
