//! Invented values, as varied as the real ones.

use std::fmt::Write as _;

use fastrand::Rng;

/// Decimal places of the total of a line, which is what gets summed.
pub(crate) const TOTAL_PLACES: u32 = 10;

/// A random GUID.
pub(crate) fn guid(random: &mut Rng) -> String {
    let bits = random.u128(..);
    format!(
        "{:08x}-{:04x}-{:04x}-{:04x}-{:012x}",
        bits >> 96,
        bits >> 80 & 0xffff,
        bits >> 64 & 0xffff,
        bits >> 48 & 0xffff,
        bits & 0xffff_ffff_ffff
    )
}

/// So many letters and digits, as ids of products and orders have them.
pub(crate) fn word(random: &mut Rng, letters: usize) -> String {
    (0..letters).map(|_| random.alphanumeric().to_ascii_uppercase()).collect()
}

/// One of several.
pub(crate) fn one_of<'a>(random: &mut Rng, choices: &[&'a str]) -> &'a str {
    choices[random.usize(..choices.len())]
}

/// A name with a number, so that no two customers are called the same; some need escapes.
pub(crate) fn company(random: &mut Rng) -> String {
    let first = one_of(random, &["Contoso", "Fabrikam", "Adatum", "Fourth Coffee", "Tailspin"]);
    let kind = one_of(random, &["GmbH", "Ltd", "Toys", "São Paulo", "Müller & Söhne", "\\u00c5s"]);
    match random.u32(..12) {
        0 => format!("{first} \\\"North\\\" {kind} {}", random.u32(..100_000)),
        _ => format!("{first} {kind} {}", random.u32(..100_000)),
    }
}

/// A date in one of the forms that are seen; sometimes the one that stands for none.
pub(crate) fn date(random: &mut Rng) -> String {
    let day = format!("20{}-{:02}-{:02}", random.u32(26..32), random.u32(1..13), random.u32(1..29));
    let time = format!("{:02}:{:02}:{:02}", random.u32(..24), random.u32(..60), random.u32(..60));
    match random.u32(..10) {
        0..=2 => format!("{day}T{time}.{:07}Z", random.u32(..10_000_000)),
        3..=4 => format!("{day}T00:00:00Z"),
        5 => format!("{day}T{time}.{:07}+00:00", random.u32(..10_000_000)),
        6 => format!("{day}T{time}.{:03}-08:00", random.u32(..1_000)),
        7..=8 => format!("{day}T00:00:00"),
        _ => "0001-01-01T00:00:00".to_owned(),
    }
}

/// A number of up to `places` decimal places; now and then in quotes.
pub(crate) fn number(random: &mut Rng, places: u32) -> String {
    let mut text = random.u32(..100_000).to_string();
    let places = match random.u32(..4) {
        0 => 0,
        1 | 2 => places.min(2),
        _ => random.u32(..=places),
    };
    if places > 0 {
        text.push('.');
        for _ in 0..places {
            text.push(char::from(b'0' + random.u8(..10)));
        }
    }
    quoted_sometimes(random, text)
}

/// The total of a line, with its digits in units of 10⁻¹⁰ for the sum to be held against.
pub(crate) fn total(random: &mut Rng) -> (String, i128) {
    let places = *[0, 2, 2, 2, 4, TOTAL_PLACES].get(random.usize(..6)).unwrap_or(&2);
    let unit = 10_i128.pow(places);
    let mut digits = i128::from(random.u32(..100_000)) * unit + i128::from(random.u64(..)) % unit;
    if random.u32(..20) == 0 {
        digits = -digits;
    }
    let sign = if digits < 0 { "-" } else { "" };
    let (whole, fraction) = (digits.abs() / unit, digits.abs() % unit);
    let mut text = format!("{sign}{whole}");
    if places > 0 {
        let width = usize::try_from(places).unwrap_or_default();
        // Writing to text does not fail.
        let _ = write!(text, ".{fraction:0width$}");
    }
    (quoted_sometimes(random, text), digits * 10_i128.pow(TOTAL_PLACES - places))
}

fn quoted_sometimes(random: &mut Rng, text: String) -> String {
    if random.u32(..25) == 0 { format!("\"{text}\"") } else { text }
}
