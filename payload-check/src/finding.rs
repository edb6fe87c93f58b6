//! One thing that does not fit.

use std::fmt;

use serde::Serialize;

use crate::pointer::Pointer;

/// One thing that does not fit, and where.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Finding {
    /// The JSON pointer of the place, with the keys as the payload spells them.
    pub pointer: String,
    /// What kind of thing it is.
    pub kind: Kind,
    /// What is wrong, in words.
    pub detail: String,
}

impl Finding {
    pub(crate) fn new(pointer: &Pointer, kind: Kind, detail: impl Into<String>) -> Self {
        Self { pointer: pointer.to_string(), kind, detail: detail.into() }
    }
}

/// In which way something does not fit.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Kind {
    /// The generated type cannot read it.
    Undecodable,
    /// The document knows no such property.
    UnknownField,
    /// The document lists the words of this property, and this is none of them.
    UnknownWord,
    /// The document knows several kinds of this object, and it is none of them.
    UnknownKind,
    /// The document says another JSON type.
    WrongType,
    /// The document writes the key in another case.
    KeyCase,
    /// The key is there before, in this or another case.
    DuplicateKey,
    /// It was in the payload, and is gone once decoded and encoded.
    Lost,
    /// Decoded and encoded, it is something else.
    Changed,
}

impl Kind {
    /// The name of the kind, as reports write it: `unknown-field`, say.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undecodable => "undecodable",
            Self::UnknownField => "unknown-field",
            Self::UnknownWord => "unknown-word",
            Self::UnknownKind => "unknown-kind",
            Self::WrongType => "wrong-type",
            Self::KeyCase => "key-case",
            Self::DuplicateKey => "duplicate-key",
            Self::Lost => "lost",
            Self::Changed => "changed",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
