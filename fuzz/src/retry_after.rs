//! `Retry-After`, in all its forms.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::header::{DATE, HeaderMap, HeaderValue, RETRY_AFTER};
use partner_center::fuzzing::retry_after;

/// Seconds are read as they are and never as less, dates count from the answer's own, and
/// whatever else there is does no harm.
///
/// The first byte says which of the forms is tried.
///
/// # Panics
///
/// Something of this does not hold.
pub fn check(data: &[u8]) {
    let Some((form, rest)) = data.split_first() else { return };
    match form % 4 {
        0 => any_text(rest),
        1 => seconds(rest),
        _ => dates(rest, *form),
    }
}

fn any_text(value: &[u8]) {
    let Ok(value) = HeaderValue::from_bytes(value) else { return };
    let found = ask(&value, None, now());
    let text = value.to_str().unwrap_or_default().trim();
    if !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit()) {
        // More than can be counted is at least as much as can be.
        let least = text.parse().unwrap_or(u64::MAX);
        assert_eq!(found, Some(Duration::from_secs(least)), "{text}");
    } else if let Some(found) = found {
        let says = text.bytes().any(|byte| byte.is_ascii_digit());
        assert!(says, "{found:?} for {text:?}");
    }
    // The date of the answer may be anything too.
    let seven = HeaderValue::from_static("7");
    assert_eq!(ask(&seven, Some(&value), now()), Some(Duration::from_secs(7)));
}

/// Seconds, once and printed twice.
fn seconds(rest: &[u8]) {
    let Some((number, _)) = rest.split_first_chunk::<8>() else { return };
    let number = u64::from_le_bytes(*number);
    for text in [
        format!("{number}"),
        format!(" {number} "),
        format!("{number},{number}"),
        format!("{number}, {number}"),
    ] {
        let Ok(value) = HeaderValue::from_str(&text) else { continue };
        assert_eq!(ask(&value, None, now()), Some(Duration::from_secs(number)), "{text:?}");
    }
}

/// The end of the wait, the time here, and the date of the answer if there is one.
fn dates(rest: &[u8], form: u8) {
    let mut numbers = rest.chunks_exact(8).map(|chunk| {
        let number = u64::from_le_bytes(chunk.try_into().unwrap_or_default());
        // To the end of the year 9999.
        i64::try_from(number % 253_402_300_800).unwrap_or_default()
    });
    let (Some(until), Some(here)) = (numbers.next(), numbers.next()) else { return };
    let there = numbers.next();
    let Some(here) = DateTime::from_timestamp(here, 0) else { return };
    let shown = match form & 0b1100 {
        0 => imf(until),
        0b0100 => format!("{0},{0}", imf(until)),
        0b1000 => format!("{0}, {0}", imf(until)),
        _ => asctime(until),
    };
    let Ok(value) = HeaderValue::from_str(&shown) else { return };
    let date = there.and_then(|there| HeaderValue::from_str(&imf(there)).ok());
    let wait = until - there.unwrap_or(here.timestamp());
    let wait = Duration::from_secs(u64::try_from(wait).unwrap_or_default());
    assert_eq!(ask(&value, date.as_ref(), here), Some(wait), "{shown} {there:?} {here}");
}

fn ask(value: &HeaderValue, date: Option<&HeaderValue>, now: DateTime<Utc>) -> Option<Duration> {
    let mut headers = HeaderMap::new();
    headers.insert(RETRY_AFTER, value.clone());
    if let Some(date) = date {
        headers.insert(DATE, date.clone());
    }
    retry_after(&headers, now)
}

fn now() -> DateTime<Utc> {
    DateTime::from_timestamp(1_894_694_400, 0).unwrap_or_default()
}

/// `Tue, 15 Jan 2030 08:00:00 GMT`.
fn imf(seconds: i64) -> String {
    let (weekday, month, time) = parts(seconds);
    format!("{weekday}, {} {month} {} GMT", time.format("%d"), time.format("%Y %H:%M:%S"))
}

/// `Tue Jan 15 08:00:00 2030`.
fn asctime(seconds: i64) -> String {
    let (weekday, month, time) = parts(seconds);
    format!("{weekday} {month} {}", time.format("%e %H:%M:%S %Y"))
}

fn parts(seconds: i64) -> (&'static str, &'static str, DateTime<Utc>) {
    const DAYS: [&str; 7] = ["Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed"];
    const MONTHS: [&str; 12] =
        ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
    let time = DateTime::from_timestamp(seconds, 0).unwrap_or_default();
    let day = usize::try_from(seconds / 86_400 % 7).unwrap_or_default();
    let month = chrono::Datelike::month0(&time) as usize;
    (DAYS[day], MONTHS[month], time)
}
