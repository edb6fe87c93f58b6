//! Exact decimal numbers, read from the text of the JSON number.

use std::borrow::Cow;
use std::fmt;
use std::num::{IntErrorKind, ParseIntError};
use std::str::FromStr;

use rust_decimal::Decimal as Digits;
use rust_decimal::prelude::ToPrimitive;
use serde::de::{DeserializeSeed, Error as _, IgnoredAny, MapAccess, Visitor};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use serde_json::value::RawValue;

/// An exact decimal number: an amount, a rate or a quantity.
///
/// Read from a JSON number or from a number in a JSON string, digit by digit and never
/// through a float. It holds 28 significant digits, and at most 28 of them after the point; the
/// service has been seen to write 22. A number that needs more is refused when it is read:
/// rounding somebody's bill would be worse. Zeros at the end are not counted.
///
/// Where serde buffers its input (`untagged`, `flatten`), which nothing in this crate
/// does, a number passes through `f64` and is exact to 15 digits.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Decimal(Digits);

impl Decimal {
    /// The number, for arithmetic.
    ///
    /// Mind that sums of `rust_decimal` round silently beyond 28 digits.
    pub fn get(self) -> Digits {
        self.0
    }

    /// Reads a number of JSON with up to 18 digits at the beginning of `text`, and tells how
    /// long it is; `None` where another one stands there, or it is unknown where it ends.
    #[inline]
    pub(crate) fn leading(text: &[u8]) -> Option<(Self, usize)> {
        let is_negative = text.first() == Some(&b'-');
        let start = usize::from(is_negative);
        let whole = Run::of(text, start, 0)?;
        let (last, scale) = match whole.next {
            b'.' => {
                let fraction = Run::of(text, whole.end + 1, whole.number)?;
                let scale = fraction.end - whole.end - 1;
                (fraction, Some(scale))
            }
            _ => (whole, None),
        };
        let (ahead, behind) = (whole.end - start, scale.unwrap_or_default());
        let is_ordinary = (1..=18).contains(&ahead)
            && ahead + behind <= 18
            && scale != Some(0)
            && (ahead == 1 || text.get(start) != Some(&b'0'))
            && !matches!(last.next, b'e' | b'E')
            // A negative zero keeps its sign in `parse_any`.
            && !(is_negative && last.number == 0);
        let (low, middle) = (last.number as u32, (last.number >> 32) as u32);
        let scale = u32::try_from(behind).ok()?;
        let digits = Digits::from_parts(low, middle, 0, is_negative, scale);
        is_ordinary.then_some((Self(digits), last.end))
    }

    /// Reads a number, or none from null and from empty text.
    pub(crate) fn deserialize_or_blank<'de, D: Deserializer<'de>>(
        deserializer: D,
    ) -> Result<Option<Self>, D::Error> {
        // The name that `RawValue` asks for, which makes serde_json hand out the text. Other
        // formats, and a serde_json that calls it otherwise, reach `visit_newtype_struct`.
        deserializer.deserialize_newtype_struct("$serde_json::private::RawValue", Number)
    }
}

impl From<Digits> for Decimal {
    fn from(digits: Digits) -> Self {
        Self(digits)
    }
}

impl From<Decimal> for Digits {
    fn from(number: Decimal) -> Self {
        number.0
    }
}

impl FromStr for Decimal {
    type Err = ParseDecimalError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        parse(text).map(Self).ok_or_else(|| ParseDecimalError(text.chars().take(64).collect()))
    }
}

/// Digits in a row.
#[derive(Clone, Copy)]
struct Run {
    /// Those before, and these behind them.
    number: u64,
    end: usize,
    /// What ends them.
    next: u8,
}

impl Run {
    /// The digits from `start` on, up to one more than can be counted; `None` where more follow,
    /// or nothing.
    #[inline(always)]
    fn of(text: &[u8], start: usize, before: u64) -> Option<Self> {
        let mut number = before;
        for (count, next) in text.get(start..)?.iter().take(20).enumerate() {
            let digit = next.wrapping_sub(b'0');
            if digit > 9 {
                return Some(Self { number, end: start + count, next: *next });
            }
            // Where this wraps there are too many digits, which is found when they are counted.
            number = number.wrapping_mul(10).wrapping_add(u64::from(digit));
        }
        None
    }
}

fn parse(text: &str) -> Option<Digits> {
    parse_short(text.as_bytes()).or_else(|| parse_any(text))
}

