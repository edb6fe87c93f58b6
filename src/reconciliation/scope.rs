//! What an export is of.

use std::fmt;

use partner_center_api::types::{CurrencyCode, InvoiceId, UnbilledPeriod};
use serde::{Deserialize, Serialize};

/// Which lines an export has.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportScope {
    /// Those of an invoice.
    Invoice(InvoiceId),
    /// Those that no invoice has yet, in one currency.
    #[serde(rename_all = "camelCase")]
    Unbilled {
        /// The period that is going on, or the one before.
        period: UnbilledPeriod,
        /// The currency that the partner is billed in.
        currency: CurrencyCode,
    },
}

/// What each line of an export tells.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportKind {
    /// What was bought, renewed or given back: purchases, reservations, subscriptions.
    Reconciliation,
    /// What was used of Azure, day by day.
    Usage,
}

impl fmt::Display for ExportScope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Invoice(id) => write!(f, "invoice {id}"),
            Self::Unbilled { period, currency } => {
                write!(f, "what is not billed yet of the period `{period}` in {currency}")
            }
        }
    }
}
