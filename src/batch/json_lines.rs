//! Rows as JSON Lines: an object a line.

use std::io;

use super::lines::{LONGEST, Line, Lines};
use super::problem::RowProblem;
use super::reader::{Found, RowReader};
use super::row::BatchRow;

/// Reads an object a line. Blank lines are left out.
pub(super) struct JsonLines(pub(super) Lines);

impl RowReader for JsonLines {
    fn next(&mut self) -> io::Result<Option<Found>> {
        while let Some((number, line)) = self.0.next()? {
            match line {
                Line::Text(text) if text.trim().is_empty() => {}
                Line::Text(text) => {
                    return Ok(Some(match decode(number, &text) {
                        Ok(row) => Found::Row(number, Box::new(row)),
                        Err(problem) => Found::Problems(vec![*problem]),
                    }));
                }
                other => return Ok(Some(Found::Problems(vec![unreadable(number, &other)]))),
            }
        }
        Ok(None)
    }
}

/// Why a line is no text that can be read.
pub(super) fn unreadable(number: u64, line: &Line) -> RowProblem {
    match line {
        Line::NotUtf8(column) => {
            RowProblem::new(number, "it is not UTF-8; save the file as UTF-8").in_column(*column)
        }
        Line::Utf16 => RowProblem::new(number, "the file is UTF-16; save it as UTF-8"),
        Line::Text(_) | Line::TooLong => RowProblem::new(
            number,
            format!("the row is longer than {LONGEST} bytes; is a quote or a line break missing?"),
        ),
    }
}

fn decode(number: u64, text: &str) -> Result<BatchRow, Box<RowProblem>> {
    // Serde would take an array for the members in their order.
    if !text.trim_start().starts_with('{') {
        let reason = "it is not a JSON object; a row is an object in one line";
        return Err(Box::new(RowProblem::new(number, reason).in_column(1)));
    }
    let mut json = serde_json::Deserializer::from_str(text);
    let decoded = serde_path_to_error::deserialize(&mut json);
    let failed = |error: &serde_json::Error| {
        // The number of the line is that of the file.
        let message = error.to_string();
        let end = message.rfind(" at line ").unwrap_or(message.len());
        let problem = RowProblem::new(number, message[..end].to_owned());
        match character(text, error.column()) {
            0 => problem,
            column => problem.in_column(column),
        }
    };
    let row = decoded.map_err(|error| {
        let path = error.path().to_string();
        let problem = failed(error.inner());
        // What has no name yet is `.`, or `?` at the end.
        let known = path.strip_suffix('?').unwrap_or(&path).trim_end_matches('.');
        Box::new(if known.is_empty() { problem } else { problem.in_field(known) })
    })?;
    json.end().map_err(|error| Box::new(failed(&error)))?;
    Ok(row)
}

/// The character that the byte of this number is in, both counted from 1.
fn character(text: &str, byte: usize) -> u64 {
    text.char_indices().take_while(|(start, _)| *start < byte).count() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = r#"{"key":"k","customer":"c","request":{"lines":[{"product":"P","sku":"1","quantity":2}],"limits":{}}}"#;

    #[track_caller]
    fn check(line: &str, column: Option<u64>, field: Option<&str>, reason: &str) {
        let problem = decode(7, line).unwrap_err();
        assert_eq!(problem.line, 7);
        assert!(problem.reason.contains(reason), "{problem}");
        assert!(!problem.reason.contains("at line"), "{problem}");
        assert_eq!((problem.column, problem.field.as_deref()), (column, field), "{problem}");
    }

    #[test]
    fn a_row_is_read() {
        assert_eq!(decode(1, GOOD).unwrap().key.as_str(), "k");
        assert!(decode(1, &GOOD.replace(",\"limits\":{}", "")).is_ok());
    }

    #[test]
    fn a_bad_row_is_named_by_column_and_member() {
        check("{", Some(1), None, "EOF");
        check("[1]", Some(1), None, "not a JSON object");
        check(&format!("{GOOD} x"), Some(101), None, "trailing characters");
        check(&GOOD.replace("\"key\"", "\"kee\""), Some(6), Some("kee"), "unknown field `kee`");
        check(&GOOD.replace("\"k\"", "\"\""), Some(9), Some("key"), "1 to 200 characters");
        check(r#"{"key":"k","customer":"c"}"#, Some(26), None, "missing field `request`");
        let lineless =
            GOOD.replace("\"lines\":[{\"product\":\"P\",\"sku\":\"1\",\"quantity\":2}],", "");
        check(&lineless, Some(49), Some("request"), "missing field `lines`");
        let quantity = Some("request.lines[0].quantity");
        check(&GOOD.replace(":2}", ":-2}"), Some(84), quantity, "expected u32");
        // Columns are characters and not bytes.
        let umlaut = GOOD.replace("\"k\"", "\"ä\"").replace(":2}", ":-2}");
        check(&umlaut, Some(84), quantity, "expected u32");
        let newer = GOOD.replace("\"lines\"", "\"version\":2,\"lines\"");
        check(&newer, Some(48), Some("request.version"), "newer partner-center");
    }
}