/// Reads what nearly all numbers look like: up to 28 digits, with or without a point among
/// them. Leaves anything else to [`parse_any`], which is exact and slow.
fn parse_short(text: &[u8]) -> Option<Digits> {
    let (negative, digits) = match text {
        [b'-', digits @ ..] => (true, digits),
        digits => (false, digits),
    };
    if digits.len() > 29 || !digits.first()?.is_ascii_digit() || !digits.last()?.is_ascii_digit() {
        return None;
    }
    let (whole, fraction) = match digits.iter().position(|byte| *byte == b'.') {
        Some(point) => (&digits[..point], &digits[point + 1..]),
        None => (digits, &[][..]),
    };
    let scale = u32::try_from(fraction.len()).ok()?;
    let number = match whole.len() + fraction.len() {
        // What fits a register has no need of a wide number.
        ..=18 => i128::from(number(whole)? * 10_i64.pow(scale) + number(fraction)?),
        19..=28 => wide_number(whole)? * 10_i128.pow(scale) + wide_number(fraction)?,
        _ => return None,
    };
    // A negative zero keeps its sign in `parse_any`.
    if number == 0 && negative {
        return None;
    }
    Digits::try_from_i128_with_scale(if negative { -number } else { number }, scale).ok()
}

/// Up to 18 digits; nothing is zero.
fn number(digits: &[u8]) -> Option<i64> {
    digits
        .iter()
        .try_fold(0, |sum, byte| byte.is_ascii_digit().then(|| sum * 10 + i64::from(byte - b'0')))
}

/// Up to 28 digits; nothing is zero.
fn wide_number(digits: &[u8]) -> Option<i128> {
    let (high, low) = digits.split_at(digits.len().saturating_sub(18));
    Some(i128::from(number(high)?) * 1_000_000_000_000_000_000 + i128::from(number(low)?))
}

/// Reads everything that is a number and can be kept.
fn parse_any(text: &str) -> Option<Digits> {
    let text = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => Cow::Owned(shifted(mantissa, power(exponent)?)?),
        None => Cow::Borrowed(text),
    };
    // The library also reads `1_000`, which is no number on this wire.
    if !text.ends_with(|last: char| last.is_ascii_digit()) || text.contains('_') {
        return None;
    }
    Digits::from_str_exact(&text).ok().or_else(|| {
        let (whole, fraction) = text.split_once('.')?;
        let kept = match fraction.trim_end_matches('0') {
            "" => whole.to_owned(),
            fraction => format!("{whole}.{fraction}"),
        };
        Digits::from_str_exact(&kept).ok()
    })
}

/// Reads an exponent. One that is too large to be counted is as good as the largest: of zero
/// it makes zero, and of everything else more than can be kept.
fn power(exponent: &str) -> Option<i32> {
    // An overflow is reported before what comes after it is looked at.
    let digits = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
    if !digits.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    exponent.parse().map_or_else(
        |error: ParseIntError| match error.kind() {
            IntErrorKind::PosOverflow => Some(i32::MAX),
            IntErrorKind::NegOverflow => Some(i32::MIN),
            _ => None,
        },
        Some,
    )
}

/// Moves the point, since the library rounds what it reads with an exponent.
fn shifted(mantissa: &str, exponent: i32) -> Option<String> {
    let (sign, mantissa) = match mantissa.strip_prefix('-') {
        Some(rest) => ("-", rest),
        None => ("", mantissa),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let all = format!("{whole}{fraction}");
    if all.is_empty() || !all.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let digits = all.trim_start_matches('0');
    if digits.is_empty() {
        return Some("0".to_owned());
    }
    let zeros = i64::try_from(all.len() - digits.len()).ok()?;
    let point = i64::try_from(whole.len()).ok()? - zeros + i64::from(exponent);
    // Beyond this the number cannot be held.
    if point.unsigned_abs() > 64 {
        return None;
    }
    let Ok(point) = usize::try_from(point) else {
        return Some(format!("{sign}0.{}{digits}", "0".repeat(usize::try_from(-point).ok()?)));
    };
    let digits = format!("{digits:0<point$}");
    let (whole, fraction) = digits.split_at(point);
    let whole = if whole.is_empty() { "0" } else { whole };
    Some(match fraction {
        // A point would count as a digit too many where the number is as long as can be.
        "" => format!("{sign}{whole}"),
        _ => format!("{sign}{whole}.{fraction}"),
    })
}

/// A text that is no decimal number, or one with more digits than can be kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ParseDecimalError(String);

impl fmt::Display for ParseDecimalError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "`{}` is not a decimal number of at most 28 digits", self.0)
    }
}

impl std::error::Error for ParseDecimalError {}

impl fmt::Display for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl fmt::Debug for Decimal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Decimal({})", self.0)
    }
}

