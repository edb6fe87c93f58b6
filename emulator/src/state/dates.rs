//! Dates as the service writes them.

use std::time::{Duration, SystemTime};

use chrono::{DateTime, FixedOffset, SecondsFormat, Utc};

/// How .NET writes a date that was never set.
pub(crate) const UNSET: &str = "0001-01-01T00:00:00";

/// The usual form: UTC with up to seven digits of a second, as .NET prints it.
pub(crate) fn stamp(time: SystemTime) -> String {
    format!("{}Z", seven_digits(DateTime::<Utc>::from(time).naive_utc()))
}

/// The form of the authority: whole seconds, and a space in the middle.
pub(crate) fn seconds_stamp(time: SystemTime) -> String {
    DateTime::<Utc>::from(time).format("%Y-%m-%d %H:%M:%SZ").to_string()
}

/// The form that some orders have: `+00:00` in place of `Z`.
pub(crate) fn offset_stamp(time: SystemTime) -> String {
    format!("{}+00:00", seven_digits(DateTime::<Utc>::from(time).naive_utc()))
}

/// The form that orders of the old commerce have: hours and minutes of the American west coast.
pub(crate) fn pacific_stamp(time: SystemTime) -> String {
    let pacific = FixedOffset::west_opt(8 * 3_600)
        .map(|zone| DateTime::<Utc>::from(time).with_timezone(&zone));
    pacific.map_or_else(|| stamp(time), |local| local.to_rfc3339_opts(SecondsFormat::Millis, false))
}

/// A day at midnight, some months after a date.
pub(crate) fn day_after(time: SystemTime, months: u32) -> String {
    let end = DateTime::<Utc>::from(time).checked_add_months(chrono::Months::new(months));
    end.map_or_else(|| stamp(time), |end| end.format("%Y-%m-%dT00:00:00Z").to_string())
}

/// Some months after a date.
pub(crate) fn months_later(time: SystemTime, months: u32) -> Option<SystemTime> {
    let later = DateTime::<Utc>::from(time).checked_add_months(chrono::Months::new(months));
    later.map(SystemTime::from)
}

/// The form without a zone, which old invoices have.
pub(crate) fn zoneless_stamp(time: SystemTime) -> String {
    seven_digits(DateTime::<Utc>::from(time).naive_utc())
}

/// Reads an RFC 3339 date.
pub(crate) fn read(text: &str) -> Option<SystemTime> {
    DateTime::parse_from_rfc3339(text).ok().map(SystemTime::from)
}

/// Reads an ISO 8601 duration of days, hours, minutes and whole seconds: `P7D`, `PT15M`, `P1DT30S`.
pub(crate) fn read_duration(text: &str) -> Option<Duration> {
    let text = text.strip_prefix('P')?;
    let (days, time) = text.split_once('T').unwrap_or((text, ""));
    let days = units(days, &[('D', 86_400)])?;
    let time = units(time, &[('H', 3_600), ('M', 60), ('S', 1)])?;
    days.checked_add(time).filter(|_| text.len() > 1).map(Duration::from_secs)
}

/// The months of an ISO 8601 term: `P1M`, `P1Y`, `P3Y`.
pub(crate) fn months_of(term: &str) -> Option<u32> {
    let text = term.strip_prefix('P')?;
    match text.strip_suffix('Y') {
        Some(years) => years.parse::<u32>().ok()?.checked_mul(12),
        None => text.strip_suffix('M')?.parse().ok(),
    }
}

fn units(mut text: &str, known: &[(char, u64)]) -> Option<u64> {
    let mut seconds = 0_u64;
    for (unit, worth) in known {
        if let Some((count, rest)) = text.split_once(*unit) {
            seconds = seconds.checked_add(count.parse::<u64>().ok()?.checked_mul(*worth)?)?;
            text = rest;
        }
    }
    text.is_empty().then_some(seconds)
}

fn seven_digits(time: chrono::NaiveDateTime) -> String {
    let text = time.format("%Y-%m-%dT%H:%M:%S%.9f").to_string();
    let text = &text[..text.len() - 2];
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_have_up_to_seven_digits_of_a_second() {
        let time = SystemTime::UNIX_EPOCH + Duration::from_nanos(1_767_225_600_123_450_000);
        assert_eq!(stamp(time), "2026-01-01T00:00:00.12345Z");
        assert_eq!(pacific_stamp(time), "2025-12-31T16:00:00.123-08:00");
        assert_eq!(stamp(SystemTime::UNIX_EPOCH), "1970-01-01T00:00:00Z");
        assert_eq!(day_after(time, 36), "2029-01-01T00:00:00Z");
    }

    #[test]
    fn durations_are_read() {
        let read = |text| read_duration(text).map(|d| d.as_secs());
        assert_eq!(read("PT15M"), Some(900));
        assert_eq!(read("P1DT1H1S"), Some(86_400 + 3_601));
        assert_eq!((read("15"), read("P"), read("PT"), read("PT1X")), (None, None, None, None));
        assert_eq!((months_of("P1Y"), months_of("P1M"), months_of("")), (Some(12), Some(1), None));
    }
}
