//! Decoding with a generated type, and finding the place where it fails.

use partner_center_api::by_name;

use crate::error::Error;
use crate::finding::{Finding, Kind};
use crate::json::{Node, Value, line_and_column};
use crate::nearest::nearest;
use crate::pointer::Pointer;

/// Decodes `node` of `text` with the type of a schema, and encodes the value again.
///
/// The inner result has every place that does not decode, not the first alone.
pub(crate) fn decode(
    schema: &str,
    text: &str,
    node: &Node,
    at: &Pointer,
) -> Result<Result<String, Vec<Finding>>, Error> {
    let whole = &text[node.span.clone()];
    match by_name::recode(schema, whole) {
        None => Err(unknown(schema)),
        Some(Ok(encoded)) => Ok(Ok(encoded)),
        Some(Err(error)) => {
            let mut search = Search { schema, text, findings: Vec::new() };
            let around = Around { before: String::new(), after: String::new() };
            search.narrow(node, at, &around, &error);
            Ok(Err(search.findings))
        }
    }
}

/// Says that there is no such schema, and which may have been meant.
pub(crate) fn unknown(name: &str) -> Error {
    Error::UnknownSchema { name: name.to_owned(), nearest: nearest(name, by_name::NAMES) }
}

/// Looks for the places that do not decode.
///
/// Nothing is required of a payload, so an object still decodes when all but one of its keys
/// are taken away. The search leaves one key or element at a time, and decodes the rest of
/// the payload around it each time with the type of the whole.
struct Search<'a> {
    schema: &'a str,
    text: &'a str,
    findings: Vec<Finding>,
}

/// What must stand around a value so that the type of the whole reads it in its place.
struct Around {
    before: String,
    after: String,
}

impl Around {
    fn key(&self, key: &str) -> Self {
        let key = serde_json::Value::from(key);
        Self { before: format!("{}{{{key}:", self.before), after: format!("}}{}", self.after) }
    }

    fn element(&self) -> Self {
        Self { before: format!("{}[", self.before), after: format!("]{}", self.after) }
    }
}

impl Search<'_> {
    /// Reports the places inside `node` that fail, or `node` itself where none does.
    fn narrow(&mut self, node: &Node, at: &Pointer, around: &Around, error: &serde_json::Error) {
        let found = self.findings.len();
        match &node.value {
            // Should nothing at all not decode either, then the keys are not to blame.
            Value::Object(members) if self.error(around, "{}").is_none() => {
                for member in members {
                    self.inner(&member.node, &at.key(&member.key), &around.key(&member.key));
                }
            }
            Value::List(elements) if self.error(around, "[]").is_none() => {
                for (index, element) in elements.iter().enumerate() {
                    self.inner(element, &at.index(index), &around.element());
                }
            }
            _ => {}
        }
        if self.findings.len() == found {
            let detail = self.explain(node, around, error);
            self.findings.push(Finding::new(at, Kind::Undecodable, detail));
        }
    }

    fn inner(&mut self, node: &Node, at: &Pointer, around: &Around) {
        if let Some(error) = self.error(around, &self.text[node.span.clone()]) {
            self.narrow(node, at, around, &error);
        }
    }

    fn error(&self, around: &Around, value: &str) -> Option<serde_json::Error> {
        let text = format!("{}{value}{}", around.before, around.after);
        by_name::recode(self.schema, &text)?.err()
    }

    /// The decoder's words, with the place in the payload instead of the one in the excerpt.
    fn explain(&self, node: &Node, around: &Around, error: &serde_json::Error) -> String {
        let message = error.to_string();
        let place = format!(" at line {} column {}", error.line(), error.column());
        let reason = message.strip_suffix(&place).unwrap_or(&message);
        let excerpt = format!("{}{}", around.before, &self.text[node.span.clone()]);
        // Where in the excerpt, then how far into the value, then where in the payload.
        let lines = error.line().saturating_sub(1);
        let start: usize = excerpt.split_inclusive('\n').take(lines).map(str::len).sum();
        let within = (start + error.column()).saturating_sub(around.before.len());
        let end = node.span.end.saturating_sub(1);
        let offset = (node.span.start + within.saturating_sub(1)).min(end);
        let (line, column) = line_and_column(self.text, offset);
        format!("{reason} (line {line} column {column})")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schema: &str, text: &str, expected: &[(&str, &str)]) {
        let node = Node::parse(text).unwrap();
        let findings = decode(schema, text, &node, &Pointer::default()).unwrap().unwrap_err();
        let found: Vec<_> =
            findings.iter().map(|finding| (&*finding.pointer, &*finding.detail)).collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn every_place_that_fails_is_found() {
        check(
            "Cart",
            "{\"lineItems\": [\n  {\"id\": 0, \"quantity\": \"two\"},\n  {\"id\": [], \"added\": 1}]}",
            &[
                (
                    "/lineItems/0/quantity",
                    "invalid type: string \"two\", expected i32 (line 2 column 29)",
                ),
                ("/lineItems/1/id", "invalid type: sequence, expected i32 (line 3 column 10)"),
            ],
        );
    }

    #[test]
    fn a_number_with_too_many_digits_is_found_by_name() {
        check(
            "Pricing",
            r#"{"listPrice": 0.12345678901234567890123456789, "discountedPrice": 1}"#,
            &[(
                "/listPrice",
                "`0.12345678901234567890123456789` is not a decimal number of at most 28 digits \
                 (line 1 column 45)",
            )],
        );
    }

    #[test]
    fn a_key_that_occurs_twice_is_the_object_s_fault() {
        check(
            "Link",
            r#"{"uri": "a", "uri": "b"}"#,
            &[("", "duplicate field `uri` (line 1 column 18)")],
        );
    }

    #[test]
    fn keys_in_another_case_are_followed_where_the_type_reads_them() {
        check(
            "Link",
            r#"{"Uri": 5, "URI": 6}"#,
            &[("/Uri", "invalid type: integer `5`, expected a string (line 1 column 9)")],
        );
    }

    #[test]
    fn a_payload_of_another_kind_fails_as_a_whole() {
        check(
            "CartId",
            "[1]",
            &[("", "invalid type: sequence, expected text, or a whole number (line 1 column 1)")],
        );
    }

    #[test]
    fn an_unknown_schema_is_refused_with_a_guess() {
        let node = Node::parse("{}").unwrap();
        let error = decode("CartLineItems", "{}", &node, &Pointer::default()).unwrap_err();
        assert_eq!(
            error.to_string(),
            "the document has no schema `CartLineItems`; is `CartLineItem` meant?"
        );
    }
}
