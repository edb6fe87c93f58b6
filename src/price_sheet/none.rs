//! Why a sheet has no price for something, or more than one.

use std::fmt;

use crate::error::shown;

/// Why no price was found.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum NoPrice {
    /// No row has it.
    Missing {
        /// What the rows that come closest do not have: `product`, `SKU`, `market`, `currency`,
        /// `segment`, `term`, `billing plan` or `quantity`. They have all that stands before it in
        /// this list.
        what: &'static str,
        /// What was looked for.
        wanted: String,
        /// Some of what those rows have in its place.
        found: Vec<String>,
    },
    /// Several rows have it at different prices, of which none is the latest.
    Several {
        /// The lines of some of them.
        lines: Vec<u64>,
        /// How many there are.
        count: u64,
    },
}

impl fmt::Display for NoPrice {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { what, wanted, found } => {
                write!(f, "the sheet has no row for the {what} `{}`", shown(wanted))?;
                if found.is_empty() {
                    return Ok(());
                }
                let found: Vec<_> = found.iter().map(|text| format!("`{}`", shown(text))).collect();
                write!(f, ", only for {}", found.join(", "))
            }
            Self::Several { lines, count } => {
                let lines: Vec<_> = lines.iter().map(u64::to_string).collect();
                write!(
                    f,
                    "{count} rows have it at different prices, on lines {}: say which by currency, \
                     billing plan or quantity",
                    lines.join(", ")
                )
            }
        }
    }
}

impl std::error::Error for NoPrice {}
