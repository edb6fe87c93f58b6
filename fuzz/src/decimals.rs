//! Decimals, against numbers kept as digits.

use partner_center_api::Decimal;
use serde_json::value::RawValue;

/// The most digits that are promised to be kept, in all and behind the point.
const DIGITS: i128 = 28;

/// A number is read as exactly what it says, or refused; refused it is only where it has more
/// digits than are promised; and it is written as the number that it is.
///
/// # Panics
///
/// Something of this does not hold.
pub fn check(data: &[u8]) {
    let Some(text) = crate::text(data) else { return };
    let read = text.parse::<Decimal>();
    match &read {
        Ok(number) => exactly(*number, text),
        Err(error) => {
            let fits = is_json_number(text) && Number::read(text).is_some_and(|it| it.fits());
            assert!(!fits, "{text:?} is refused");
            assert!(error.to_string().chars().count() < 200, "{error}");
        }
    }
    let read = read.ok();
    let json = |json: &str| serde_json::from_str::<Decimal>(json).ok();
    if is_json_number(text) {
        // In JSON, and in a string in JSON, it is the same.
        assert_eq!(json(text), read, "{text}");
        assert_eq!(json(&format!("\r\n{text} ")), read, "{text}");
        assert_eq!(json(&format!("\"{text}\"")), read, "{text}");
    } else if let Some(number) = json(text) {
        let inner = serde_json::from_str::<String>(text);
        exactly(number, &inner.unwrap_or_else(|_| text.trim().to_owned()));
    }
}

fn exactly(number: Decimal, text: &str) {
    let says = Number::read(text);
    assert!(says.is_some(), "{text:?} is no number, and {number}");
    let shown = number.to_string();
    assert_eq!(Number::read(&shown), says, "{text:?} is shown as {shown}");
    assert_eq!(shown.parse().ok(), Some(number), "{text:?} is shown as {shown}");
    let json = serde_json::to_string(&number).expect("a decimal is JSON");
    assert!(is_json_number(&json), "{text:?} is written as {json}");
    assert_eq!(Number::read(&json), says, "{text:?} is written as {json}");
    assert_eq!(serde_json::from_str(&json).ok(), Some(number), "{text:?} is written as {json}");
}

/// Digits without zeros at either end, and the power of ten of the last of them. Zero has no
/// digits.
#[derive(Debug, PartialEq)]
struct Number {
    negative: bool,
    digits: String,
    power: i128,
}

impl Number {
    /// Reads what anybody would call a decimal number.
    fn read(text: &str) -> Option<Self> {
        let negative = text.starts_with('-');
        let text = text.strip_prefix(['+', '-']).unwrap_or(text);
        let (mantissa, exponent) = text.split_once(['e', 'E']).unwrap_or((text, "0"));
        let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
        let unsigned = exponent.strip_prefix(['+', '-']).unwrap_or(exponent);
        let all_digits = |text: &str| text.bytes().all(|byte| byte.is_ascii_digit());
        if matches!(mantissa, "" | ".")
            || unsigned.is_empty()
            || ![whole, fraction, unsigned].into_iter().all(all_digits)
        {
            return None;
        }
        let all = format!("{whole}{fraction}");
        let kept = all.trim_end_matches('0');
        let digits = kept.trim_start_matches('0').to_owned();
        if digits.is_empty() {
            return Some(Self { negative: false, digits, power: 0 });
        }
        // Exponents of forty digits are all alike: beyond everything.
        let beyond = if exponent.starts_with('-') { i128::MIN } else { i128::MAX };
        let exponent = exponent.parse().unwrap_or(beyond).clamp(i128::MIN / 4, i128::MAX / 4);
        let zeros = i128::try_from(all.len() - kept.len()).ok()?;
        let behind = i128::try_from(fraction.len()).ok()?;
        Some(Self { negative, digits, power: exponent - behind + zeros })
    }

    /// Whether it has no more digits than are promised to be kept.
    fn fits(&self) -> bool {
        let count = i128::try_from(self.digits.len()).unwrap_or(i128::MAX);
        count <= DIGITS && self.power >= -DIGITS && count + self.power.max(0) <= DIGITS
    }
}

/// Whether a text is a number by the grammar of JSON.
fn is_json_number(text: &str) -> bool {
    let number = text.starts_with(|c: char| c == '-' || c.is_ascii_digit());
    let blank = text.ends_with(|c: char| c.is_ascii_whitespace());
    number && !blank && serde_json::from_str::<&RawValue>(text).is_ok()
}
