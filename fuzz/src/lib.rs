//! What must hold whatever comes over the wire, one module for each fuzz target.
//!
//! Not only that nothing panics: each `check` compares what the client makes of its input with
//! what must come out of it by a slower, plainer way that is written down here. A check
//! panics where the two differ.
//!
//! They call what is private through `partner_center::fuzzing`, which exists only under
//! `--cfg fuzzing`, the flag that `cargo fuzz` sets.

pub mod bodies;
pub mod dates;
pub mod decimals;
pub mod decode;
pub mod errors;
pub mod hints;
pub mod item_ids;
pub mod links;
pub mod pages;
pub mod retry_after;
pub mod segments;

/// The input as text; most of the client sees nothing else.
fn text(data: &[u8]) -> Option<&str> {
    std::str::from_utf8(data).ok()
}

/// Whether a message is one line that no terminal and no log is misled by.
fn is_one_line(message: &str) -> bool {
    let breaks = |c: char| c.is_control() || matches!(c, '\u{2028}' | '\u{2029}');
    !message.contains(breaks)
}
