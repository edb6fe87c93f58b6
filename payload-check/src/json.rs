//! JSON as it was written: numbers as text, keys as often as they occur, and the place of everything.

use std::ops::Range;

use serde::de::IgnoredAny;

/// How deep values may be nested, which is as deep as the decoder of the client goes.
const DEEPEST: usize = 128;

/// A JSON value, and its place in the text.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Node {
    /// What it is.
    pub(crate) value: Value,
    /// From its first byte to behind its last one.
    pub(crate) span: Range<usize>,
}

/// What a JSON value is.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Value {
    Null,
    Bool(bool),
    /// The text of the number.
    Number(Box<str>),
    String(Box<str>),
    List(Vec<Node>),
    Object(Vec<Member>),
}

/// A key of an object, and what it stands for.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Member {
    pub(crate) key: Box<str>,
    pub(crate) node: Node,
}

impl Node {
    /// Reads a text that is one JSON value.
    ///
    /// Half of a surrogate pair in a string is read as the replacement character; whether the
    /// string can be used is for the decoder to say.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        // Everybody knows this parser's messages. What it lets pass is well-formed.
        serde_json::from_str::<IgnoredAny>(text).map_err(|error| error.to_string())?;
        let mut reader = Reader { text, at: 0 };
        reader.value(0)
    }

    /// Whether it says nothing: null, an empty list, or an object in which nothing says more.
    pub(crate) fn is_blank(&self) -> bool {
        match &self.value {
            Value::Null => true,
            Value::List(elements) => elements.is_empty(),
            Value::Object(members) => members.iter().all(|member| member.node.is_blank()),
            Value::Bool(_) | Value::Number(_) | Value::String(_) => false,
        }
    }

    /// A few words for a message: a short value itself, or what kind of value it is.
    pub(crate) fn preview(&self) -> String {
        match &self.value {
            Value::Null => "null".to_owned(),
            Value::Bool(value) => value.to_string(),
            Value::Number(text) => shortened(text),
            Value::String(text) => format!("\"{}\"", shortened(text)),
            Value::List(elements) if elements.is_empty() => "an empty list".to_owned(),
            Value::List(elements) => format!("a list of {}", elements.len()),
            Value::Object(members) if members.is_empty() => "an empty object".to_owned(),
            Value::Object(_) => "an object".to_owned(),
        }
    }
}

