//! What was lost or changed between what came and what would be sent back.

use std::collections::BTreeMap;

use crate::document::Document;
use crate::finding::{Finding, Kind};
use crate::instant::{Instant, same_instant};
use crate::json::{Member, Node, Value};
use crate::number::same_number;
use crate::pointer::Pointer;
use crate::shape::Shape;
use crate::union::Choice;
use crate::word::same_word;

/// Lists what `before` says and `after` does not, or says otherwise.
pub(crate) fn compare(
    document: &Document,
    shape: &Shape,
    before: &Node,
    after: &Node,
    at: &Pointer,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    Comparison { document }.value(shape, before, after, at, &mut findings);
    findings
}

struct Comparison<'d> {
    document: &'d Document,
}

impl Comparison<'_> {
    fn value(
        &self,
        shape: &Shape,
        before: &Node,
        after: &Node,
        at: &Pointer,
        findings: &mut Vec<Finding>,
    ) {
        let (_, shape) = self.document.resolve(shape);
        if let Shape::Union(union) = shape {
            let chosen = match union.choose(before) {
                Choice::Schema(schema) => Shape::Named(schema.to_owned()),
                Choice::Unknown(_) | Choice::Silent => Shape::Any,
            };
            return self.value(&chosen, before, after, at, findings);
        }
        if says_nothing(shape, before) && says_nothing(shape, after) {
            return;
        }
        match (&before.value, &after.value) {
            (Value::List(one), Value::List(other)) => self.list(shape, one, other, at, findings),
            (Value::Object(one), Value::Object(other)) => {
                self.object(shape, one, other, at, findings);
            }
            _ if !same_scalar(shape, &before.value, &after.value) => {
                let detail = format!("{} became {}", before.preview(), after.preview());
                findings.push(Finding::new(at, Kind::Changed, detail));
            }
            _ => {}
        }
    }

    fn list(
        &self,
        shape: &Shape,
        before: &[Node],
        after: &[Node],
        at: &Pointer,
        findings: &mut Vec<Finding>,
    ) {
        let inner = if let Shape::List(inner) = shape { inner } else { &Shape::Any };
        for (index, element) in before.iter().enumerate() {
            let at = at.index(index);
            match after.get(index) {
                Some(other) => self.value(inner, element, other, &at, findings),
                None => findings.push(lost(&at, element)),
            }
        }
        for (index, element) in after.iter().enumerate().skip(before.len()) {
            findings.push(added(&at.index(index), element));
        }
    }

    fn object(
        &self,
        shape: &Shape,
        before: &[Member],
        after: &[Member],
        at: &Pointer,
        findings: &mut Vec<Finding>,
    ) {
        let kept: BTreeMap<&str, &Node> =
            after.iter().map(|member| (&*member.key, &member.node)).collect();
        let mut by_name: BTreeMap<&str, Vec<&Member>> = BTreeMap::new();
        for member in before {
            by_name.entry(property(shape, &member.key).0).or_default().push(member);
        }
        let mut rest = by_name.clone();
        for Member { key, .. } in before {
            let (name, inner) = property(shape, key);
            if let Some(rivals) = rest.remove(name) {
                self.rivals(inner, &rivals, kept.get(name).copied(), at, findings);
            }
        }
        for Member { key, node } in after {
            let (name, inner) = property(shape, key);
            if !by_name.contains_key(name) && !says_nothing(self.document.resolve(inner).1, node) {
                findings.push(added(&at.key(key), node));
            }
        }
    }

    /// Compares all values of one key, mostly one, with the one that was kept.
    fn rivals(
        &self,
        shape: &Shape,
        rivals: &[&Member],
        kept: Option<&Node>,
        at: &Pointer,
        findings: &mut Vec<Finding>,
    ) {
        let mut found: Vec<Vec<Finding>> =
            rivals.iter().map(|member| self.member(shape, member, kept, at)).collect();
        // The one that was kept, or else the one that is most often kept.
        let best = found.iter().rposition(Vec::is_empty).unwrap_or(found.len().saturating_sub(1));
        for (index, member) in rivals.iter().enumerate() {
            if index == best {
                findings.append(&mut found[index]);
            } else if !found[index].is_empty() {
                findings.push(lost(&at.key(&member.key), &member.node));
            }
        }
    }

    fn member(
        &self,
        shape: &Shape,
        member: &Member,
        kept: Option<&Node>,
        at: &Pointer,
    ) -> Vec<Finding> {
        let mut findings = Vec::new();
        let at = at.key(&member.key);
        match kept {
            Some(kept) => self.value(shape, &member.node, kept, &at, &mut findings),
            None if says_nothing(self.document.resolve(shape).1, &member.node) => {}
            None => findings.push(lost(&at, &member.node)),
        }
        findings
    }
}

