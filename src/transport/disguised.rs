//! Faults that come with a status of success.
//!
//! The service's own table lists code 400072 under status 200. To a decoder that leaves out what
//! is not there, such an answer is a resource without any property, or an empty list.

use serde_json::Value;

use crate::error::Fault;

/// What a fault consists of, in the service's form and in that of its gateway.
const KEYS: [&str; 9] = [
    "code",
    "description",
    "data",
    "source",
    "statuscode",
    "message",
    "error",
    "correlationid",
    "attributes",
];

/// The longest answer that is looked at, in bytes. No fault of the service is as long.
const LONGEST: usize = 16 * 1024;

/// The fault that a body is, if it is one.
pub(super) fn fault_in(body: &[u8]) -> Option<Fault> {
    // Nearly all answers are told by their first key, and cost no more than that.
    if body.len() > LONGEST || !is_of_a_fault(first_key(body)?) {
        return None;
    }
    let value: Value = serde_json::from_slice(body).ok()?;
    let fields = value.as_object()?;
    let all = fields.keys().all(|key| is_of_a_fault(key.as_bytes()));
    let fault = Fault::from_value(&value).filter(|_| all)?;
    // A sentence alone may be good news.
    fault.code.is_some().then_some(fault)
}

fn is_of_a_fault(key: &[u8]) -> bool {
    KEYS.iter().any(|known| key.eq_ignore_ascii_case(known.as_bytes()))
}

/// The first key of an object; none where there is no object, or none without an escape.
fn first_key(body: &[u8]) -> Option<&[u8]> {
    let inside = body.trim_ascii_start().strip_prefix(b"{")?;
    let key = inside.trim_ascii_start().strip_prefix(b"\"")?;
    let end = key.iter().position(|byte| *byte == b'"')?;
    Some(&key[..end])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, code: Option<&str>) {
        let found = fault_in(body.as_bytes());
        assert_eq!(found.and_then(|fault| fault.code).as_deref(), code, "{body}");
    }

    #[test]
    fn a_fault_is_one_whatever_its_status() {
        check(r#"{"code":400072,"description":"No such country.","data":[]}"#, Some("400072"));
        check(r#" { "Description": "No.", "Code": "800002", "source": "x" }"#, Some("800002"));
        check(r#"{"error":{"code":"Forbidden","message":"No."}}"#, Some("Forbidden"));
    }

    #[test]
    fn what_has_more_to_it_is_no_fault() {
        check(r#"{"code":"A","description":"A word.","id":"1"}"#, None);
        check(r#"{"id":"1","code":"A"}"#, None);
        check(r#"{"message":"All is well."}"#, None);
        check(r#"{"attributes":{"objectType":"Cart"}}"#, None);
        check(r#"[{"code":"1"}]"#, None);
        check("{}", None);
        check("", None);
        check(r#"{"code"#, None);
    }
}
