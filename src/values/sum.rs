//! Sums of amounts that are exact, or say that they are not.

use std::collections::BTreeMap;
use std::fmt;

use rust_decimal::Decimal as Digits;

use partner_center_api::Decimal;

/// A sum of decimals, exact whatever their number and scale.
///
/// Adding `rust_decimal` values rounds silently once the result needs more than 28 digits.
/// Here the digits are kept apart by scale until the [total](Self::total) is asked for.
///
/// ```
/// use partner_center::invoice::ExactSum;
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let mut sum = ExactSum::new();
/// for amount in ["0.10", "0.200", "-0.3"] {
///     sum.add(amount.parse()?);
/// }
/// assert_eq!(sum.total()?.to_string(), "0");
/// # Ok(())
/// # }
/// ```
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
        // From the coarsest scale to the finest, so that what cancels out has done so before its
        // digits are needed. Zeros at the end take up none either.
        let mut total: i128 = 0;
        let mut scale = 0;
        for (finer, digits) in self.trimmed() {
            total = total.checked_mul(10_i128.checked_pow(finer - scale)?)?.checked_add(digits)?;
            scale = finer;
        }
        (scale, total) = trim(scale, total);
        Digits::try_from_i128_with_scale(total, scale).ok()
    }

    /// The sums by scale, none of which could have a smaller one.
    fn trimmed(&self) -> BTreeMap<u32, i128> {
        let mut trimmed = BTreeMap::new();
        // The finest first: what it gives to a coarser scale may be trimmed there once more.
        let mut by_scale = self.by_scale.clone();
        while let Some((scale, digits)) = by_scale.pop_last() {
            let (coarser, fewer) = trim(scale, digits);
            let room = by_scale.get(&coarser).copied().unwrap_or_default().checked_add(fewer);
            match room.filter(|_| coarser < scale) {
                Some(sum) => by_scale.insert(coarser, sum),
                None => trimmed.insert(scale, digits),
            };
        }
        trimmed
    }
}

/// The same number without zeros at its end.
fn trim(mut scale: u32, mut digits: i128) -> (u32, i128) {
    while scale > 0 && digits % 10 == 0 {
        (scale, digits) = (scale - 1, digits / 10);
    }
    (scale, digits)
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
    fn digits_that_cancel_out_across_scales_are_not_missed() {
        // 10²⁶ at a scale of 0, -10²⁷ at one of 1, and one at the finest.
        let tenths = format!("-{}.0", "99999999999999999999999999");
        check(
            &["99999999999999999999999999", &tenths, "0.0000000000000000000000000001"],
            Some("0.0000000000000000000000000001"),
        );
        check(
            &[
                "9999999999999999999999999",
                "-9999999999999999999999998.99",
                "0.00000000000000000001",
            ],
            Some("0.01000000000000000001"),
        );
    }

    #[test]
    fn every_order_and_every_split_gives_the_same_sum() {
        let mut random = fastrand::Rng::with_seed(0x5eed);
        for _ in 0..200 {
            let mut numbers: Vec<String> = Vec::new();
            let mut hundredths: i128 = 0;
            for _ in 0..random.usize(0..40) {
                let amount = random.i64(-10_000_000..10_000_000);
                hundredths += i128::from(amount);
                // Written with more zeros than it needs, in scales that are not its own.
                let zeros = "0".repeat(random.usize(0..12));
                let sign = if amount < 0 { "-" } else { "" };
                let (whole, rest) = (amount.abs() / 100, amount.abs() % 100);
                numbers.push(format!("{sign}{whole}.{rest:02}{zeros}"));
            }
            random.shuffle(&mut numbers);
            let sum: ExactSum = numbers.iter().map(|text| text.parse().unwrap()).collect();
            let expected = Digits::from_i128_with_scale(hundredths, 2);
            assert_eq!(sum.total().unwrap().get(), expected, "{numbers:?}");
        }
    }

    #[test]
    fn a_million_thirds_are_not_rounded() {
        let third: Decimal = "0.3333333333333333333333".parse().unwrap();
        let sum: ExactSum = std::iter::repeat_n(third, 1_000_000).collect();
        assert_eq!(sum.total().unwrap().to_string(), "333333.3333333333333333");
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
