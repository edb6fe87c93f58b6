//! How long the service asks to wait.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// Reads `Retry-After`, in seconds or as a date; `None` where it is missing or neither.
///
/// A date counts from the answer's own `Date` where there is one, so that a clock that is
/// wrong here does not cut the wait short; else from `now`. A date in the past is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let text = headers.get(RETRY_AFTER)?.to_str().ok()?.trim();
    // A header that was printed twice reads `57,57`; a date has a comma of its own.
    let first = text.split(',').next().unwrap_or_default().trim();
    if let Ok(seconds) = first.parse::<u64>() {
        return Some(Duration::from_secs(seconds));
    }
    // More seconds than can be counted are still a wait, and not none.
    if !first.is_empty() && first.bytes().all(|byte| byte.is_ascii_digit()) {
        return Some(Duration::from_secs(u64::MAX));
    }
    let until = date(text)?;
    let from =
        headers.get(DATE).and_then(|value| value.to_str().ok()).and_then(date).unwrap_or(now);
    Some((until - from).to_std().unwrap_or_default())
}

fn date(text: &str) -> Option<DateTime<Utc>> {
    const LENGTH: usize = "Tue, 15 Jan 2030 08:00:00 GMT".len();
    let time = httpdate::parse_http_date(text)
        .or_else(|_| httpdate::parse_http_date(text.get(..LENGTH).unwrap_or_default()))
        .ok()?;
    Some(time.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// At 2030-01-15 08:00:00 here.
    #[track_caller]
    fn check(value: &str, server_date: Option<&str>, seconds: Option<u64>) {
        let mut headers = HeaderMap::new();
        headers.insert(RETRY_AFTER, value.parse().unwrap());
        if let Some(date) = server_date {
            headers.insert(DATE, date.parse().unwrap());
        }
        let now = DateTime::from_timestamp(1_894_694_400, 0).unwrap();
        assert_eq!(retry_after(&headers, now), seconds.map(Duration::from_secs), "{value}");
    }

    #[test]
    fn seconds_are_read_also_when_printed_twice() {
        check("57", None, Some(57));
        check(" 0 ", None, Some(0));
        check("57,57", None, Some(57));
        check("18446744073709551615", None, Some(u64::MAX));
        check("18446744073709551616", None, Some(u64::MAX));
        check("99999999999999999999999999", None, Some(u64::MAX));
    }

    #[test]
    fn a_date_counts_from_the_clock_of_the_service() {
        let date = "Tue, 15 Jan 2030 08:00:30 GMT";
        check(date, None, Some(30));
        check(date, Some("Tue, 15 Jan 2030 07:59:00 GMT"), Some(90));
        check(&format!("{date},{date}"), None, Some(30));
        check("Tue, 15 Jan 2030 07:00:00 GMT", None, Some(0));
    }

    #[test]
    fn anything_else_is_no_answer() {
        for value in ["", "soon", "-1", "1.5", "Tue, 99 Jan 2030 08:00:00 GMT"] {
            check(value, None, None);
        }
    }
}
