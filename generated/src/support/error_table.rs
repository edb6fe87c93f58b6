//! What the document says of the codes of refusals.

/// A code of a refusal, joined from the table of codes in the document.
///
/// The key is the pair of status and code: the service uses some codes with two statuses.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Code {
    /// The HTTP status that carries it.
    pub status: u16,
    /// The code, as text.
    pub code: &'static str,
    /// A short name.
    pub name: &'static str,
    /// What went wrong.
    pub meaning: &'static str,
    /// What has most likely led to it.
    pub cause: &'static str,
    /// What to do about it.
    pub remedy: &'static str,
    /// Whether the same request can succeed later.
    pub repeat: Repeat,
    /// Whether something may have been bought.
    pub bought: Bought,
    /// The vendor's page about it, or else the one that lists all codes.
    pub link: &'static str,
}

/// Whether the same request can succeed later.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Repeat {
    /// It will be refused again.
    Never,
    /// It can succeed once time has passed.
    Later,
    /// It can succeed once something else has been changed.
    AfterChange,
}

/// Whether something may have been bought.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Bought {
    /// Not by this request, nor by an earlier one that the refusal speaks of.
    No,
    /// Perhaps: look at what exists before asking again.
    Unknown,
}
