//! Texts of others, made fit for a message: one line, bounded, and without what names people.

use std::fmt::{self, Write};

/// The longest text of others that a message quotes, in characters.
const QUOTED: usize = 200;

/// The start of a text of others, in one line, for a message that quotes it.
pub(crate) fn shown(text: &str) -> String {
    start_of(text, QUOTED)
}

/// At most `longest` characters of a text, in one line.
pub(crate) fn start_of(text: &str, longest: usize) -> String {
    let mut start = String::new();
    // A string takes whatever is written to it.
    let _ = OneLine { to: &mut start, left: longest }.write_str(text);
    start
}

/// Whether a terminal or a log may be misled by a character.
pub(super) fn breaks_lines(c: char) -> bool {
    c.is_control() || matches!(c, '\u{2028}' | '\u{2029}')
}

/// Writes one line of bounded length, whatever it is given: a message quotes texts of the
/// service, and must not let them write into somebody's log.
pub(crate) struct OneLine<'a, W: ?Sized> {
    to: &'a mut W,
    left: usize,
}

impl<'a, W: Write + ?Sized> OneLine<'a, W> {
    pub(crate) fn new(to: &'a mut W, longest: usize) -> Self {
        Self { to, left: longest }
    }
}

impl<W: Write + ?Sized> Write for OneLine<'_, W> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        for c in text.chars() {
            match self.left {
                0 => return Ok(()),
                1 => self.to.write_char('…')?,
                _ if breaks_lines(c) => self.to.write_char(char::REPLACEMENT_CHARACTER)?,
                _ => self.to.write_char(c)?,
            }
            self.left -= 1;
        }
        Ok(())
    }
}

/// A sentence of the service without what may name a customer: mail addresses, and what is
/// quoted unless it looks like an id.
pub(super) fn without_names(sentence: &str) -> String {
    let mut rest = sentence;
    let mut kept = String::new();
    while let Some((start, end)) = next_quoted(rest) {
        let quoted = &rest[start..end];
        kept.push_str(&rest[..start]);
        kept.push_str(if looks_like_an_id(quoted) { quoted } else { "…" });
        // The mark at the end begins no other quotation.
        let mark = rest[end..].chars().next();
        kept.extend(mark);
        rest = &rest[end + mark.map_or(0, char::len_utf8)..];
    }
    kept.push_str(rest);
    let words = kept.split(' ').map(|word| if word.contains('@') { "…" } else { word });
    words.collect::<Vec<_>>().join(" ")
}

/// Where what is quoted next begins, and where it ends, without the marks.
fn next_quoted(text: &str) -> Option<(usize, usize)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        // An apostrophe follows a letter, and a quotation does not.
        if matches!(c, '"' | '\'' | '`' | '“' | '‘' | '«') && !before.is_alphanumeric() {
            let start = at + c.len_utf8();
            let length = end_of_quotation(&text[start..], closing(c))?;
            return Some((start, start + length));
        }
        before = c;
    }
    None
}

fn closing(opening: char) -> char {
    match opening {
        '“' => '”',
        '‘' => '’',
        '«' => '»',
        same => same,
    }
}

/// Where a quotation ends; one that has no end goes on to that of the text.
fn end_of_quotation(text: &str, mark: char) -> Option<usize> {
    let ends = |at: usize| !text[at + mark.len_utf8()..].starts_with(char::is_alphanumeric);
    let end = text.match_indices(mark).map(|(at, _)| at).find(|at| ends(*at));
    Some(end.unwrap_or(text.len())).filter(|length| *length > 0)
}

fn looks_like_an_id(text: &str) -> bool {
    text.bytes().any(|byte| byte.is_ascii_digit())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"-_:/".contains(&byte))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_of_others_is_one_bounded_line() {
        assert_eq!(shown("a\nb\u{1b}[31m\u{2028}c"), "a\u{fffd}b\u{fffd}[31m\u{fffd}c");
        assert_eq!(shown(&"x".repeat(9_000)).chars().count(), QUOTED);
        assert!(shown(&"x".repeat(9_000)).ends_with('…'));
        assert_eq!(shown("short"), "short");
    }

    #[track_caller]
    fn check(sentence: &str, expected: &str) {
        assert_eq!(without_names(sentence), expected);
    }

    #[test]
    fn what_may_name_a_customer_is_left_out_and_ids_are_kept() {
        check(
            "The SKU '0009' of product \"DZH318Z0BQ3Q\" is gone.",
            "The SKU '0009' of product \"DZH318Z0BQ3Q\" is gone.",
        );
        check("The customer 'Jane Doe' may not.", "The customer '…' may not.");
        check("The customer “Jane 4 Doe” may not.", "The customer “…” may not.");
        check("Ask jane@contoso.test, please.", "Ask … please.");
        check("The customer's cart isn't there.", "The customer's cart isn't there.");
        check("The name 'Jane O'Hara' is taken.", "The name '…' is taken.");
        check("It begins with 'Jane", "It begins with '…");
        check("", "");
    }
}
