//! Whether a value fits a schema, as far as the generated types care.
//!
//! No validator of JSON Schema: it knows the forms that the document uses, and says what
//! an example shows that the document does not know.

use crate::finding::Findings;
use crate::load::Document;
use crate::node::{Kind, Node};
use crate::union::{Union, same_word, shape_name};

/// How far a schema may lead to another for one and the same value. Two are in use; schemas
/// that lead in circles would go on for ever.
const FARTHEST: usize = 4;

/// How strict to be.
#[derive(Clone, Copy)]
pub(super) struct Fit<'d> {
    pub(super) document: &'d Document,
    /// Whether the example shows what the document does not list.
    pub(super) odd: bool,
}

impl Fit<'_> {
    /// Reports what of `value` does not fit `schema`.
    pub(super) fn check(self, value: &Node, schema: &Node, findings: &mut Findings) {
        self.follow(value, schema, findings, 0);
    }

    fn follow(self, value: &Node, schema: &Node, findings: &mut Findings, hops: usize) {
        // The service writes null where it could write nothing. An odd example may show that.
        if hops > FARTHEST || (self.odd && matches!(value.kind, Kind::Null)) {
            return;
        }
        let schema = self.document.resolve(schema);
        for part in schema.get("allOf").map(Node::elements).unwrap_or_default() {
            self.follow(value, part, findings, hops + 1);
        }
        if let Some(union) = Union::of("", schema) {
            return self.one_of(&union, value, findings, hops);
        }
        let alternatives = schema.get("oneOf").map(Node::elements).unwrap_or_default();
        if !alternatives.is_empty() && !alternatives.iter().any(|one| self.fits(value, one, hops)) {
            let message = format!("{} fits none of the forms in the schema", value.kind_name());
            findings.add(&value.place, "example", message, remedy_for(value));
        }
        self.kind(value, schema, findings);
        self.word(value, schema, findings);
        for element in value.elements() {
            if let Some(items) = schema.get("items") {
                self.check(element, items, findings);
            }
        }
        if schema.get_text("type") == Some("object") {
            self.properties(value, schema, findings);
        }
    }

    /// The alternative that a value names is the one that it fits.
    fn one_of(self, union: &Union<'_>, value: &Node, findings: &mut Findings, hops: usize) {
        let chosen = union.choose(value);
        let mut shapes = crate::union::alternatives(union.schema).iter();
        match shapes.find(|shape| chosen.is_some() && shape_name(shape) == chosen) {
            Some(shape) => self.follow(value, shape, findings, hops + 1),
            None if self.odd => {}
            None => {
                let message = "this does not say which of the alternatives it is";
                let remedy = "let it say so, or put `odd` into the name of the example";
                findings.add(&value.place, "example", message, remedy);
            }
        }
    }

    fn fits(self, value: &Node, schema: &Node, hops: usize) -> bool {
        let mut findings = Findings::default();
        self.follow(value, schema, &mut findings, hops + 1);
        findings.len() == 0
    }

    fn kind(self, value: &Node, schema: &Node, findings: &mut Findings) {
        let Some(expected) = schema.get_text("type") else { return };
        let fits = match (expected, &value.kind) {
            ("integer", Kind::Number(digits)) => digits.parse::<i64>().is_ok(),
            ("number", Kind::Number(_))
            | ("string", Kind::Text(_))
            | ("boolean", Kind::Bool(_))
            | ("array", Kind::List(_))
            | ("object", Kind::Map(_)) => true,
            ("string", Kind::Number(digits)) => {
                schema.get_text("x-pc-lenient") == Some("number") && digits.parse::<i64>().is_ok()
            }
            _ => false,
        };
        if !fits {
            let message = format!("the schema says {expected}, this is {}", value.kind_name());
            findings.add(&value.place, "example", message, remedy_for(value));
        }
    }

    fn word(self, value: &Node, schema: &Node, findings: &mut Findings) {
        let words = schema.get("enum").map(Node::elements).unwrap_or_default();
        let (Some(word), false) = (value.as_text(), words.is_empty() || self.odd) else { return };
        // Empty text is not a word; some answers have it where others have nothing.
        let may_be_empty = schema.get_text("x-pc-lenient") == Some("empty");
        let known = words.iter().filter_map(Node::as_text).any(|known| same_word(known, word));
        if !(known || may_be_empty && word.is_empty()) {
            let message = format!("the schema does not list the word `{word}`");
            let remedy = "list it, correct it, or put `odd` into the name of the example";
            findings.add(&value.place, "example", message, remedy);
        }
    }

    fn properties(self, value: &Node, schema: &Node, findings: &mut Findings) {
        let properties = schema.get("properties");
        let others = schema.get("additionalProperties");
        for (name, own) in value.entries() {
            match (properties.and_then(|properties| properties.get(name)), others) {
                (Some(property), _) => self.check(own, property, findings),
                (None, Some(Node { kind: Kind::Bool(true), .. })) => {}
                (None, Some(values)) => self.check(own, values, findings),
                (None, None) if self.odd => {}
                (None, None) => {
                    let message = format!("the schema has no property `{name}`");
                    let remedy = "add it, correct it, or put `odd` into the name of the example";
                    findings.add(&own.place, "example", message, remedy);
                }
            }
        }
    }
}

fn remedy_for(value: &Node) -> &'static str {
    match value.kind {
        Kind::Null => "leave it out, or put `odd` into the name of the example",
        _ => "correct the example, or the schema if the service writes this",
    }
}
