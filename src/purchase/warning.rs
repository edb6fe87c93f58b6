//! What a buyer should know before buying, and what does not stand in the way.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::error::shown;

use super::line_number::numbered;

/// Something that a buyer should know.
///
/// As data, lines are counted from 0, in the order of the request; printed, from 1.
///
/// ```
/// # fn example(plan: partner_center::Plan) {
/// for warning in &plan.warnings {
///     println!("mind: {warning}");
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "warning")]
#[non_exhaustive]
pub enum Warning {
    /// Software subscriptions were not sold in this market when the list was made.
    Market {
        /// The line.
        line: usize,
        /// The market or, where a code stands for several, the markets.
        market: String,
    },
    /// The service no longer answers inventory checks.
    InventoryNotKnown {
        /// The line.
        line: usize,
        /// The HTTP status it answered.
        status: u16,
    },
    /// The customer has to have accepted an agreement; whether it has shows at checkout.
    Agreement {
        /// The line.
        line: usize,
        /// The agreement, in the service's word.
        agreement: String,
    },
    /// The service answered one bare object where it lists the availabilities: it was taken for the
    /// only one, and there may be others.
    BareAvailability {
        /// The line.
        line: usize,
    },
    /// The clock here and the service's are far apart, so that a doubt takes longer to settle.
    ClocksApart {
        /// By how much.
        seconds: u64,
    },
}

impl fmt::Display for Warning {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Market { line, market } => write!(
                f,
                "{}: software subscriptions were not sold in {market} when the list was made",
                numbered(*line)
            ),
            Self::InventoryNotKnown { line, status } => write!(
                f,
                "{}: the service answered the inventory check with {status}, \
                 so whether it can be had shows at checkout",
                numbered(*line)
            ),
            Self::Agreement { line, agreement } => write!(
                f,
                "{}: the customer has to have accepted an agreement ({})",
                numbered(*line),
                shown(agreement)
            ),
            Self::BareAvailability { line } => write!(
                f,
                "{}: the service answered with one availability and no list of them, so there may \
                 be others to choose from",
                numbered(*line)
            ),
            Self::ClocksApart { seconds } => write!(
                f,
                "the clock here and the service's are {seconds} s apart: set this one, since \
                 what is concluded from silence waits for that much longer"
            ),
        }
    }
}
