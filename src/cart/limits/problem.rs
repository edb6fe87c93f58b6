//! What goes beyond the limits of a purchase.

use std::fmt;

use partner_center_api::types::CurrencyCode;
use serde::{Deserialize, Serialize};

use crate::cart::total::Lines;
use crate::error::shown;
use crate::values::money::Money;

/// What goes beyond the limits of a purchase, or cannot be compared with them.
///
/// As data, a line has the number that the cart gives it, the first is 0; printed, it is one
/// more, as people count.
///
/// ```
/// use partner_center::cart::{LimitProblem, PurchaseLimits};
///
/// # fn example(cart: partner_center::Cart, limits: PurchaseLimits) {
/// for problem in cart.limit_problems(&limits) {
///     match problem {
///         LimitProblem::Spend { limit, total } => println!("ask for {total} instead of {limit}"),
///         other => println!("{other}"),
///     }
/// }
/// # }
/// ```
// Not tagged from within: serde would read the amounts as floats on their way.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum LimitProblem {
    /// The cart costs more than may be spent.
    Spend {
        /// The most that may be spent.
        limit: Money,
        /// What the lines in that currency cost.
        total: Money,
    },
    /// The service does not say what lines cost, so that a limit of money cannot judge them.
    NoPrice {
        /// The numbers of the lines.
        lines: Vec<i32>,
    },
    /// Lines cost something in a currency for which there is no limit.
    OtherCurrency {
        /// The currency.
        currency: CurrencyCode,
    },
    /// The sum in a currency has more digits than a decimal holds.
    TooManyDigits {
        /// The currency.
        currency: CurrencyCode,
    },
    /// A line asks for more than it may.
    LineQuantity {
        /// The number of the line.
        line: i32,
        /// The most it may ask for.
        limit: u32,
        /// What it asks for; `None` where the cart does not say.
        quantity: Option<u32>,
    },
    /// All lines together ask for more than they may.
    TotalQuantity {
        /// The most they may ask for.
        limit: u32,
        /// What they ask for; `None` where the cart does not say for each line.
        quantity: Option<u64>,
    },
    /// A line is for something that is not among the products allowed.
    Product {
        /// The number of the line.
        line: i32,
        /// What it is for: `product:sku`, the catalog item, or nothing where the cart does not
        /// say.
        item: String,
    },
}

impl fmt::Display for LimitProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Spend { limit, total } => {
                write!(f, "it costs {total}, and at most {limit} may be spent")
            }
            Self::NoPrice { lines } => write!(
                f,
                "the service does not say what {} will cost (`Unjudged::NoPrice` allows that)",
                Lines(lines)
            ),
            Self::OtherCurrency { currency } => write!(
                f,
                "it costs something in {}, for which there is no limit \
                 (`Unjudged::OtherCurrency` allows that)",
                shown(currency.as_str())
            ),
            Self::TooManyDigits { currency } => {
                write!(f, "the sum in {} has too many digits", shown(currency.as_str()))
            }
            Self::LineQuantity { line, limit, quantity } => write!(
                f,
                "{} asks for {}, and a line may ask for {limit} at most",
                Lines(&[*line]),
                Number(*quantity)
            ),
            Self::TotalQuantity { limit, quantity } => write!(
                f,
                "all lines together ask for {}, and may ask for {limit} at most",
                Number(*quantity)
            ),
            Self::Product { line, item } => write!(
                f,
                "{} is for `{}`, which is not among the products allowed",
                Lines(&[*line]),
                shown(item)
            ),
        }
    }
}

/// A quantity, if it is known.
struct Number<T>(Option<T>);

impl<T: fmt::Display> fmt::Display for Number<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.0 {
            Some(number) => number.fmt(f),
            None => f.write_str("an unknown number"),
        }
    }
}