/// The name under which a key comes back, and what its value looks like.
fn property<'a>(shape: &'a Shape, key: &'a str) -> (&'a str, &'a Shape) {
    match shape {
        Shape::Object(fields) => match fields.find(key) {
            Some(field) => (field.name, field.shape),
            None => (key, fields.rest().unwrap_or(&Shape::Any)),
        },
        Shape::Map(inner) => (key, inner),
        _ => (key, &Shape::Any),
    }
}

/// Whether a value is as good as none: null and the like, a date that was never set, or no
/// digits where there could be a number.
fn says_nothing(shape: &Shape, node: &Node) -> bool {
    match (shape, &node.value) {
        (Shape::DateTime, Value::String(text)) => {
            Instant::parse(text).is_some_and(|instant| instant.is_unset())
        }
        (Shape::Decimal, Value::String(text)) => text.is_empty(),
        _ => node.is_blank(),
    }
}

fn same_scalar(shape: &Shape, before: &Value, after: &Value) -> bool {
    match (shape, before, after) {
        (
            Shape::Decimal,
            Value::Number(one) | Value::String(one),
            Value::Number(other) | Value::String(other),
        ) => same_number(one, other),
        (Shape::DateTime, Value::String(one), Value::String(other)) => same_instant(one, other),
        (Shape::Word(words), Value::String(one), Value::String(other)) if one != other => {
            same_word(one, other) && words.iter().any(|word| same_word(word, one))
        }
        // An id keeps its digits, which the document may have as text alone.
        (Shape::Text | Shape::TextOrNumber, Value::Number(one), Value::String(other)) => {
            one == other
        }
        (_, Value::Number(one), Value::Number(other)) => same_number(one, other),
        _ => before == after,
    }
}

fn lost(at: &Pointer, node: &Node) -> Finding {
    Finding::new(at, Kind::Lost, format!("{} is not in what is encoded", node.preview()))
}

fn added(at: &Pointer, node: &Node) -> Finding {
    let detail = format!("not in the payload, and encoded as {}", node.preview());
    Finding::new(at, Kind::Changed, detail)
}

#[cfg(test)]
mod tests {
    use super::*;

