//! Bodies of control requests and answers, and what is wrong with them.

use std::fmt::Display;

use serde::Deserialize;
use serde_json::Value;

use crate::request::Request;

/// What is wrong with a control request.
pub(super) type Wrong = (u16, String);

pub(super) fn show<T: serde::Serialize>(value: &T) -> Result<Value, Wrong> {
    serde_json::to_value(value).map_err(|e| (500, e.to_string()))
}

pub(super) fn read<T: for<'de> Deserialize<'de>>(request: &Request) -> Result<T, Wrong> {
    let mut body = serde_json::Deserializer::from_slice(&request.body);
    let value = serde_path_to_error::deserialize(&mut body).map_err(misread)?;
    body.end().map_err(wrong)?;
    Ok(value)
}

/// What is wrong with a body, and with which field of it.
pub(super) fn misread(error: serde_path_to_error::Error<serde_json::Error>) -> Wrong {
    let place = error.path().to_string();
    match place.as_str() {
        // The body as a whole.
        "." => wrong(error.into_inner()),
        _ => wrong(format!("`{place}`: {}", error.into_inner())),
    }
}

/// What is wrong with the body of a request.
pub(super) fn wrong(error: impl Display) -> Wrong {
    (400, error.to_string())
}
