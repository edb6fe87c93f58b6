//! Amounts of money: exact, and rounded once, to what can be paid.

use rust_decimal::{Decimal, RoundingStrategy};
use serde::{Deserialize, Deserializer, de};

/// An amount, rounded to the decimals of its currency: nobody can pay a part of a cent.
pub(crate) fn payable(amount: Decimal, decimals: u32) -> Decimal {
    amount.round_dp_with_strategy(decimals, RoundingStrategy::MidpointAwayFromZero)
}

/// A product, or the largest decimal if it is beyond all.
pub(crate) fn times(one: Decimal, other: Decimal) -> Decimal {
    one.checked_mul(other).unwrap_or(Decimal::MAX)
}

/// A sum, which stops at the largest decimal.
pub(crate) fn sum(amounts: impl IntoIterator<Item = Decimal>) -> Decimal {
    amounts.into_iter().fold(Decimal::ZERO, Decimal::saturating_add)
}

/// Reads a decimal that a seed writes as text, since a number would not stay exact.
pub(crate) fn read<'de, D: Deserializer<'de>>(from: D) -> Result<Decimal, D::Error> {
    let text = String::deserialize(from)?;
    text.parse().map_err(|_| de::Error::custom(format!("`{text}` is not a decimal")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_bill_is_rounded_to_what_can_be_paid() {
        let amount: Decimal = "148.5000000000000000000003".parse().unwrap();
        assert_eq!(payable(amount, 2).to_string(), "148.50");
        assert_eq!(payable("-0.005".parse().unwrap(), 2).to_string(), "-0.01");
        assert_eq!(payable("92500.5".parse().unwrap(), 0).to_string(), "92501");
    }

    #[test]
    fn what_is_too_much_stops_at_the_largest_decimal() {
        assert_eq!(times(Decimal::MAX, Decimal::TWO), Decimal::MAX);
        assert_eq!(sum([Decimal::MAX, Decimal::ONE]), Decimal::MAX);
    }
}
