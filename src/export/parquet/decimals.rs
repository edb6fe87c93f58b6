//! Exact decimals as bytes.

use partner_center_api::Decimal;

/// A type of decimals: all have 38 digits, and differ in how many of them follow the point.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Decimals {
    scale: u32,
}

impl Decimals {
    /// For sums of money: 28 digits before the point and 10 after it.
    pub(super) const AMOUNT: Self = Self { scale: 10 };
    /// For rates and for counts: 16 digits before the point and 22 after it.
    pub(super) const RATE: Self = Self { scale: 22 };

    pub(super) const PRECISION: i32 = 38;
    pub(super) const BYTES: usize = 16;
    /// The same, as a schema has it.
    pub(super) const LENGTH: i32 = 16;

    /// How many digits follow the point.
    pub(super) fn scale(self) -> i32 {
        self.scale.cast_signed()
    }

    /// The number in units of its last digit, big end first; `None` where it does not fit.
    pub(super) fn bytes(self, number: Decimal) -> Option<[u8; Self::BYTES]> {
        const END: i128 = 10_i128.pow(38);
        // Zeros at the end are no digits.
        let number = number.get().normalize();
        let factor = 10_i128.checked_pow(self.scale.checked_sub(number.scale())?)?;
        let units = number.mantissa().checked_mul(factor)?;
        (-END < units && units < END).then(|| units.to_be_bytes())
    }

    /// What it has room for, in words.
    pub(super) fn room(self) -> String {
        format!("DECIMAL({}, {})", Self::PRECISION, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(decimals: Decimals, number: &str, units: Option<i128>) {
        let bytes = decimals.bytes(number.parse().unwrap());
        assert_eq!(bytes.map(i128::from_be_bytes), units, "{number}");
    }

    #[test]
    fn a_number_is_counted_in_its_last_digit() {
        check(Decimals::AMOUNT, "0", Some(0));
        check(Decimals::AMOUNT, "431.8", Some(4_318_000_000_000));
        check(Decimals::AMOUNT, "-0.0000000001", Some(-1));
        check(Decimals::RATE, "0.0159369774000000000001", Some(159_369_774_000_000_000_001));
        check(
            Decimals::AMOUNT,
            "9999999999999999999999999999",
            Some(99_999_999_999_999_999_999_999_999_990_000_000_000),
        );
        check(Decimals::RATE, "9999999999999999", Some(10_i128.pow(38) - 10_i128.pow(22)));
    }

    #[test]
    fn zeros_at_the_end_take_no_room() {
        check(Decimals::AMOUNT, "1.50000000000000000", Some(15_000_000_000));
    }

    #[test]
    fn what_would_be_rounded_or_cut_does_not_fit() {
        check(Decimals::AMOUNT, "0.00000000001", None);
        check(Decimals::RATE, "0.00000000000000000000001", None);
        check(Decimals::RATE, "10000000000000000", None);
        check(Decimals::RATE, "-9999999999999999999999999999", None);
    }
}
