//! Why JSON could not be read, without any of it.

use std::error::Error as StdError;
use std::fmt;

/// What a decoder says, with what it quotes left out: that comes from a body, which may name
/// people, and this gets logged.
#[derive(Debug)]
pub(crate) struct Misread(String);

impl Misread {
    /// From what the decoder says, for the source of an error.
    pub(crate) fn boxed(error: &serde_json::Error) -> Box<dyn StdError + Send + Sync> {
        Box::new(Self(without_quotes(&error.to_string())))
    }
}

impl fmt::Display for Misread {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl StdError for Misread {}

/// A text with an ellipsis in place of all from its first quotation mark to its last: what is
/// quoted may contain such marks itself.
fn without_quotes(text: &str) -> String {
    const MARKS: [char; 2] = ['"', '`'];
    match (text.find(MARKS), text.rfind(MARKS)) {
        (Some(first), Some(last)) => format!("{}…{}", &text[..first], &text[last + 1..]),
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use partner_center_api::support::{Decimal, Timestamp};
    use serde::de::DeserializeOwned;

    use super::*;

    #[track_caller]
    fn check<T: DeserializeOwned + fmt::Debug>(json: &str, expected: &str) {
        let error = serde_json::from_str::<T>(json).unwrap_err();
        assert_eq!(Misread::boxed(&error).to_string(), expected);
    }

    #[test]
    fn what_is_quoted_is_left_out_and_the_rest_is_kept() {
        check::<Vec<u8>>(
            r#""Jane \"canary\" Doe""#,
            "invalid type: string …, expected a sequence at line 1 column 21",
        );
        check::<Vec<u8>>("[300]", "invalid value: integer …, expected u8 at line 1 column 4");
        check::<Vec<u8>>("[1", "EOF while parsing a list at line 1 column 2");
    }

    #[test]
    fn our_own_types_quote_nothing_either() {
        for json in [r#""canary""#, r#"{"canary":1}"#, r#"["canary"]"#] {
            for error in [
                serde_json::from_str::<Decimal>(json).unwrap_err(),
                serde_json::from_str::<Timestamp>(json).unwrap_err(),
            ] {
                let shown = Misread::boxed(&error).to_string();
                assert!(!shown.contains("canary"), "{shown}");
            }
        }
    }
}
