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
    /// The service does not offer the inventory check, or no longer. Whether the item can be had
    /// shows in the cart, with error 10003 on the line.
    InventoryNotKnown {
        /// The line.
        line: usize,
        /// The HTTP status it answered, now or when this client asked for the first time.
        status: u16,
    },
    /// The answer to the inventory check by resource type has a form that is not known.
    InventoryUndecoded {
        /// The line.
        line: usize,
    },
    /// The customer has to have accepted an agreement; whether it has shows at checkout.
    Agreement {
        /// The line.
        line: usize,
        /// The agreement, in the service's word.
        agreement: String,
    },
    /// It is a software subscription, which starts another term by itself when this one ends, and is
    /// charged again: whoever buys once has to
    /// [stop its renewal](crate::Customer::stop_renewal).
    Renews {
        /// The line.
        line: usize,
        /// How long after the purchase it can be [cancelled](crate::Customer::cancel_subscription),
        /// in the form of ISO 8601, such as `P7D`; `None` where the catalog does not say.
        cancellable_for: Option<String>,
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
                "{}: whether it can be had is not known, since the service has no such inventory \
                 check (status {status}); the cart says so with error 10003 if it cannot",
                numbered(*line)
            ),
            Self::InventoryUndecoded { line } => write!(
                f,
                "{}: whether it can be had is not known, since the answer to the inventory check \
                 has an unknown form; the cart says so with error 10003 if it cannot",
                numbered(*line)
            ),
            Self::Agreement { line, agreement } => write!(
                f,
                "{}: the customer has to have accepted an agreement ({})",
                numbered(*line),
                shown(agreement)
            ),
            Self::Renews { line, cancellable_for } => {
                write!(
                    f,
                    "{}: it renews by itself when its term ends, and is charged again: to buy it \
                     once, call `Customer::stop_renewal` when its subscription is there; ",
                    numbered(*line)
                )?;
                match cancellable_for {
                    Some(time) => write!(
                        f,
                        "`Customer::cancel_subscription` takes it back until {} after the purchase \
                         or a renewal",
                        shown(time)
                    ),
                    None => f.write_str(
                        "the catalog does not say until when it can be cancelled: most can for 7 days \
                         after the purchase or a renewal",
                    ),
                }
            }
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
