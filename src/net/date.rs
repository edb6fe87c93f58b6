//! Dates as HTTP writes them.

use chrono::{DateTime, Utc};
use http::HeaderMap;
use http::header::DATE;

/// When an answer was made, by the clock of whoever made it.
pub(crate) fn answered_at(headers: &HeaderMap) -> Option<DateTime<Utc>> {
    date(headers.get(DATE)?.to_str().ok()?)
}

/// Reads a date, also one that was printed twice.
pub(crate) fn date(text: &str) -> Option<DateTime<Utc>> {
    const LENGTH: usize = "Tue, 15 Jan 2030 08:00:00 GMT".len();
    let time = httpdate::parse_http_date(text)
        .or_else(|_| httpdate::parse_http_date(text.get(..LENGTH).unwrap_or_default()))
        .ok()?;
    Some(time.into())
}
