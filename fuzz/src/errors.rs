//! Bodies of refusals, which end up in messages and logs.

use partner_center::error::Fault;
use partner_center::fuzzing::fault;
use serde_json::Value;

/// The longest text of a fault, and the longest code with the prefix that codes of the token
/// endpoint get.
const LONGEST: usize = 2_048 + "AADSTS".len();

/// A fault says something, in short single lines; blanks around a body and a gateway's
/// wrapping change nothing of it.
///
/// # Panics
///
/// It does not, or they do.
pub fn check(data: &[u8]) {
    let Some(found) = fault(data) else { return };
    assert!(found.code.is_some() || found.description.is_some(), "{found:?}");
    for text in [&found.code, &found.description, &found.source].into_iter().flatten() {
        assert!(crate::is_one_line(text), "{text:?}");
        assert!(text.chars().count() <= LONGEST, "{text}");
        assert_eq!(text.trim(), text, "{text:?}");
        assert!(!text.is_empty(), "{found:?}");
    }
    let shown = found.to_string();
    assert!(!shown.is_empty() && crate::is_one_line(&shown), "{shown:?}");
    assert_eq!(fault(&[b"\r\n ", data, b"\t"].concat()).as_ref(), Some(&found));
    let Ok(value) = serde_json::from_slice::<Value>(data) else { return };
    assert_eq!(fault(value.to_string().as_bytes()).as_ref(), Some(&found));
    if value.is_object() {
        wrapped(&found, &format!("{{\"error\":{value}}}"));
    }
}

fn wrapped(expected: &Fault, body: &str) {
    // One level more can be one too many.
    if serde_json::from_str::<Value>(body).is_ok() {
        assert_eq!(fault(body.as_bytes()).as_ref(), Some(expected), "{body}");
    }
}
