//! Bodies in the log, for those who ask for them.

use partner_center::fuzzing::redacted;
use serde_json::Value;

/// The longest that a body can become.
const LONGEST: usize = 17 * 1024;

/// A body is shown as JSON in one line of bounded length, or as a count of bytes; and made of
/// few characters only: an address of the mail or the web, a path, a sentence or an escape
/// cannot be written with them.
///
/// # Panics
///
/// It is not so.
pub fn check(data: &[u8]) {
    let shown = redacted(data);
    assert!(shown.len() <= LONGEST, "{} bytes", shown.len());
    let Ok(text) = std::str::from_utf8(data) else {
        return assert!(shown.starts_with("(no JSON"), "{shown}");
    };
    match serde_json::from_str::<Value>(text) {
        // Numbers beyond all bounds are JSON too, and not for everybody.
        Err(_) => assert!(crate::is_one_line(&shown), "{shown:?}"),
        Ok(Value::String(_)) => assert!(shown.ends_with(" characters)\""), "{shown}"),
        Ok(_) => {
            let again = serde_json::from_str::<Value>(&shown);
            assert!(again.is_ok(), "{shown}");
        }
    }
    let rest = shown
        .replace(" characters)", "")
        .replace(" digits)", "")
        .replace("(no JSON, ", "")
        .replace(" bytes)", "");
    let allowed = |c: char| c.is_ascii_alphanumeric() || "{}[]\",:()_-.+".contains(c);
    assert!(rest.chars().all(allowed), "{shown:?}");
}
