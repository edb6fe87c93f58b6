//! What became of a row.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::journal::PurchaseKey;
use crate::purchase::Settlement;
use crate::values::ids::{CustomerId, OrderId};

/// How a row stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum RowState {
    /// All of it was bought, once.
    Bought,
    /// A part was bought; the rest certainly was not.
    BoughtInPart,
    /// Nothing was bought, and nothing of it can be bought any more.
    NotBought,
    /// Only a person can say.
    AskPerson,
    /// It is not known yet whether it was bought. Another run looks again.
    InDoubt,
    /// It failed before its checkout, and nothing was bought. Another run begins it again.
    Failed,
}

impl RowState {
    /// Whether nothing more happens of itself.
    pub fn is_settled(self) -> bool {
        !matches!(self, Self::InDoubt | Self::Failed)
    }

    pub(super) fn of(settlement: &Settlement) -> Self {
        match settlement {
            Settlement::Bought(_) => Self::Bought,
            Settlement::BoughtInPart(_) => Self::BoughtInPart,
            Settlement::NotBought(_) => Self::NotBought,
            Settlement::AskPerson(_) => Self::AskPerson,
            Settlement::InDoubt { .. } => Self::InDoubt,
        }
    }
}

impl fmt::Display for RowState {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Bought => "bought",
            Self::BoughtInPart => "bought in part",
            Self::NotBought => "not bought",
            Self::AskPerson => "a person has to look",
            Self::InDoubt => "in doubt",
            Self::Failed => "failed",
        })
    }
}

/// What became of a row: a line of the file of results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct RowResult {
    /// The key of the purchase.
    pub key: PurchaseKey,
    /// The line of the row.
    pub line: u64,
    /// The customer.
    pub customer: CustomerId,
    /// How it stands.
    pub state: RowState,
    /// Whether nothing more happens of itself.
    pub settled: bool,
    /// The orders that are known to be of it.
    #[serde(default)]
    pub orders: Vec<OrderId>,
    /// What happened, and what to do, in a line.
    pub message: String,
    /// The `MS-CorrelationId` of its calls, which support asks for.
    #[serde(default)]
    pub correlation_id: Option<Uuid>,
    /// The `MS-RequestId` of the call that failed.
    #[serde(default)]
    pub request_id: Option<String>,
    /// When more can be known of a doubt.
    #[serde(default)]
    pub until: Option<DateTime<Utc>>,
    /// When this was known.
    pub at: DateTime<Utc>,
}

impl fmt::Display for RowResult {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "line {}, `{}`: {}", self.line, self.key, self.message)
    }
}