    const DOCUMENT: &str = r##"{"components": {"schemas": {
        "Decimal": {}, "DateTime": {},
        "Cycle": {"type": "string", "enum": ["one_time", "monthly"]},
        "Root": {"type": "object", "properties": {
            "date": {"allOf": [{"$ref": "#/components/schemas/DateTime"}]},
            "price": {"$ref": "#/components/schemas/Decimal"},
            "cycle": {"$ref": "#/components/schemas/Cycle"},
            "count": {"type": "integer"},
            "text": {"type": "string"},
            "list": {"type": "array", "items": {"$ref": "#/components/schemas/Root"}},
            "map": {"type": "object", "additionalProperties": {"type": "string"}},
            "root": {"$ref": "#/components/schemas/Root"}}}}}}"##;

    #[track_caller]
    fn check(before: &str, after: &str, expected: &[(&str, Kind)]) {
        let document = Document::parse(DOCUMENT).unwrap();
        let root = Shape::Named("Root".to_owned());
        let [before, after] = [before, after].map(|text| Node::parse(text).unwrap());
        let findings = compare(&document, &root, &before, &after, &Pointer::default());
        let found: Vec<_> =
            findings.iter().map(|finding| (&*finding.pointer, finding.kind)).collect();
        assert_eq!(found, expected, "{findings:#?}");
    }

    #[track_caller]
    fn equal(before: &str, after: &str) {
        check(before, after, &[]);
        check(after, before, &[]);
    }

    #[test]
    fn null_missing_and_empty_are_equal() {
        for nothing in [
            r#"{"list": null, "map": null, "root": null, "text": null}"#,
            r#"{"list": [], "map": {}, "root": {}}"#,
            r#"{"root": {"list": [], "root": {"text": null}}}"#,
            r#"{"unheard": null, "of": []}"#,
        ] {
            equal(nothing, "{}");
        }
        check(r#"{"text": ""}"#, "{}", &[("/text", Kind::Lost)]);
        check(r#"{"count": 0}"#, "{}", &[("/count", Kind::Lost)]);
    }

    #[test]
    fn a_date_that_was_never_set_is_missing() {
        for date in ["0001-01-01", "0001-01-01T00:00:00", "0001-01-01T00:00:00.0000000Z"] {
            equal(&format!(r#"{{"date": "{date}"}}"#), "{}");
            equal(&format!(r#"{{"date": "{date}"}}"#), r#"{"date": null}"#);
            equal(&format!(r#"{{"date": "{date}"}}"#), r#"{"date": "0001-01-01T00:00:00-08:00"}"#);
        }
        let elsewhere = r#"{"text": "0001-01-01T00:00:00"}"#;
        check(elsewhere, "{}", &[("/text", Kind::Lost)]);
    }

    #[test]
    fn dates_are_compared_as_instants() {
        equal(r#"{"date": "2030-03-06T17:37:05-08:00"}"#, r#"{"date": "2030-03-07T01:37:05.00Z"}"#);
        for changed in ["2030-03-06T17:37:05", "2030-03-06T17:37:05Z", "2030-03-06"] {
            check(
                r#"{"date": "2030-03-06T17:37:05.1-08:00"}"#,
                &format!(r#"{{"date": "{changed}"}}"#),
                &[("/date", Kind::Changed)],
            );
        }
    }

    #[test]
    fn decimals_are_equal_in_a_string_and_without() {
        equal(r#"{"price": "25"}"#, r#"{"price": 25}"#);
        equal(r#"{"price": "25.10"}"#, r#"{"price": 2.51e1}"#);
        check(r#"{"price": "25"}"#, r#"{"price": 26}"#, &[("/price", Kind::Changed)]);
        check(r#"{"count": "25"}"#, r#"{"count": 25}"#, &[("/count", Kind::Changed)]);
        check(r#"{"else": "25"}"#, r#"{"else": 25}"#, &[("/else", Kind::Changed)]);
    }

    #[test]
    fn every_digit_counts_wherever_it_is() {
        for key in ["price", "count", "unheard"] {
            let payload = |number| format!(r#"{{"{key}": {number}}}"#);
            equal(&payload("1.10"), &payload("1.1"));
            equal(&payload("1e2"), &payload("100"));
            check(
                &payload("0.0159369774000000000001"),
                &payload("0.0159369774"),
                &[(&*format!("/{key}"), Kind::Changed)],
            );
        }
    }

    #[test]
    fn known_words_may_be_spelt_anew() {
        equal(r#"{"cycle": "OneTime"}"#, r#"{"cycle": "one_time"}"#);
        check(r#"{"cycle": "Weekly"}"#, r#"{"cycle": "weekly"}"#, &[("/cycle", Kind::Changed)]);
        check(r#"{"cycle": "monthly"}"#, r#"{"cycle": "one_time"}"#, &[("/cycle", Kind::Changed)]);
        check(r#"{"text": "OneTime"}"#, r#"{"text": "one_time"}"#, &[("/text", Kind::Changed)]);
    }

    #[test]
    fn keys_may_come_back_as_the_document_spells_them() {
        check(r#"{"Root": {"TEXT": "a"}}"#, r#"{"root": {"text": "a"}}"#, &[]);
        check(
            r#"{"map": {"A": "1"}}"#,
            r#"{"map": {"a": "1"}}"#,
            &[("/map/A", Kind::Lost), ("/map/a", Kind::Changed)],
        );
    }

    #[test]
    fn lists_are_compared_one_by_one() {
        check(
            r#"{"list": [{"text": "a"}, {"text": "b"}, {}]}"#,
            r#"{"list": [{"text": "a"}, {"text": "c"}]}"#,
            &[("/list/1/text", Kind::Changed), ("/list/2", Kind::Lost)],
        );
        check(r#"{"list": [{}]}"#, r#"{"list": [{}, {}]}"#, &[("/list/1", Kind::Changed)]);
    }

    #[test]
    fn what_was_not_there_is_a_change() {
        check("{}", r#"{"count": 0}"#, &[("/count", Kind::Changed)]);
        check(r#"{"count": null}"#, r#"{"count": 0}"#, &[("/count", Kind::Changed)]);
        check("{}", r#"{"list": [], "date": "0001-01-01T00:00:00"}"#, &[]);
    }

    #[test]
    fn of_a_key_that_occurs_twice_one_value_is_kept() {
        let kept = r#"{"text": "a"}"#;
        check(r#"{"text": "a", "text": "b"}"#, kept, &[("/text", Kind::Lost)]);
        check(r#"{"TEXT": "b", "text": "a"}"#, kept, &[("/TEXT", Kind::Lost)]);
        check(r#"{"text": "a", "text": "a"}"#, kept, &[]);
        let neither = [("/text", Kind::Lost), ("/TEXT", Kind::Changed)];
        check(r#"{"text": "b", "TEXT": "c"}"#, kept, &neither);
    }

    #[test]
    fn a_list_that_became_an_object_is_a_change() {
        check(r#"{"root": ["a"]}"#, r#"{"root": {"text": "a"}}"#, &[("/root", Kind::Changed)]);
    }
}
