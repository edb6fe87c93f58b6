//! Makes the Markdown of the document fit for rustdoc.
//!
//! The document is read by many tools. Rustdoc alone takes `<word>` for HTML, `[word]` for a
//! link to an item, a bare address for a mistake, and indented text for a test.

/// Rewrites `text`; `known` tells the names of schemas, to which ``[`Name`]`` may link.
pub(super) fn for_rustdoc(text: &str, known: impl Fn(&str) -> bool) -> String {
    let mut fenced = false;
    let mut lines = Vec::new();
    for line in text.trim_end().trim_start_matches('\n').lines() {
        let line = line.trim_end();
        if let Some(info) = line.trim_start().strip_prefix("```") {
            fenced = !fenced;
            // A fence without a language is a test.
            let tested = fenced && matches!(info.trim(), "" | "rust");
            lines.push(if tested { format!("{line}text") } else { line.to_owned() });
        } else if fenced {
            lines.push(line.to_owned());
        } else {
            lines.push(prose(line, &known));
        }
    }
    lines.join("\n")
}

/// Rewrites a line outside of fences.
fn prose(line: &str, known: &impl Fn(&str) -> bool) -> String {
    let unindented = line.trim_start();
    let indent = line.len() - unindented.len();
    // Four spaces begin a code block, and with it a test, except inside a list.
    let mut out =
        " ".repeat(if indent >= 4 { 3 } else { indent.saturating_sub(usize::from(indent == 1)) });
    let mut rest = unindented;
    while let Some(next) = rest.chars().next() {
        let (piece, taken) = match next {
            '`' => code(rest),
            '[' => bracket(rest, known),
            '<' => angle(rest),
            'h' if rest.starts_with("https://") || rest.starts_with("http://") => address(rest),
            '\\' => {
                (rest.chars().take(2).collect(), rest.chars().take(2).map(char::len_utf8).sum())
            }
            other => (other.to_string(), other.len_utf8()),
        };
        out.push_str(&piece);
        rest = &rest[taken..];
    }
    out
}

/// A code span stays as it is.
fn code(rest: &str) -> (String, usize) {
    let ticks = rest.len() - rest.trim_start_matches('`').len();
    let fence = &rest[..ticks];
    let end = rest[ticks..].find(fence).map_or(ticks, |at| ticks + at + ticks);
    (rest[..end].to_owned(), end)
}

/// A link stays a link; other brackets are brackets.
fn bracket(rest: &str, known: &impl Fn(&str) -> bool) -> (String, usize) {
    let Some(close) = rest.find(']') else { return ("\\[".to_owned(), 1) };
    let inside = &rest[1..close];
    let after = &rest[close + 1..];
    if after.starts_with('(') {
        let end = after.find(')').map_or(close + 1, |at| close + 1 + at + 1);
        return (rest[..end].to_owned(), end);
    }
    let name = inside.trim_matches('`');
    if inside.starts_with('`') && known(name) {
        return (format!("[`{name}`](crate::types::{name})"), close + 1);
    }
    if inside.starts_with("`Client::") {
        return (format!("[{inside}](crate::{name})"), close + 1);
    }
    ("\\[".to_owned(), 1)
}

/// An address in angle brackets stays; anything else would be HTML.
fn angle(rest: &str) -> (String, usize) {
    match rest.find('>') {
        Some(end) if rest[1..].starts_with("http") => (rest[..=end].to_owned(), end + 1),
        _ => ("\\<".to_owned(), 1),
    }
}

/// A bare address is put in angle brackets, without the sentence's punctuation.
fn address(rest: &str) -> (String, usize) {
    let end = rest.find(|c: char| c.is_whitespace() || "<>()`\"".contains(c)).unwrap_or(rest.len());
    let url = rest[..end].trim_end_matches(['.', ',', ';', ':', '!', '?']);
    match url.split_once("//") {
        Some((_, "")) | None => (url.to_owned(), url.len()),
        Some(_) => (format!("<{url}>"), url.len()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(text: &str, expected: &str) {
        let rewritten = for_rustdoc(text, |name| name == "Cart");
        assert_eq!(rewritten, expected);
        let again = for_rustdoc(&rewritten, |name| name == "Cart");
        assert_eq!(again, expected, "rewriting twice is rewriting once");
    }

    #[test]
    fn words_in_angle_brackets_are_words() {
        check("the <id> of a cart", r"the \<id> of a cart");
    }

    #[test]
    fn code_is_left_alone() {
        check("`<id>` and `[x]`, ``a ` b``", "`<id>` and `[x]`, ``a ` b``");
        check("an open ` tick <x>", r"an open ` tick \<x>");
    }

    #[test]
    fn brackets_are_brackets_unless_they_link() {
        check("a list [0] of", r"a list \[0] of");
        check("[here](https://example.com/a_(b)", "[here](https://example.com/a_(b)");
    }

    #[test]
    fn a_schema_can_be_linked_to() {
        check("see [`Cart`].", "see [`Cart`](crate::types::Cart).");
        check("see [`Basket`].", r"see \[`Basket`].");
    }

    #[test]
    fn a_bare_address_becomes_a_link() {
        check("see https://example.com/a?b=c.", "see <https://example.com/a?b=c>.");
        check("(http://example.com)", "(<http://example.com>)");
        check("<https://example.com>", "<https://example.com>");
        check("https://", "https://");
    }

    #[test]
    fn no_code_block_becomes_a_test() {
        check("as in\n\n    let x = 1;", "as in\n\n   let x = 1;");
        check("```\n    <x>\n```", "```text\n    <x>\n```");
        check("```json\n{}\n```", "```json\n{}\n```");
    }

    #[test]
    fn lists_keep_their_shape() {
        check("- one\n  more\n- two", "- one\n  more\n- two");
    }

    #[test]
    fn any_text_will_do() {
        for text in
            ["", "\n\n", "`", "[", "<", "\\", "\\é", "[]", "[`", "[`Cart`", "é<ü", "``", "http://é"]
        {
            for_rustdoc(text, |_| true);
        }
    }
}
