//! One market of the list.

/// A market in which software subscriptions were not sold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Market {
    /// The code that the service uses, unique in the list.
    pub code: &'static str,
    /// The ISO 3166-1 code, which several markets can share.
    pub iso_code: &'static str,
    /// The name, as the service lists it.
    pub name: &'static str,
    /// What is odd about the row, if anything.
    pub note: &'static str,
}