impl Serialize for Decimal {
    /// Writes a number. Where a plain number says it all, formats other than JSON get one
    /// too; only what would lose digits is written as raw JSON text.
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        if self.0.scale() == 0
            && let Some(whole) = self.0.to_i64()
        {
            return serializer.serialize_i64(whole);
        }
        // Up to 15 digits there is one decimal for a float. With more there can be several of
        // equal length, and serde_json need not write the one that the standard library does.
        if self.0.normalize().mantissa().unsigned_abs() < 1_000_000_000_000_000
            && let Some(float) = self.0.to_f64()
            && parse(&float.to_string()) == Some(self.0)
        {
            return serializer.serialize_f64(float);
        }
        RawValue::from_string(self.0.to_string())
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Decimal {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize_or_blank(deserializer)?
            .ok_or_else(|| D::Error::custom("nothing stands where a number should"))
    }
}

/// Reads the text of a number, or a number where there is no text to be had; none where
/// there is null or empty text.
struct Number;

impl<'de> Visitor<'de> for Number {
    type Value = Option<Decimal>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a number, or a number in a string")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<Decimal>, A::Error> {
        match map.next_key::<IgnoredAny>()? {
            Some(_) => map.next_value_seed(self),
            None => Err(A::Error::custom("an empty object is not a number")),
        }
    }

    fn visit_newtype_struct<D: Deserializer<'de>>(
        self,
        inner: D,
    ) -> Result<Option<Decimal>, D::Error> {
        inner.deserialize_any(self)
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<Option<Decimal>, E> {
        let unquoted = match text.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) {
            Some(inner) => inner,
            None => text,
        };
        if unquoted.is_empty() || text == "null" {
            return Ok(None);
        }
        unquoted.parse().map(Some).map_err(E::custom)
    }

    fn visit_unit<E: serde::de::Error>(self) -> Result<Option<Decimal>, E> {
        Ok(None)
    }

    fn visit_i64<E: serde::de::Error>(self, number: i64) -> Result<Option<Decimal>, E> {
        Ok(Some(Decimal(number.into())))
    }

    fn visit_u64<E: serde::de::Error>(self, number: u64) -> Result<Option<Decimal>, E> {
        Ok(Some(Decimal(number.into())))
    }

    fn visit_f64<E: serde::de::Error>(self, number: f64) -> Result<Option<Decimal>, E> {
        number.to_string().parse().map(Some).map_err(E::custom)
    }
}

impl<'de> DeserializeSeed<'de> for Number {
    type Value = Option<Decimal>;

