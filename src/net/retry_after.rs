//! How long the service asks to wait.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::RETRY_AFTER;

use super::date::{answered_at, date};

/// Reads `Retry-After`, in seconds or as a date; `None` where it is missing or neither.
///
/// A date counts from the answer's own `Date` where there is one, so that a clock that is
/// wrong here does not cut the wait short; else from `now`. A date in the past is no wait.
pub(crate) fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    let sent_at = answered_at(headers);
    let values = headers.get_all(RETRY_AFTER).iter().filter_map(|value| value.to_str().ok());
    values.filter_map(|text| longest(text.trim(), sent_at.unwrap_or(now))).max()
}

/// What the gateway of the service says in words beside the header, should that have been lost
/// on the way: how many seconds it takes.
pub(crate) fn said_in(message: &str) -> Option<Duration> {
    let (before, _) = message.split_once(" second")?;
    let (_, number) = before.rsplit_once(" in ")?;
    seconds(number)
}

/// A header that was printed twice reads `57,57`: whichever asks for more is kept.
fn longest(text: &str, now: DateTime<Utc>) -> Option<Duration> {
    let asked = text.split(',').filter_map(|part| seconds(part.trim())).max();
    // A date has a comma of its own.
    asked.or_else(|| Some((date(text)? - now).to_std().unwrap_or_default()))
}

fn seconds(text: &str) -> Option<Duration> {
    let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    // More seconds than can be counted are still a wait, and not none.
    digits.then(|| Duration::from_secs(text.parse().unwrap_or(u64::MAX)))
}

#[cfg(test)]
mod tests {
    use http::header::DATE;

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
        check("0, 57", None, Some(57));
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
    fn of_several_the_longest_is_kept() {
        let mut headers = HeaderMap::new();
        for value in ["5", "soon", "Tue, 15 Jan 2030 08:01:30 GMT", "57"] {
            headers.append(RETRY_AFTER, value.parse().unwrap());
        }
        let now = DateTime::from_timestamp(1_894_694_400, 0).unwrap();
        assert_eq!(retry_after(&headers, now), Some(Duration::from_secs(90)));
    }

    #[test]
    fn the_gateway_says_it_in_words_too() {
        for (message, expected) in [
            ("Slow down, please: come back in 57 seconds.", Some(57)),
            ("Come back in 1 second.", Some(1)),
            ("Come back in a few seconds.", None),
            ("Too many requests in the last 60 seconds.", None),
            ("Wait for a second", None),
            ("Too many requests.", None),
            ("", None),
        ] {
            assert_eq!(said_in(message), expected.map(Duration::from_secs), "{message}");
        }
    }

    #[test]
    fn anything_else_is_no_answer() {
        for value in ["", "soon", "-1", "1.5", "Tue, 99 Jan 2030 08:00:00 GMT"] {
            check(value, None, None);
        }
    }
}
