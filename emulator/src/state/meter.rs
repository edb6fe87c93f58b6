//! Meters of Azure plans: they run every day, and each day's use is a function of the day.

use std::time::SystemTime;

use rust_decimal::{Decimal, RoundingStrategy};
use serde::Deserialize;

use crate::state::money;
use crate::state::period::day_number;

/// What a customer uses day by day.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Meter {
    /// The meter's id: a GUID, or a word of the publisher's.
    pub(crate) id: String,
    pub(crate) customer: String,
    /// The customer's Azure plan.
    pub(crate) subscription: String,
    pub(crate) product: String,
    pub(crate) sku: String,
    pub(crate) product_name: String,
    pub(crate) sku_name: String,
    pub(crate) publisher: String,
    pub(crate) category: String,
    pub(crate) sub_category: String,
    pub(crate) name: String,
    pub(crate) unit: String,
    pub(crate) region: String,
    /// The resource provider.
    pub(crate) service: String,
    pub(crate) resource_group: String,
    /// The name of the resource that is used.
    pub(crate) resource: String,
    /// The price of a unit, to the last digit.
    #[serde(deserialize_with = "money::read")]
    pub(crate) unit_price: Decimal,
    /// How much is used on the quietest day.
    #[serde(deserialize_with = "money::read")]
    pub(crate) daily_quantity: Decimal,
    /// The part of the price that the partner earns back, such as 0.15.
    #[serde(default, deserialize_with = "money::read")]
    pub(crate) earned_credit: Decimal,
}

impl Meter {
    /// What is paid for a unit after the partner's credit; the longest price seen has 22 decimals.
    pub(crate) fn effective_unit_price(&self) -> Decimal {
        let price = money::times(self.unit_price, Decimal::ONE - self.earned_credit);
        price.round_dp_with_strategy(22, RoundingStrategy::MidpointAwayFromZero)
    }

    /// How much is used on a day: up to four tenths more than on the quietest, in turn.
    pub(crate) fn quantity(&self, day: SystemTime) -> Decimal {
        let tenths = 10 + day_number(day) % 5;
        money::times(self.daily_quantity, Decimal::new(i64::try_from(tenths).unwrap_or(10), 1))
    }

    /// What a day costs before tax, with the fifteen decimals that daily usage is rated with.
    pub(crate) fn cost(&self, day: SystemTime) -> Decimal {
        money::times(self.effective_unit_price(), self.quantity(day))
            .round_dp_with_strategy(15, RoundingStrategy::MidpointAwayFromZero)
    }
}
