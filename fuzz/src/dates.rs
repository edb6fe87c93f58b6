//! Dates, against a reading of our own that counts days by hand.

use chrono::Datelike;
use partner_center_api::Timestamp;

/// A date is read if and only if it is one, is the instant that it says, and is written as it
/// came; and any instant can be written and is read again.
///
/// # Panics
///
/// Something of this does not hold.
pub fn check(data: &[u8]) {
    if let Some(text) = crate::text(data) {
        parsed(text);
    }
    if let Some((seconds, rest)) = data.split_first_chunk::<8>()
        && let Some((nanoseconds, _)) = rest.split_first_chunk::<4>()
    {
        made(i64::from_le_bytes(*seconds), u32::from_le_bytes(*nanoseconds));
    }
}

fn parsed(text: &str) {
    let (found, expected) = match (text.parse::<Timestamp>(), read(text)) {
        (Ok(found), Some(expected)) => (found, expected),
        (Err(error), None) => {
            return assert!(error.to_string().chars().count() < 200, "{error}");
        }
        (found, expected) => panic!("{found:?} instead of {expected:?} for {text:?}"),
    };
    assert_eq!(found.to_string(), expected.written, "{text:?}");
    assert_eq!(found.is_unset(), expected.unset, "{text:?}");
    let instant = found.to_utc().map(|utc| (utc.timestamp(), utc.timestamp_subsec_nanos()));
    assert_eq!(instant, (!expected.unset).then_some(expected.instant), "{text:?}");
    again(found);
}

/// An instant of our own, in the years that the service can write.
fn made(seconds: i64, nanoseconds: u32) {
    // Most of all numbers are beyond. A leap second has more than 10⁹ nanoseconds.
    let seconds = seconds % 400_000_000_000;
    let Some(time) = chrono::DateTime::from_timestamp(seconds, nanoseconds % 2_000_000_000) else {
        return;
    };
    if !(1..=9999).contains(&time.year()) {
        return;
    }
    let date = Timestamp::from(time);
    again(date);
    if let Some(utc) = date.to_utc() {
        let lost = time - utc;
        assert!(lost >= chrono::TimeDelta::zero(), "{time:?} {date}");
        let leaps = time.timestamp_subsec_nanos() > 999_999_999;
        let most = if leaps { 1_000_000_100 } else { 100 };
        assert!(lost < chrono::TimeDelta::nanoseconds(most), "{time:?} {date}");
    }
}

/// What is written is read again, as it is.
fn again(date: Timestamp) {
    assert_eq!(date.to_string().parse::<Timestamp>().ok(), Some(date), "{date}");
    let json = serde_json::to_string(&date).expect("a date is text");
    assert_eq!(serde_json::from_str::<Timestamp>(&json).ok(), Some(date), "{json}");
}

/// A date as this module understands it.
#[derive(Debug)]
struct Read {
    written: String,
    unset: bool,
    instant: (i64, u32),
}

fn read(text: &str) -> Option<Read> {
    if text.is_empty() {
        return Some(Read { written: String::new(), unset: true, instant: (0, 0) });
    }
    if !text.is_ascii() || text.len() < 10 {
        return None;
    }
    let (date, rest) = text.split_at(10);
    let [year, month, day] = numbers(date, "-", [4, 2, 2])?;
    let days = days_before(year, month, day)?;
    if rest.is_empty() {
        let unset = date == "0001-01-01";
        return Some(Read { written: date.to_owned(), unset, instant: (days * 86_400, 0) });
    }
    let rest = rest.strip_prefix(['T', 't', ' '])?;
    let end = rest.find(['.', 'Z', 'z', '+', '-']).unwrap_or(rest.len());
    let (time, rest) = rest.split_at(end);
    let [hour, minute, second] = numbers(time, ":", [2, 2, 2])?;
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let (fraction, zone) = match rest.strip_prefix('.') {
        Some(rest) => {
            let end = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
            (Some(&rest[..end]).filter(|digits| !digits.is_empty())?, &rest[end..])
        }
        None => ("", rest),
    };
    let fraction = &fraction[..fraction.len().min(9)];
    let nanoseconds: u32 = format!("{fraction:0<9}").parse().ok()?;
    let (zone, ahead) = offset(zone)?;
    let local = days * 86_400 + (hour * 60 + minute) * 60 + second;
    let point = if fraction.is_empty() { "" } else { "." };
    Some(Read {
        written: format!("{date}T{time}{point}{fraction}{zone}"),
        unset: date == "0001-01-01" && time == "00:00:00" && nanoseconds == 0,
        instant: (local - ahead, nanoseconds),
    })
}

/// What follows a time: how it is written, and how many seconds it is ahead.
fn offset(zone: &str) -> Option<(String, i64)> {
    let (sign, offset) = match zone {
        "" => return Some((String::new(), 0)),
        "Z" | "z" => return Some(("Z".to_owned(), 0)),
        _ => zone.split_at(1),
    };
    let [hours, minutes] = numbers(offset, ":", [2, 2])?;
    if !matches!(sign, "+" | "-") || hours > 23 || minutes > 59 {
        return None;
    }
    match (sign, (hours * 60 + minutes) * 60) {
        (_, 0) => Some(("+00:00".to_owned(), 0)),
        ("-", ahead) => Some((zone.to_owned(), -ahead)),
        (_, ahead) => Some((zone.to_owned(), ahead)),
    }
}

/// Numbers of so many digits each, with something in between.
fn numbers<const N: usize>(text: &str, between: &str, lengths: [usize; N]) -> Option<[i64; N]> {
    let mut numbers = [0; N];
    let mut parts = text.split(between);
    for (number, length) in numbers.iter_mut().zip(lengths) {
        let part = parts.next()?;
        if part.len() != length || !part.bytes().all(|byte| byte.is_ascii_digit()) {
            return None;
        }
        *number = part.parse().ok()?;
    }
    parts.next().is_none().then_some(numbers)
}

/// The days from 1970 to a day of the Gregorian calendar, year by year and month by month.
fn days_before(year: i64, month: i64, day: i64) -> Option<i64> {
    let leap = |year: i64| year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let february = if leap(year) { 29 } else { 28 };
    let lengths = [31, february, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let month = usize::try_from(month).ok()?.checked_sub(1)?;
    if !(1..=*lengths.get(month)?).contains(&day) {
        return None;
    }
    let of_years = |from: i64, to: i64| {
        let leaps = (from..to).filter(|year| leap(*year)).count();
        (to - from) * 365 + i64::try_from(leaps).unwrap_or_default()
    };
    let years = if year < 1970 { -of_years(year, 1970) } else { of_years(1970, year) };
    Some(years + lengths[..month].iter().sum::<i64>() + day - 1)
}
