//! Reading JSON from its text, token by token.
//!
//! Each method takes one token if it is there. What is less than ordinary is left to
//! serde_json: strings with escapes, numbers with exponents, and whatever is skipped.

use serde::Deserialize;
use serde::de::IgnoredAny;

/// A position in a JSON text.
pub(crate) struct Reader<'j> {
    json: &'j str,
    at: usize,
}

impl<'j> Reader<'j> {
    pub(crate) fn new(json: &'j str) -> Self {
        Self { json, at: 0 }
    }

    /// Reads on where another reader of the same text stood.
    #[inline]
    pub(crate) fn at(json: &'j str, position: usize) -> Self {
        Self { json, at: position }
    }

    /// All of the text.
    #[inline]
    pub(crate) fn whole(&self) -> &'j str {
        self.json
    }

    #[inline]
    fn bytes(&self) -> &'j [u8] {
        self.json.as_bytes()
    }

    #[inline]
    pub(crate) fn position(&self) -> usize {
        self.at
    }

    #[inline]
    pub(crate) fn back_to(&mut self, position: usize) {
        self.at = position;
    }

    /// What was read since `position`.
    pub(crate) fn since(&self, position: usize) -> Option<&'j str> {
        self.json.get(position..self.at)
    }

    /// What is left to be read.
    pub(crate) fn rest(&self) -> &'j str {
        self.json.get(self.at..).unwrap_or_default()
    }

    #[inline]
    pub(crate) fn peek(&self) -> Option<u8> {
        self.bytes().get(self.at).copied()
    }

    #[inline]
    pub(crate) fn next(&mut self) -> Option<u8> {
        let byte = self.peek()?;
        self.at += 1;
        Some(byte)
    }

    #[inline]
    pub(crate) fn eat(&mut self, byte: u8) -> bool {
        let found = self.peek() == Some(byte);
        self.at += usize::from(found);
        found
    }

    #[inline]
    pub(crate) fn expect(&mut self, byte: u8) -> Option<()> {
        self.eat(byte).then_some(())
    }

    #[inline]
    pub(crate) fn spaces(&mut self) {
        while let Some(b' ' | b'\n' | b'\r' | b'\t') = self.peek() {
            self.at += 1;
        }
    }

    /// `:`, with spaces around it.
    pub(crate) fn colon(&mut self) -> Option<()> {
        self.spaces();
        self.expect(b':')?;
        self.spaces();
        Some(())
    }

    /// A text, to the letter.
    #[inline]
    pub(crate) fn eat_all(&mut self, text: &str) -> bool {
        let end = self.at + text.len();
        let found = self.bytes().get(self.at..end).is_some_and(|next| same(next, text.as_bytes()));
        self.at = if found { end } else { self.at };
        found
    }

    /// A key with its quotes and its colon, and the spaces behind it.
    #[inline(always)]
    pub(crate) fn eat_key(&mut self, key: &str) -> bool {
        match self.bytes().get(self.at..) {
            Some(left) if left.starts_with(key.as_bytes()) => {
                self.at += key.len();
                self.few_spaces();
                true
            }
            _ => false,
        }
    }

    /// Behind a value of an object: whether there is another one.
    #[inline(always)]
    pub(crate) fn more(&mut self) -> Option<bool> {
        self.few_spaces();
        match self.next()? {
            b',' => {
                self.few_spaces();
                Some(true)
            }
            b'}' => Some(false),
            _ => None,
        }
    }

    /// Spaces, of which there mostly are none.
    #[inline(always)]
    fn few_spaces(&mut self) {
        if self.peek().is_some_and(|byte| byte <= b' ') {
            self.spaces();
        }
    }

    /// The bytes that are left to be read.
    #[inline]
    pub(crate) fn left(&self) -> &'j [u8] {
        self.bytes().get(self.at..).unwrap_or_default()
    }

    /// Goes on behind so many bytes.
    #[inline]
    pub(crate) fn on(&mut self, count: usize) {
        self.at += count;
    }

    /// A string without escapes, which stands there as it is.
    #[inline]
    pub(crate) fn plain_string(&mut self) -> Option<&'j str> {
        let start = self.at + 1;
        self.eat_plain_string()?;
        self.json.get(start..self.at - 1)
    }

    /// As [`Self::plain_string`], for its place alone.
    #[inline]
    pub(crate) fn eat_plain_string(&mut self) -> Option<()> {
        self.expect(b'"')?;
        self.at += plain_length(self.bytes().get(self.at..)?)?;
        self.expect(b'"')
    }

    /// A string with escapes. One that is half of a character is left to serde, which knows
    /// which other half belongs to it.
    pub(crate) fn escaped_string(&mut self) -> Option<String> {
        self.expect(b'"')?;
        // Most have no more than this, and do not grow.
        let mut text = String::with_capacity(128);
        loop {
            let start = self.at;
            self.at += plain_length(self.left())?;
            text.push_str(self.since(start)?);
            match self.next()? {
                b'"' => return Some(text),
                b'\\' => text.push(self.escape()?),
                _ => return None,
            }
        }
    }

    /// What stands behind a backslash.
    fn escape(&mut self) -> Option<char> {
        Some(match self.next()? {
            quoted @ (b'"' | b'\\' | b'/') => char::from(quoted),
            b'b' => '\u{8}',
            b'f' => '\u{c}',
            b'n' => '\n',
            b'r' => '\r',
            b't' => '\t',
            b'u' => {
                let digits = self.bytes().get(self.at..self.at + 4)?;
                self.at += 4;
                let digit = |digit: &u8| char::from(*digit).to_digit(16);
                let code = digits.iter().try_fold(0, |code, byte| Some(code * 16 + digit(byte)?));
                char::from_u32(code?)?
            }
            _ => return None,
        })
    }

    /// A number without exponent.
    pub(crate) fn number(&mut self) -> Option<&'j str> {
        let start = self.at;
        self.eat(b'-');
        match self.digits() {
            0 => return None,
            1 => {}
            _ if self.bytes().get(start..).is_some_and(leads_with_zero) => return None,
            _ => {}
        }
        if self.eat(b'.') && self.digits() == 0 {
            return None;
        }
        (!matches!(self.peek(), Some(b'e' | b'E'))).then(|| self.since(start)).flatten()
    }

    /// A whole number that is written in one way only.
    pub(crate) fn whole_number(&mut self) -> Option<i64> {
        let text = self.number()?;
        // serde_json takes this for a float.
        if text == "-0" { None } else { text.parse().ok() }
    }

    fn digits(&mut self) -> usize {
        let start = self.at;
        while self.peek().is_some_and(|byte| byte.is_ascii_digit()) {
            self.at += 1;
        }
        self.at - start
    }

    /// Any value, by serde.
    pub(crate) fn parse<T: Deserialize<'j>>(&mut self) -> Option<T> {
        let mut values = serde_json::Deserializer::from_str(self.rest()).into_iter::<T>();
        let value = values.next()?.ok()?;
        self.at += values.byte_offset();
        Some(value)
    }

    /// Any value, checked and dropped.
    pub(crate) fn skip(&mut self) -> Option<()> {
        self.parse::<IgnoredAny>().map(|_| ())
    }
}

