//! What the document says of a payload.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::finding::{Finding, Kind};
use crate::json::{Member, Node, Value, shortened};
use crate::number::Number;
use crate::pointer::Pointer;
use crate::shape::{Fields, Shape};
use crate::union::{Choice, Union};
use crate::word::same_word;

/// Lists what the document does not know or says otherwise.
pub(crate) fn validate(
    document: &Document,
    shape: &Shape,
    node: &Node,
    at: &Pointer,
) -> Vec<Finding> {
    let mut validator = Validator { document, findings: Vec::new() };
    validator.value(shape, node, at);
    validator.findings
}

struct Validator<'d> {
    document: &'d Document,
    findings: Vec<Finding>,
}

impl Validator<'_> {
    fn value(&mut self, shape: &Shape, node: &Node, at: &Pointer) {
        if node.value == Value::Null && matches!(shape, Shape::Nullable(_)) {
            return;
        }
        let (name, shape) = self.document.resolve(shape);
        match (shape, &node.value) {
            (Shape::Any, Value::List(elements)) => self.list(&Shape::Any, elements, at),
            (Shape::Any, Value::Object(members)) => self.map(&Shape::Any, members, at),
            (Shape::Any, _)
            | (Shape::Boolean, Value::Bool(_))
            | (Shape::Text | Shape::DateTime, Value::String(_))
            | (Shape::Number | Shape::Decimal, Value::Number(_)) => {}
            (Shape::Decimal, Value::String(text)) if text.is_empty() || is_decimal(text) => {}
            (Shape::TextOrNumber, Value::String(_)) => {}
            (Shape::TextOrNumber, Value::Number(text)) if is_integer(text, false) => {}
            (Shape::Union(union), Value::Object(_)) => self.union(union, name, node, at),
            (Shape::Integer { small }, Value::Number(text)) if is_integer(text, *small) => {}
            (Shape::Word(words), Value::String(text)) => self.word(name, words, text, at),
            (Shape::Code(names), Value::Number(text)) if is_integer(text, false) => {
                self.code(name, names, text, at);
            }
            (Shape::Code(names), Value::String(text)) => self.code(name, names, text, at),
            (Shape::List(inner), Value::List(elements)) => self.list(inner, elements, at),
            (Shape::Map(inner), Value::Object(members)) => self.map(inner, members, at),
            (Shape::Object(fields), Value::Object(members)) => {
                self.object(name, fields, members, at);
            }
            _ => {
                let detail =
                    format!("the document says {}, this is {}", shape.describe(), node.preview());
                self.add(at, Kind::WrongType, detail);
            }
        }
    }

    fn union(&mut self, union: &Union, name: Option<&str>, node: &Node, at: &Pointer) {
        let detail = match union.choose(node) {
            Choice::Schema(schema) => {
                return self.value(&Shape::Named(schema.to_owned()), node, at);
            }
            Choice::Unknown(word) => format!("it calls itself `{}`", shortened(word)),
            Choice::Silent if node.is_blank() => return,
            Choice::Silent => "it does not say what it is".to_owned(),
        };
        let whose = name.map(|name| format!(" of {name}")).unwrap_or_default();
        self.add(at, Kind::UnknownKind, format!("the document has no such kind{whose}: {detail}"));
    }

    fn word(&mut self, name: Option<&str>, words: &[String], text: &str, at: &Pointer) {
        // The service writes an empty string where it has no word to say.
        if !text.is_empty() && !words.iter().any(|word| same_word(word, text)) {
            self.unknown_word(name, text, at);
        }
    }

    fn code(&mut self, name: Option<&str>, names: &[(String, String)], text: &str, at: &Pointer) {
        let known = |(number, name): &(String, String)| number == text || same_word(name, text);
        if !text.is_empty() && !names.iter().any(known) {
            self.unknown_word(name, text, at);
        }
    }

    fn unknown_word(&mut self, name: Option<&str>, text: &str, at: &Pointer) {
        let whose = name.map(|name| format!(" of {name}")).unwrap_or_default();
        let detail = format!("the document has no word `{}`{whose}", shortened(text));
        self.add(at, Kind::UnknownWord, detail);
    }

    fn list(&mut self, inner: &Shape, elements: &[Node], at: &Pointer) {
        for (index, element) in elements.iter().enumerate() {
            self.value(inner, element, &at.index(index));
        }
    }

    fn map(&mut self, inner: &Shape, members: &[Member], at: &Pointer) {
        let mut seen = Seen::default();
        for member in members {
            let at = at.key(&member.key);
            self.once(&mut seen, &member.key, &member.key, &at);
            self.value(inner, &member.node, &at);
        }
    }

    fn object(&mut self, name: Option<&str>, fields: &Fields, members: &[Member], at: &Pointer) {
        let mut seen = Seen::default();
        for Member { key, node } in members {
            let at = at.key(key);
            let field = fields.find(key);
            self.once(&mut seen, field.as_ref().map_or(key, |field| field.name), key, &at);
            let shape = match (field, fields.rest()) {
                (Some(field), _) => {
                    if field.name != &**key {
                        let detail = format!("the document writes `{}`", field.name);
                        self.add(&at, Kind::KeyCase, detail);
                    }
                    // Null is as good as missing.
                    if node.value == Value::Null {
                        continue;
                    }
                    field.shape
                }
                (None, Some(rest)) => rest,
                (None, None) => {
                    let whose = name.map_or("here".to_owned(), |name| format!("in {name}"));
                    let detail = format!("the document has no such field {whose}");
                    self.add(&at, Kind::UnknownField, detail);
                    &Shape::Any
                }
            };
            self.value(shape, node, &at);
        }
    }

    /// Notes a key, and finds fault with one that was noted before.
    fn once<'k>(&mut self, seen: &mut Seen<'k>, name: &'k str, key: &'k str, at: &Pointer) {
        if let Some(first) = seen.insert(name, key) {
            let detail = format!("the key stands before it, as `{}`", shortened(first));
            self.add(at, Kind::DuplicateKey, detail);
        }
    }

    fn add(&mut self, at: &Pointer, kind: Kind, detail: String) {
        self.findings.push(Finding::new(at, kind, detail));
    }
}

