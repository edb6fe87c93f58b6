//! Doors for the fuzz targets to what is private, in no build but theirs.

use std::time::Duration;

use chrono::{DateTime, Utc};
use http::HeaderMap;

use crate::error::{Fault, Result};
use crate::listing;
use crate::net::{redact, retry_after};
use crate::values::link;

/// The wait that an answer asks for.
pub fn retry_after(headers: &HeaderMap, now: DateTime<Utc>) -> Option<Duration> {
    retry_after::retry_after(headers, now)
}

/// The variable segments of a link.
///
/// # Errors
///
/// The link leads elsewhere.
pub fn segments(base_url: &str, link: &str, form: &[&str]) -> Result<Vec<String>> {
    link::segments(base_url, link, form)
}

/// The token at the end of a page.
pub fn continuation_token(body: &[u8]) -> Option<String> {
    listing::continuation_token(body)
}

/// What the body of a refusal says.
pub fn fault(body: &[u8]) -> Option<Fault> {
    Fault::read(body)
}

/// What a log shows of a body.
pub fn redacted(body: &[u8]) -> String {
    redact::redacted(body)
}