/// Whether two texts of one length are the same.
///
/// They are short, so that calling the library's comparison would take longer than making it:
/// of the first bytes and of the last ones, which overlap.
#[inline]
fn same(one: &[u8], other: &[u8]) -> bool {
    fn ends<const N: usize>(one: &[u8], other: &[u8]) -> bool {
        one.first_chunk::<N>() == other.first_chunk() && one.last_chunk::<N>() == other.last_chunk()
    }
    match one.len() {
        8..=16 => ends::<8>(one, other),
        17..=32 => ends::<16>(one, other),
        _ => one == other,
    }
}

/// Whether a number of several digits begins with a zero, as no number in JSON does.
fn leads_with_zero(text: &[u8]) -> bool {
    matches!(text, [b'0', ..] | [b'-', b'0', ..])
}

/// How many bytes come before the first that is a quote, a backslash or a control character;
/// `None` where none is.
fn plain_length(text: &[u8]) -> Option<usize> {
    const ONES: u64 = 0x0101_0101_0101_0101;
    const HIGHS: u64 = 0x8080_8080_8080_8080;

    let special = |byte: &u8| matches!(byte, b'"' | b'\\' | ..0x20);
    let mut rest = text;
    while let Some((word, after)) = rest.split_first_chunk() {
        let word = u64::from_le_bytes(*word);
        // For each byte its highest bit, set where the byte is one of those. A borrow can set
        // it for bytes above the first such byte as well, and never for one below.
        let control = word.wrapping_sub(ONES * 0x20);
        let quote = (word ^ (ONES * 0x22)).wrapping_sub(ONES);
        let backslash = (word ^ (ONES * 0x5c)).wrapping_sub(ONES);
        let found = (control | quote | backslash) & !word & HIGHS;
        if found != 0 {
            return Some(text.len() - rest.len() + found.trailing_zeros() as usize / 8);
        }
        rest = after;
    }
    rest.iter().position(special).map(|at| text.len() - rest.len() + at)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_string_ends_at_its_quote_wherever_that_is() {
        for length in 0..40 {
            let text = "a".repeat(length);
            let json = format!("\"{text}\",\"x\":\"\\n\"}}");
            let mut reader = Reader::new(&json);
            assert_eq!(reader.plain_string(), Some(text.as_str()));
            assert_eq!(reader.peek(), Some(b','));
            for (special, found) in
                [("\\", false), ("\t", false), ("\0", false), ("é\u{7f}€", true)]
            {
                let json = format!("\"{text}{special}aaaaaaaaaaaaaaaaa\"");
                let inner = format!("{text}{special}aaaaaaaaaaaaaaaaa");
                let expected = found.then_some(inner.as_str());
                assert_eq!(Reader::new(&json).plain_string(), expected, "{json:?}");
            }
            assert_eq!(Reader::new(&format!("\"{text}")).plain_string(), None);
        }
    }

    #[test]
    fn a_string_with_escapes_is_the_one_of_serde() {
        for json in [r#""""#, r#""a\"b\\c\/\b\f\n\r\td""#, r#""\u00e9\u20ACé""#, r#""\u0000""#] {
            let mut reader = Reader::new(json);
            assert_eq!(reader.escaped_string(), serde_json::from_str(json).unwrap(), "{json}");
            assert_eq!(reader.peek(), None);
        }
        for json in ["a", r#""a"#, r#""\"#, r#""\x""#, r#""\u12""#, r#""\ud800\udc00""#, "\"\n\""] {
            assert_eq!(Reader::new(json).escaped_string(), None, "{json}");
        }
    }

    #[test]
    fn numbers_are_those_of_json_without_an_exponent() {
        for number in ["0", "-0", "7", "-7.50", "0.0", "10", "123456789012345678901234567890"] {
            let json = format!("{number},");
            let mut reader = Reader::new(&json);
            assert_eq!((reader.number(), reader.peek()), (Some(number), Some(b',')));
        }
        for json in ["", "-", "01", "-01", "1.", ".5", "+1", "1e2", "1.5E-3", "x"] {
            assert_eq!(Reader::new(json).number(), None, "{json}");
        }
        assert_eq!(Reader::new("-12]").whole_number(), Some(-12));
        for json in ["-0", "1.0", "9223372036854775808"] {
            assert_eq!(Reader::new(json).whole_number(), None, "{json}");
        }
    }

    #[test]
    fn a_value_is_skipped_if_it_is_json() {
        let mut reader = Reader::new(r#"{"a": [1, "}"]} ,"#);
        assert_eq!((reader.skip(), reader.rest()), (Some(()), " ,"));
        for json in ["", "]", "[1", r#"{"a"}"#, "tru", r#""\x""#] {
            assert_eq!(Reader::new(json).skip(), None, "{json}");
        }
    }
}
