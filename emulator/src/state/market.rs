//! Countries where something is sold.

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::state::money;

/// A country's currency and tax.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Market {
    pub(crate) currency: String,
    pub(crate) symbol: String,
    /// How many decimals an amount has that can be paid.
    #[serde(default = "two")]
    pub(crate) decimals: u32,
    /// The part of a price that is added as tax, such as 0.19.
    #[serde(default, deserialize_with = "money::read")]
    pub(crate) tax: Decimal,
}

/// Where nothing is sold.
static NOWHERE: Market =
    Market { currency: String::new(), symbol: String::new(), decimals: 2, tax: Decimal::ZERO };

impl Market {
    /// The market that stands in for one that is not known.
    pub(crate) fn nowhere() -> &'static Self {
        &NOWHERE
    }
}

fn two() -> u32 {
    2
}
