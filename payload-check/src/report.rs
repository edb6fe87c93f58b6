//! What came out of a check.

use std::fmt;

use serde::Serialize;

use crate::finding::{Finding, Kind};

/// What came out of the check of one payload.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[non_exhaustive]
pub struct Report {
    /// The answer in a word.
    pub verdict: Verdict,
    /// All that does not fit: first what cannot be decoded, then what the document does not
    /// know, then what was lost or changed; each in the order of the payload.
    pub findings: Vec<Finding>,
}

impl Report {
    pub(crate) fn new(findings: Vec<Finding>) -> Self {
        let verdict = if findings.iter().any(|finding| finding.kind == Kind::Undecodable) {
            Verdict::Undecodable
        } else if findings.is_empty() {
            Verdict::Fits
        } else {
            Verdict::Drift
        };
        Self { verdict, findings }
    }
}

/// Does a payload fit? Ordered from good to bad.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
#[non_exhaustive]
pub enum Verdict {
    /// The document knows all of it, and the generated type loses nothing.
    Fits,
    /// It decodes, but something is unknown, lost or changed.
    Drift,
    /// The generated type cannot read it.
    Undecodable,
}

impl Verdict {
    /// The verdict as reports write it: `fits`, `drift` or `undecodable`.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fits => "fits",
            Self::Drift => "drift",
            Self::Undecodable => "undecodable",
        }
    }
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}
