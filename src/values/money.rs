//! Amounts with their currency.

use std::fmt;

use partner_center_api::Decimal;
use serde::{Deserialize, Serialize};

use partner_center_api::types;

/// An exact amount in a currency.
///
/// The amount is as the service wrote it, to the last digit; it is neither rounded to the
/// currency's smallest coin nor converted.
///
/// ```
/// use partner_center::Money;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let price = Money { amount: "613.2000".parse()?, currency: "USD".into() };
/// assert_eq!(price.to_string(), "613.2000 USD");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Money {
    /// The amount.
    pub amount: Decimal,
    /// The currency, three letters of ISO 4217.
    pub currency: types::CurrencyCode,
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.amount, self.currency)
    }
}

/// The price of an order before tax; `None` unless prices were asked for and both amount
/// and currency came.
pub fn total_price(order: &types::Order) -> Option<Money> {
    Some(Money { amount: order.total_price?, currency: order.currency_code.clone()? })
}