    fn deserialize<D: Deserializer<'de>>(
        self,
        deserializer: D,
    ) -> Result<Option<Decimal>, D::Error> {
        deserializer.deserialize_any(self)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(json: &str, expected: &str) {
        let number: Decimal = serde_json::from_str(json).unwrap();
        assert_eq!(number.to_string(), expected);
        let written = serde_json::to_string(&number).unwrap();
        assert_eq!(serde_json::from_str::<Decimal>(&written).unwrap(), number, "{written}");
        let bytes = serde_json::from_slice::<Decimal>(json.as_bytes()).unwrap();
        assert_eq!(bytes, number);
    }

    #[test]
    fn every_digit_is_kept() {
        check("431.8", "431.8");
        check("1.10", "1.10");
        check("-0.000001", "-0.000001");
        check("0.0159369774000000000001", "0.0159369774000000000001");
        check("12345678901234567.12345678901", "12345678901234567.12345678901");
        check("9007199254740993", "9007199254740993");
        check("1234567890123456789012345678", "1234567890123456789012345678");
    }

    #[test]
    fn a_number_may_stand_in_a_string() {
        check(r#""25""#, "25");
        check(r#""0.5""#, "0.5");
        check(r#""-1.25E1""#, "-12.5");
    }

    #[test]
    fn an_exponent_moves_the_point_and_rounds_nothing() {
        check("1E-7", "0.0000001");
        check("1.25e+3", "1250");
        check("1e2", "100");
        check("12.34E-1", "1.234");
        check("0e999", "0");
        check("-0e99999999999999999999", "0");
        check("0.0E-99999999999999999999", "0");
        check(&format!("0.{}12e71", "0".repeat(70)), "1.2");
        check(&format!("12{}e-70", "0".repeat(70)), "12");
        check("1.234567890123456789012345678E5", "123456.7890123456789012345678");
        check("-970000000000071.30000000000", "-970000000000071.30000000000");
        check("51010000000000100000000000000", "51010000000000100000000000000");
        check("20000200000000000000000000000", "20000200000000000000000000000");
    }

    #[test]
    fn zeros_at_the_end_are_no_digits() {
        check("1.50000000000000000000000000000000000", "1.5");
        check("1.00000000000000000000000000000000000", "1");
        check("0.00000000015532559264904483840", "0.0000000001553255926490448384");
    }

    #[test]
    fn more_digits_than_can_be_kept_are_refused() {
        for json in ["0.12345678901234567890123456789", "1e40", "99999999999999999999999999999999"]
        {
            let error = serde_json::from_str::<Decimal>(json).unwrap_err().to_string();
            assert!(error.contains("at most 28 digits"), "{error}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused() {
        for json in [
            "true",
            r#""x""#,
            r#""0e99999999999x""#,
            "[]",
            "{}",
            r#""""#,
            r#"" 1""#,
            r#""1_0""#,
            r#""1.""#,
            r#""NaN""#,
        ] {
            assert!(serde_json::from_str::<Decimal>(json).is_err(), "{json}");
        }
    }

    #[test]
    fn null_and_empty_text_are_none_where_there_may_be_none() {
        for json in ["null", r#""""#] {
            let mut text = serde_json::Deserializer::from_str(json);
            assert_eq!(Decimal::deserialize_or_blank(&mut text).unwrap(), None, "{json}");
            let value: serde_json::Value = serde_json::from_str(json).unwrap();
            assert_eq!(Decimal::deserialize_or_blank(value).unwrap(), None, "{json}");
        }
        let mut text = serde_json::Deserializer::from_str(r#"" ""#);
        assert!(Decimal::deserialize_or_blank(&mut text).is_err());
    }

    /// Numbers of all lengths, with and without a point, and with damage.
    fn numbers() -> Vec<String> {
        let mut all: Vec<String> = Vec::new();
        let digits = "90817263540000000009991234567890";
        for length in 1..=32 {
            for start in 0..8.min(33 - length) {
                let whole = &digits[start..start + length];
                all.push(whole.to_owned());
                for point in 0..=length {
                    all.push(format!("{}.{}", &whole[..point], &whole[point..]));
                }
            }
        }
        let zeros = ["0", "0.0", "0.000000000000000000", "00.00", "000000000000000000000"];
        all.extend(zeros.map(str::to_owned));
        let ends = ["9223372036854775807", "9223372036854775808", "999999999999999999"];
        all.extend(ends.map(str::to_owned));
        let negative = all.iter().map(|text| format!("-{text}"));
        let mut all: Vec<String> = all.clone().into_iter().chain(negative).collect();
        for damage in
            ["", "-", "--1", "+1", "1.", ".", "1..2", "1.2.3", "1e5", "0x1", "1 ", "é", "1_0"]
        {
            all.push(damage.to_owned());
        }
        all
    }

    #[test]
    fn the_short_way_agrees_with_the_long_one_to_the_last_bit() {
        let mut short = 0;
        for text in numbers() {
            if let Some(found) = parse_short(text.as_bytes()) {
                let expected = parse_any(&text).expect(&text);
                assert_eq!(found.serialize(), expected.serialize(), "{text}");
                short += 1;
            }
        }
        assert!(short > 1000, "only {short} went the short way");
    }

    #[test]
    fn what_leads_a_text_is_what_serde_reads_of_it() {
        let mut found = 0;
        for text in numbers() {
            for json in [format!("{text},"), format!("{text} }}"), format!("\"{text}\",")] {
                let inner = json.strip_prefix('"').unwrap_or(&json);
                let Some((number, length)) = Decimal::leading(inner.as_bytes()) else { continue };
                let number = number.get().serialize();
                let quoted = json.len() - inner.len();
                // Damage behind the number is for whoever reads on to find.
                if inner.get(length..length + quoted) == Some(&json[..quoted])
                    && let Some(value) = json.get(..length + 2 * quoted)
                {
                    let expected: Decimal = serde_json::from_str(value).expect(value);
                    assert_eq!(number, expected.get().serialize(), "{json}");
                    found += 1;
                }
            }
            // It may go on where the text ends.
            let whole = Decimal::leading(text.as_bytes());
            assert!(whole.is_none_or(|(_, length)| length < text.len()), "{text}");
        }
        assert!(found > 1_000, "only {found} were found");
    }

    #[test]
    fn a_tree_of_values_is_read_too() {
        let value: serde_json::Value = serde_json::from_str(r#"[431.8, "25", 7]"#).unwrap();
        let numbers: Vec<Decimal> = serde_json::from_value(value).unwrap();
        assert_eq!(format!("{numbers:?}"), "[Decimal(431.8), Decimal(25), Decimal(7)]");
    }
}
