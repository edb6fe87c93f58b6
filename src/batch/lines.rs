//! The lines of a text, one at a time and none longer than a limit.

use std::io::{self, BufRead, BufReader, Read};

/// The longest row, in bytes.
pub(super) const LONGEST: usize = 1024 * 1024;

/// The lines of a text in UTF-8, with or without a byte order mark, that end in LF or CR LF.
pub(super) struct Lines {
    input: BufReader<Box<dyn Read + Send>>,
    number: u64,
    buffer: Vec<u8>,
}

/// A line.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Line {
    /// Its text, without its end.
    Text(String),
    /// It is longer than the limit; it was skipped.
    TooLong,
    /// It is not UTF-8 from this character on.
    NotUtf8(u64),
    /// The text is UTF-16; nothing more is read of it.
    Utf16,
}

impl Lines {
    pub(super) fn new(input: Box<dyn Read + Send>) -> Self {
        Self { input: BufReader::new(input), number: 0, buffer: Vec::new() }
    }

    /// The next line with its number, counted from 1.
    pub(super) fn next(&mut self) -> io::Result<Option<(u64, Line)>> {
        self.buffer.clear();
        let limit = LONGEST as u64 + 2;
        (&mut self.input).take(limit).read_until(b'\n', &mut self.buffer)?;
        if self.buffer.is_empty() {
            return Ok(None);
        }
        self.number += 1;
        let ended = self.buffer.pop_if(|last| *last == b'\n').is_some();
        if !ended && self.buffer.len() as u64 >= limit {
            self.skip()?;
        }
        self.buffer.pop_if(|last| ended && *last == b'\r');
        let text = match (self.number, self.buffer.as_slice()) {
            (1, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) => {
                self.input = BufReader::new(Box::new(io::empty()));
                return Ok(Some((1, Line::Utf16)));
            }
            (1, [0xef, 0xbb, 0xbf, rest @ ..]) => rest,
            (_, whole) => whole,
        };
        let line = match std::str::from_utf8(text) {
            _ if text.len() > LONGEST => Line::TooLong,
            Ok(text) => Line::Text(text.to_owned()),
            Err(error) => {
                let good = String::from_utf8_lossy(&text[..error.valid_up_to()]);
                Line::NotUtf8(good.chars().count() as u64 + 1)
            }
        };
        Ok(Some((self.number, line)))
    }

    /// Reads to the end of the line without keeping it.
    fn skip(&mut self) -> io::Result<()> {
        loop {
            let read = self.input.fill_buf()?;
            let (used, ended) = match read.iter().position(|byte| *byte == b'\n') {
                Some(end) => (end + 1, true),
                None => (read.len(), read.is_empty()),
            };
            self.input.consume(used);
            if ended {
                return Ok(());
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;

    use super::*;

    fn read(bytes: &[u8]) -> Vec<(u64, Line)> {
        let mut lines = Lines::new(Box::new(Cursor::new(bytes.to_vec())));
        std::iter::from_fn(|| lines.next().unwrap()).collect()
    }

    fn text(line: &str) -> Line {
        Line::Text(line.to_owned())
    }

    #[test]
    fn a_mark_at_the_start_and_either_end_of_a_line_are_left_out() {
        let found = read("\u{feff}a\r\nb\n\nc\rd".as_bytes());
        assert_eq!(found, [(1, text("a")), (2, text("b")), (3, text("")), (4, text("c\rd"))]);
        assert_eq!(read(b""), []);
    }

    #[test]
    fn a_line_has_up_to_the_limit_and_a_longer_one_is_skipped() {
        let mut bytes = vec![b'x'; LONGEST];
        bytes.extend(b"\r\n");
        bytes.extend(vec![b'y'; LONGEST + 1]);
        bytes.extend(b"\n");
        bytes.extend(vec![b'z'; 3 * LONGEST]);
        bytes.extend(b"\nlast");
        let found = read(&bytes);
        assert!(matches!(&found[0], (1, Line::Text(line)) if line.len() == LONGEST));
        assert_eq!(found[1..], [(2, Line::TooLong), (3, Line::TooLong), (4, text("last"))]);
    }

    #[test]
    fn what_is_not_utf_8_is_named_by_its_place() {
        assert_eq!(read(b"\xc3\xa4b\xff\nc"), [(1, Line::NotUtf8(3)), (2, text("c"))]);
        assert_eq!(read(b"\xff\xfek\0\n\0"), [(1, Line::Utf16)]);
    }
}