/// The start of a text that may be long.
pub(crate) fn shortened(text: &str) -> String {
    match text.char_indices().nth(80) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The line and the column of a byte, both from 1, the column in bytes.
pub(crate) fn line_and_column(text: &str, at: usize) -> (usize, usize) {
    let before = &text.as_bytes()[..at.min(text.len())];
    let line = before.iter().filter(|byte| **byte == b'\n').count() + 1;
    let start = before.iter().rposition(|byte| *byte == b'\n').map_or(0, |newline| newline + 1);
    (line, before.len() - start + 1)
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
}

impl Reader<'_> {
    fn value(&mut self, depth: usize) -> Result<Node, String> {
        if depth >= DEEPEST {
            let (line, column) = line_and_column(self.text, self.at);
            return Err(format!("nested deeper than {DEEPEST} at line {line} column {column}"));
        }
        self.blanks();
        let start = self.at;
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.list(depth)?,
            Some(b'"') => Value::String(self.string()?.into()),
            Some(b'n') => self.literal("null", Value::Null)?,
            Some(b't') => self.literal("true", Value::Bool(true))?,
            Some(b'f') => self.literal("false", Value::Bool(false))?,
            _ => self.number()?,
        };
        Ok(Node { value, span: start..self.at })
    }

    fn object(&mut self, depth: usize) -> Result<Value, String> {
        let mut members = Vec::new();
        self.skip(b'{')?;
        while !self.closes(b'}') {
            let key = self.string()?.into();
            self.skip(b':')?;
            members.push(Member { key, node: self.value(depth + 1)? });
        }
        Ok(Value::Object(members))
    }

    fn list(&mut self, depth: usize) -> Result<Value, String> {
        let mut elements = Vec::new();
        self.skip(b'[')?;
        while !self.closes(b']') {
            elements.push(self.value(depth + 1)?);
        }
        Ok(Value::List(elements))
    }

    /// Goes past a comma, or past the end of the list or object and says so.
    fn closes(&mut self, end: u8) -> bool {
        self.blanks();
        if self.peek() == Some(b',') {
            self.at += 1;
            self.blanks();
        }
        let closes = self.peek() == Some(end);
        self.at += usize::from(closes);
        closes
    }

    fn number(&mut self) -> Result<Value, String> {
        let rest = &self.text.as_bytes()[self.at..];
        let length = rest
            .iter()
            .take_while(|byte| matches!(byte, b'0'..=b'9' | b'+' | b'-' | b'.' | b'e' | b'E'))
            .count();
        if length == 0 {
            return Err(self.unexpected());
        }
        let text = &self.text[self.at..self.at + length];
        self.at += length;
        Ok(Value::Number(text.into()))
    }

    fn literal(&mut self, word: &str, value: Value) -> Result<Value, String> {
        if !self.text[self.at..].starts_with(word) {
            return Err(self.unexpected());
        }
        self.at += word.len();
        Ok(value)
    }

    fn string(&mut self) -> Result<String, String> {
        self.skip(b'"')?;
        let mut text = String::new();
        loop {
            let rest = &self.text[self.at..];
            let plain = rest.find(['"', '\\']).ok_or_else(|| self.unexpected())?;
            text.push_str(&rest[..plain]);
            self.at += plain;
            if self.peek() == Some(b'"') {
                self.at += 1;
                return Ok(text);
            }
            text.push(self.escape()?);
        }
    }

    fn escape(&mut self) -> Result<char, String> {
        let letter = self.text.as_bytes().get(self.at + 1).copied();
        let plain = match letter {
            Some(letter @ (b'"' | b'\\' | b'/')) => char::from(letter),
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => return self.unicode(),
            _ => return Err(self.unexpected()),
        };
        self.at += 2;
        Ok(plain)
    }

    fn unicode(&mut self) -> Result<char, String> {
        let first = self.code_unit(self.at).ok_or_else(|| self.unexpected())?;
        self.at += 6;
        let second = self.code_unit(self.at);
        let units = [first, second.unwrap_or_default()];
        match char::decode_utf16(units).next() {
            Some(Ok(letter)) => {
                self.at += if letter.len_utf16() == 2 { 6 } else { 0 };
                Ok(letter)
            }
            _ => Ok(char::REPLACEMENT_CHARACTER),
        }
    }

    /// The number in `\u1234`, if that is what is there.
    fn code_unit(&self, at: usize) -> Option<u16> {
        let digits = self.text.get(at..at.checked_add(6)?)?.strip_prefix("\\u")?;
        u16::from_str_radix(digits, 16).ok()
    }

    fn skip(&mut self, byte: u8) -> Result<(), String> {
        self.blanks();
        if self.peek() != Some(byte) {
            return Err(self.unexpected());
        }
        self.at += 1;
        Ok(())
    }

    fn blanks(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r')) {
            self.at += 1;
        }
    }

    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn unexpected(&self) -> String {
        let (line, column) = line_and_column(self.text, self.at);
        format!("unexpected text at line {line} column {column}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn parse(text: &str) -> Node {
        Node::parse(text).unwrap()
    }

    #[test]
    fn places_and_texts_are_kept() {
        let text = r#" { "a" : [ 1.10 , true ], "a":null } "#;
        let Value::Object(members) = parse(text).value else { panic!("not an object") };
        let keys: Vec<_> = members.iter().map(|member| &*member.key).collect();
        assert_eq!(keys, ["a", "a"]);
        assert_eq!(&text[members[0].node.span.clone()], "[ 1.10 , true ]");
        let Value::List(elements) = &members[0].node.value else { panic!("not a list") };
        assert_eq!(elements[0].value, Value::Number("1.10".into()));
        assert_eq!(members[1].node.value, Value::Null);
    }

    #[test]
    fn strings_are_read_as_serde_reads_them() {
        for text in [
            r#""""#,
            r#""plain \" \\ \/ \b \f \n \r \t end""#,
            r#""\u00e9\u0000é""#,
            r#""\ud83d\ude00 😀""#,
            r#""\u0041""#,
        ] {
            let expected: String = serde_json::from_str(text).unwrap();
            assert_eq!(parse(text).value, Value::String(expected.into()));
        }
    }

    #[test]
    fn half_a_character_is_replaced() {
        for (text, expected) in [
            (r#""\ud83d""#, "\u{fffd}"),
            (r#""\ud83dx""#, "\u{fffd}x"),
            (r#""\ud83d\u0041""#, "\u{fffd}A"),
            (r#""\ude00\ud83d\ude00""#, "\u{fffd}😀"),
        ] {
            assert_eq!(parse(text).value, Value::String(expected.into()), "{text}");
        }
    }

    #[test]
    fn what_is_not_json_is_refused_with_a_place() {
        for text in ["", " ", "{", "[1,]", "{\"a\" 1}", "nul", "1 2", "'a'", "\"\\x\"", "01", "+1"]
        {
            let error = Node::parse(text).unwrap_err();
            assert!(error.contains("line 1 column"), "{text}: {error}");
        }
    }

    #[test]
    fn bottomless_nesting_is_refused() {
        let deep = |levels: usize| format!("{}{}", "[".repeat(levels), "]".repeat(levels));
        assert!(Node::parse(&deep(DEEPEST)).is_ok());
        let error = Node::parse(&deep(DEEPEST + 1)).unwrap_err();
        assert!(error.contains("deeper than 128"), "{error}");
        assert!(Node::parse(&deep(1_000_000)).is_err());
    }

    #[test]
    fn nothing_comes_in_many_forms() {
        for text in ["null", "[]", "{}", r#"{"a": null, "b": {"c": []}}"#] {
            assert!(parse(text).is_blank(), "{text}");
        }
        for text in ["0", "false", r#""""#, "[null]", r#"{"a": {"b": 0}}"#] {
            assert!(!parse(text).is_blank(), "{text}");
        }
    }

    #[test]
    fn places_count_from_one() {
        assert_eq!(line_and_column("ab\ncd", 0), (1, 1));
        assert_eq!(line_and_column("ab\ncd", 4), (2, 2));
        assert_eq!(line_and_column("ab\ncd", 99), (2, 3));
    }
}
