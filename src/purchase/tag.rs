//! The mark of a purchase in the friendly names of its lines.

use uuid::Uuid;

/// What a purchase is known by in the friendly names of its lines.
pub(crate) fn tag(id: Uuid) -> String {
    let hex = id.simple().to_string();
    format!("pc-{}", &hex[..16])
}

/// The tag that a friendly name has. One before it was copied along with the name of another line.
pub(super) fn tag_in(name: &str) -> Option<&str> {
    name.split_whitespace().rev().find(|word| is_tag(word))
}

/// Whether a word of a friendly name has the form of a tag.
fn is_tag(word: &str) -> bool {
    let hex = word.strip_prefix("pc-").unwrap_or_default();
    hex.len() == 16 && hex.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}
