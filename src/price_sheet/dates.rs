//! Dates of price sheets, in either form.

use chrono::{DateTime, NaiveDate, NaiveDateTime, NaiveTime, Utc};

/// What is understood, for messages.
pub(super) const FORMS: &str = "a date such as `2026-10-01T00:00:00Z` or `10/1/2026 12:00:00 AM`";

/// Reads ISO 8601, or month, day and year as in the United States. A date without a zone is taken
/// to be in UTC.
pub(super) fn read(text: &str) -> Option<DateTime<Utc>> {
    if let Ok(date) = DateTime::parse_from_rfc3339(text) {
        return Some(date.to_utc());
    }
    let with_time = ["%Y-%m-%dT%H:%M:%S%.f", "%m/%d/%Y %I:%M:%S %p", "%m/%d/%Y %H:%M:%S"];
    let dated = with_time.iter().find_map(|form| NaiveDateTime::parse_from_str(text, form).ok());
    let day = |form| NaiveDate::parse_from_str(text, form).ok();
    let at_midnight =
        || Some(day("%Y-%m-%d").or_else(|| day("%m/%d/%Y"))?.and_time(NaiveTime::MIN));
    Some(dated.or_else(at_midnight)?.and_utc())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_forms_are_one_moment() {
        for (text, moment) in [
            ("2/1/2019 12:00:00 AM", Some("2019-02-01T00:00:00+00:00")),
            ("12/31/2026 11:59:59 PM", Some("2026-12-31T23:59:59+00:00")),
            ("2021-10-01T00:00:00.0000000Z", Some("2021-10-01T00:00:00+00:00")),
            ("2021-10-01T02:00:00+02:00", Some("2021-10-01T00:00:00+00:00")),
            ("2021-10-01T00:00:00", Some("2021-10-01T00:00:00+00:00")),
            ("2021-10-01", Some("2021-10-01T00:00:00+00:00")),
            ("02/01/2019", Some("2019-02-01T00:00:00+00:00")),
            ("31/12/2026 11:59:59 PM", None),
            ("soon", None),
            ("", None),
        ] {
            let read = read(text).map(|date| date.to_rfc3339());
            assert_eq!(read.as_deref(), moment, "{text}");
        }
    }
}
