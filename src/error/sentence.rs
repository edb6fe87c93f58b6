//! Sentences of the document, as parts of a message.

use std::fmt;
use std::time::Duration;

/// A sentence of the document in the midst of another: without its capital and its full stop.
pub(super) struct Clause<'a>(pub(super) &'a str);

impl fmt::Display for Clause<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = self.0.trim_end_matches('.');
        let mut letters = text.chars();
        match letters.next() {
            Some(first) if !begins_with_a_name(text) => {
                write!(f, "{}{}", first.to_lowercase(), letters.as_str())
            }
            _ => f.write_str(text),
        }
    }
}

fn begins_with_a_name(text: &str) -> bool {
    let abbreviation = text.chars().nth(1).is_some_and(char::is_uppercase);
    abbreviation
        || ["Azure", "Microsoft", "Partner Center"].iter().any(|name| text.starts_with(name))
}

/// A time as people say it: `250 ms`, `2.5 s`, `57 s`, `1 min 40 s`, `1 h`. From ten seconds on
/// it is rounded up, so that nobody comes back too early.
pub(super) struct Time(pub(super) Duration);

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.0.as_secs(), self.0.subsec_millis()) {
            (0, millis) => return write!(f, "{millis} ms"),
            (seconds @ 1..10, millis @ 1..) => {
                let fraction = format!("{millis:03}");
                return write!(f, "{seconds}.{} s", fraction.trim_end_matches('0'));
            }
            _ => {}
        }
        let seconds = self.0.as_secs().saturating_add(u64::from(self.0.subsec_nanos() > 0));
        let parts = [(seconds / 3600, "h"), (seconds / 60 % 60, "min"), (seconds % 60, "s")];
        let mut gap = "";
        for (number, unit) in parts.into_iter().filter(|(number, _)| *number > 0) {
            write!(f, "{gap}{number} {unit}")?;
            gap = " ";
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sentence_becomes_a_clause() {
        for (sentence, clause) in [
            ("The product has no such SKU.", "the product has no such SKU"),
            ("A line is refused.", "a line is refused"),
            ("Azure is not enabled.", "Azure is not enabled"),
            ("SKU ids have four digits.", "SKU ids have four digits"),
            ("already one", "already one"),
            ("", ""),
        ] {
            assert_eq!(Clause(sentence).to_string(), clause);
        }
    }

    #[test]
    fn a_time_is_said_as_people_say_it() {
        for (millis, said) in [
            (0, "0 ms"),
            (250, "250 ms"),
            (2_500, "2.5 s"),
            (3_000, "3 s"),
            (57_000, "57 s"),
            (100_000, "1 min 40 s"),
            (300_000, "5 min"),
            (3_599_958, "1 h"),
            (3_660_000, "1 h 1 min"),
        ] {
            assert_eq!(Time(Duration::from_millis(millis)).to_string(), said);
        }
        assert!(Time(Duration::MAX).to_string().ends_with(" h 15 s"));
    }
}
