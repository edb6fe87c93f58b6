//! How far a purchase is, in a word.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use super::JournalError;

/// How far the purchase of an entry is. A journal stores it as a word, so that entries can be
/// listed by it, and knows no rule of what follows what.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
#[non_exhaustive]
pub enum EntryState {
    /// It is known what to buy.
    Chosen,
    /// A cart was made.
    Carted,
    /// The checkout may have been sent.
    Sent,
    /// A checkout was sent, and nobody knows what became of it.
    Doubt,
    /// It was bought.
    Bought,
    /// Nothing was bought.
    Nothing,
    /// A person has to decide.
    Person,
}

impl EntryState {
    /// All states.
    pub const ALL: [Self; 7] = [
        Self::Chosen,
        Self::Carted,
        Self::Sent,
        Self::Doubt,
        Self::Bought,
        Self::Nothing,
        Self::Person,
    ];

    /// The word that is stored.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Chosen => "chosen",
            Self::Carted => "carted",
            Self::Sent => "sent",
            Self::Doubt => "doubt",
            Self::Bought => "bought",
            Self::Nothing => "nothing",
            Self::Person => "person",
        }
    }
}

impl fmt::Display for EntryState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

impl FromStr for EntryState {
    type Err = JournalError;

    /// # Errors
    ///
    /// The word is unknown, which is taken for that of a newer version of this crate.
    fn from_str(word: &str) -> Result<Self, JournalError> {
        let known = Self::ALL.into_iter().find(|state| state.as_str() == word);
        known.ok_or_else(|| JournalError::newer(&format!("the state `{word}`")))
    }
}

impl TryFrom<String> for EntryState {
    type Error = JournalError;

    fn try_from(word: String) -> Result<Self, JournalError> {
        word.parse()
    }
}

impl From<EntryState> for String {
    fn from(state: EntryState) -> Self {
        state.as_str().to_owned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_state_is_the_word_that_is_stored() {
        for state in EntryState::ALL {
            assert_eq!(state.as_str().parse::<EntryState>().unwrap(), state);
            let json = serde_json::to_string(&state).unwrap();
            assert_eq!(json, format!("\"{state}\""));
            assert_eq!(serde_json::from_str::<EntryState>(&json).unwrap(), state);
        }
    }

    #[test]
    fn an_unknown_word_is_of_a_newer_version() {
        assert!("refunded".parse::<EntryState>().unwrap_err().is_newer());
        let error = serde_json::from_str::<EntryState>(r#""refunded""#).unwrap_err();
        assert!(error.to_string().contains("newer version"), "{error}");
    }
}
