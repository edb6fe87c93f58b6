//! What errors and progress say to people.
//!
//! A message is read by somebody who is stuck: it has to say what happened, what that means, and
//! what to do next, each thing once.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod beginners;
mod chains;
mod purchases;
mod small;
mod wire;

use std::error::Error as StdError;

/// What a program prints that reports errors with `anyhow`.
fn reported(error: impl StdError + Send + Sync + 'static) -> String {
    format!("{:#}", anyhow::Error::new(error))
}

/// The texts of an error and of all its causes; none may have in it what an earlier one says.
#[track_caller]
fn check_chain(error: &(dyn StdError + 'static)) -> Vec<String> {
    let mut texts = vec![error.to_string()];
    let mut cause = error.source();
    while let Some(error) = cause {
        let text = error.to_string();
        let again = texts.iter().find(|said| said.contains(&text) || text.contains(&**said));
        assert_eq!(again, None, "`{text}` is said twice");
        texts.push(text);
        cause = error.source();
    }
    texts
}

/// Whether a message is fit for a log: one line, without control characters, and not endless.
#[track_caller]
fn check_line(text: &str) {
    assert!(!text.chars().any(char::is_control), "{text:?}");
    assert!(text.chars().count() <= 4_000 && !text.ends_with('.'), "{text}");
}
