//! Numbers, compared by their text.

/// A number as a sign, its digits without zeros at either end, and the power of ten of the
/// last of them. Zero has no digits.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Number {
    negative: bool,
    digits: String,
    power: i64,
}

impl Number {
    /// Reads the text of a JSON number; also one with zeros in front, which occurs in strings.
    pub(crate) fn parse(text: &str) -> Option<Self> {
        let (negative, text) = match text.strip_prefix('-') {
            Some(rest) => (true, rest),
            None => (false, text),
        };
        let (mantissa, exponent) = match text.split_once(['e', 'E']) {
            Some((mantissa, exponent)) => (mantissa, Some(exponent)),
            None => (text, None),
        };
        let (whole, fraction) = match mantissa.split_once('.') {
            Some((_, "")) => return None,
            Some(parts) => parts,
            None => (mantissa, ""),
        };
        if whole.is_empty() || !format!("{whole}{fraction}").bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        let digits = kept.trim_start_matches('0');
        if digits.is_empty() {
            return Some(Self { negative: false, digits: String::new(), power: 0 });
        }
        let exponent: i64 = exponent.map_or(Some(0), |text| text.parse().ok())?;
        let moved = i64::try_from(all.len() - kept.len()).ok()?;
        let power =
            exponent.checked_sub(i64::try_from(fraction.len()).ok()?)?.checked_add(moved)?;
        Some(Self { negative, digits: digits.to_owned(), power })
    }

    /// Whether there is nothing after the point.
    pub(crate) fn is_whole(&self) -> bool {
        self.power >= 0
    }

    /// The number, where it is whole and small enough.
    pub(crate) fn to_i64(&self) -> Option<i64> {
        if self.digits.is_empty() {
            return Some(0);
        }
        let zeros = usize::try_from(self.power).ok().filter(|zeros| *zeros <= 19)?;
        let sign = if self.negative { "-" } else { "" };
        format!("{sign}{}{}", self.digits, "0".repeat(zeros)).parse().ok()
    }
}

/// Whether two texts are one number, to the last digit.
pub(crate) fn same_number(one: &str, other: &str) -> bool {
    match (Number::parse(one), Number::parse(other)) {
        (Some(one), Some(other)) => one == other,
        // No number, or an exponent beyond reckoning.
        _ => one == other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_number_has_many_spellings() {
        for (one, other) in [
            ("1.10", "1.1"),
            ("1e2", "100"),
            ("1E+2", "100.000"),
            ("0.5", "5e-1"),
            ("-0", "0"),
            ("0.0", "0e99999999999999999999"),
            ("0025", "25"),
            ("12.34e-1", "1.234"),
            ("1e99999999999999999999999", "1e99999999999999999999999"),
        ] {
            assert!(same_number(one, other), "{one} {other}");
        }
    }

    #[test]
    fn every_digit_counts() {
        for (one, other) in [
            ("0.0159369774000000000001", "0.0159369774"),
            ("9007199254740993", "9007199254740992"),
            ("1", "-1"),
            ("10", "1"),
            ("1e2", "1e3"),
            ("1e99999999999999999999999", "1e99999999999999999999998"),
            ("1", "one"),
        ] {
            assert!(!same_number(one, other), "{one} {other}");
        }
    }

    #[test]
    fn other_text_is_no_number() {
        for text in ["", "-", "+1", ".5", "1.", "1e", "1e1.5", "0x1", "1_0", " 1", "NaN", "1.-2"] {
            assert_eq!(Number::parse(text), None, "{text}");
        }
    }

    #[test]
    fn whole_numbers_are_known_by_value() {
        for (text, expected) in [
            ("2147483648", Some(2_147_483_648)),
            ("-1.0", Some(-1)),
            ("1e3", Some(1000)),
            ("0", Some(0)),
            ("1.5", None),
            ("1e30", None),
            ("9223372036854775808", None),
        ] {
            assert_eq!(Number::parse(text).and_then(|number| number.to_i64()), expected, "{text}");
        }
    }
}
