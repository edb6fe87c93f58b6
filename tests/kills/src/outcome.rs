//! How a case ended, in few words.

use std::fmt;

use partner_center::purchase::{Evidence, Proof, Question, Settlement};

/// How a case ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Outcome {
    ByAnswer,
    ByTag,
    ByList,
    InPart,
    Refused,
    StillActive,
    Gone,
    Which,
    Whether,
    /// What must not be.
    Wrong,
}

impl Outcome {
    pub(crate) const ALL: [Self; 10] = [
        Self::ByAnswer,
        Self::ByTag,
        Self::ByList,
        Self::InPart,
        Self::Refused,
        Self::StillActive,
        Self::Gone,
        Self::Which,
        Self::Whether,
        Self::Wrong,
    ];

    /// `None` for what is no end, or none that can come here.
    pub(crate) fn of(settlement: &Settlement) -> Option<Self> {
        Some(match settlement {
            Settlement::Bought(bought) => match bought.evidence() {
                Evidence::Answer => Self::ByAnswer,
                Evidence::Tag => Self::ByTag,
                Evidence::List => Self::ByList,
                _ => return None,
            },
            Settlement::BoughtInPart(_) => Self::InPart,
            Settlement::NotBought(nothing) => match nothing.proof() {
                Proof::Refused { .. } => Self::Refused,
                Proof::StillActive { .. } => Self::StillActive,
                Proof::GoneAndNotListed { .. } => Self::Gone,
                _ => return None,
            },
            Settlement::AskPerson(person) => match person.question() {
                Question::Which => Self::Which,
                Question::Whether => Self::Whether,
                // An order that nobody finds, although the list has it.
                _ => return None,
            },
            _ => return None,
        })
    }
}

impl fmt::Display for Outcome {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::ByAnswer => "bought, by answer",
            Self::ByTag => "bought, by tag",
            Self::ByList => "bought, by list",
            Self::InPart => "in part",
            Self::Refused => "nothing: refused",
            Self::StillActive => "nothing: still active",
            Self::Gone => "nothing: gone",
            Self::Which => "person: which",
            Self::Whether => "person: whether",
            Self::Wrong => "WRONG",
        })
    }
}
