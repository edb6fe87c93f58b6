//! Sums of amounts that are exact, or say that they are not.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal as Digits;

use partner_center_api::Decimal;

/// A sum of decimals, exact whatever their number and scale.
///
/// Adding `rust_decimal` values rounds silently once the result needs more than 28 digits.
/// Here the digits are kept apart by scale until the [total](Self::total) is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ExactSum {
    /// The sum of the digits, for each number of decimal places.
    by_scale: BTreeMap<u32, i128>,
    /// A sum of digits left the range of 128 bits, which takes billions of the largest
    /// numbers.
    overflowed: bool,
}

impl ExactSum {
    /// Nothing.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a number.
    pub fn add(&mut self, number: Decimal) {
        let number = number.get();
        let sum = self.by_scale.entry(number.scale()).or_default();
        match sum.checked_add(number.mantissa()) {
            Some(more) => *sum = more,
            None => self.overflowed = true,
        }
    }

    /// The total.
    ///
    /// # Errors
    ///
    /// It has more digits than a decimal holds, so that it could only be given rounded.
    pub fn total(&self) -> Result<Decimal, TooManyDigits> {
        self.exact().filter(|_| !self.overflowed).map(Decimal::from).ok_or(TooManyDigits)
    }

    fn exact(&self) -> Option<Digits> {
        // Zeros at the end are dropped first, so that they take up no digits.
        let parts: Vec<_> = self
            .by_scale
            .iter()
            .map(|(scale, digits)| {
                let (mut scale, mut digits) = (*scale, *digits);
                while scale > 0 && digits % 10 == 0 {
                    (scale, digits) = (scale - 1, digits / 10);
                }
                (scale, digits)
            })
            .collect();
        let finest = parts.iter().map(|(scale, _)| *scale).max().unwrap_or_default();
        let mut total: i128 = 0;
        for (scale, digits) in parts {
            let factor = 10_i128.checked_pow(finest - scale)?;
            total = total.checked_add(digits.checked_mul(factor)?)?;
        }
        let mut scale = finest;
        while scale > 0 && total % 10 == 0 {
            (scale, total) = (scale - 1, total / 10);
        }
        Digits::try_from_i128_with_scale(total, scale).ok()
    }
}

impl Extend<Decimal> for ExactSum {
    fn extend<I: IntoIterator<Item = Decimal>>(&mut self, numbers: I) {
        numbers.into_iter().for_each(|number| self.add(number));
    }
}

impl FromIterator<Decimal> for ExactSum {
    fn from_iter<I: IntoIterator<Item = Decimal>>(numbers: I) -> Self {
        let mut sum = Self::new();
        sum.extend(numbers);
        sum
    }
}

/// A total that has more digits than a decimal holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TooManyDigits;

impl fmt::Display for TooManyDigits {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("the total has more than 28 digits and cannot be given exactly")
    }
}

impl std::error::Error for TooManyDigits {}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(numbers: &[&str], total: Option<&str>) {
        let sum: ExactSum = numbers.iter().map(|text| text.parse().unwrap()).collect();
        assert_eq!(sum.total().ok().map(|total| total.to_string()).as_deref(), total);
    }

    #[test]
    fn scales_can_be_mixed() {
        check(&[], Some("0"));
        check(&["1.10", "2.2", "-0.30"], Some("3"));
        check(&["0.0000000000000000000001", "1"], Some("1.0000000000000000000001"));
    }

    #[test]
    fn digits_that_cancel_out_are_not_missed() {
        check(
            &["99999999999999999999999999", "0.001", "-99999999999999999999999999"],
            Some("0.001"),
        );
    }

    #[test]
    fn a_total_that_would_be_rounded_is_refused() {
        check(&["99999999999999999999", "0.0000000001"], None);
        check(
            &["99999999999999999999", "0.0000000001", "0.9999999999"],
            Some("100000000000000000000"),
        );
    }
}