/// The keys of an object, as the document and as the payload spell them.
type Seen<'k> = BTreeMap<&'k str, &'k str>;

/// Whether a text is `-?\d+(\.\d+)?`, the pattern of the schema `Decimal`.
fn is_decimal(text: &str) -> bool {
    !text.contains(['e', 'E']) && Number::parse(text).is_some()
}

fn is_integer(text: &str, small: bool) -> bool {
    let Some(number) = Number::parse(text).filter(Number::is_whole) else { return false };
    !small || number.to_i64().is_some_and(|number| i32::try_from(number).is_ok())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(schemas: &str, payload: &str, expected: &[(&str, Kind)]) {
        let text = format!(r#"{{"components": {{"schemas": {schemas}}}}}"#);
        let document = Document::parse(&text).unwrap();
        let root = Shape::Named("Root".to_owned());
        let node = Node::parse(payload).unwrap();
        let findings = validate(&document, &root, &node, &Pointer::default());
        let found: Vec<_> =
            findings.iter().map(|finding| (&*finding.pointer, finding.kind)).collect();
        assert_eq!(found, expected, "{findings:#?}");
    }

    #[test]
    fn numbers_are_judged_by_value() {
        let schemas =
            r#"{"Root": {"type": "array", "items": {"type": "integer", "format": "int32"}}}"#;
        check(schemas, "[0, -1, 1.0, 1e2, 2147483647, -2147483648]", &[]);
        let wrong: Vec<_> = ["/0", "/1", "/2", "/3", "/4"].map(|at| (at, Kind::WrongType)).into();
        check(schemas, r#"[1.5, 2147483648, 1e99, "1", null]"#, &wrong);
    }

    #[test]
    fn null_is_missing_for_a_property_and_a_wrong_type_in_a_list() {
        let schemas = r#"{"Root": {"type": "object", "properties": {
            "a": {"type": "string"}, "b": {"type": "array", "items": {"type": "string"}},
            "c": {"type": "array", "items": {"type": "string", "nullable": true}}}}}"#;
        check(schemas, r#"{"a": null, "b": null}"#, &[]);
        check(schemas, r#"{"b": [null], "c": [null]}"#, &[("/b/0", Kind::WrongType)]);
    }

    #[test]
    fn other_properties_follow_their_own_rule() {
        let schemas = r#"{"Root": {"type": "object", "properties": {"a": {"type": "string"}},
            "additionalProperties": {"type": "boolean"}}}"#;
        check(schemas, r#"{"a": "x", "b": true, "c": 1}"#, &[("/c", Kind::WrongType)]);
    }

    #[test]
    fn keys_that_occur_twice_are_found_at_any_depth() {
        let schemas = r#"{"Root": {"type": "object", "properties": {"a": {"type": "string"}}}}"#;
        check(
            schemas,
            r#"{"a": "1", "A": "2", "x": {"y": [{"z": 1, "z": 1}]}}"#,
            &[
                ("/A", Kind::DuplicateKey),
                ("/A", Kind::KeyCase),
                ("/x", Kind::UnknownField),
                ("/x/y/0/z", Kind::DuplicateKey),
            ],
        );
    }

    #[test]
    fn the_pattern_of_decimals_is_kept() {
        for text in ["0", "-1", "12.340", "007"] {
            assert!(is_decimal(text), "{text}");
        }
        for text in ["", "+1", "1.", ".5", "1e2", "1,5", " 1"] {
            assert!(!is_decimal(text), "{text}");
        }
    }
}
