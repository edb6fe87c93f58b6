//! What a line is called in a message.

/// The name of a line that is the `index`th from 0: people count from 1.
pub(super) fn numbered(index: usize) -> String {
    format!("line {}", index.saturating_add(1))
}
