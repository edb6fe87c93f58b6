//! Schemas that are one of several, chosen by what an object says of itself.

use serde_json::Value as Json;

use crate::json::{Node, Value};
use crate::word::same_word;

/// How a schema that is one of several is told.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Union {
    path: Vec<String>,
    /// Words, and the schema that each means.
    words: Vec<(String, String)>,
    properties: [String; 2],
    /// What the properties say, and the schema that this means.
    pairs: Vec<([String; 2], String)>,
}

/// What an object is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Choice<'u> {
    /// This schema.
    Schema(&'u str),
    /// By its own word something that the document does not know.
    Unknown(&'u str),
    /// It does not say.
    Silent,
}

impl Union {
    /// Reads `x-pc-discriminator`.
    pub(crate) fn read(how: &Json) -> Option<Self> {
        let mut words = Vec::new();
        for (schema, list) in how["words"].as_object()? {
            words.extend(texts(list)?.into_iter().map(|word| (word, schema.clone())));
        }
        let mut pairs = Vec::new();
        for pair in how["fallback"]["pairs"].as_array()? {
            let [one, other, schema]: [String; 3] = texts(pair)?.try_into().ok()?;
            pairs.push(([one, other], schema));
        }
        Some(Self {
            path: texts(&how["path"])?,
            words,
            properties: texts(&how["fallback"]["properties"])?.try_into().ok()?,
            pairs,
        })
    }

    /// What a value is, by what it says of itself.
    pub(crate) fn choose<'u>(&'u self, node: &'u Node) -> Choice<'u> {
        let word = self.path.iter().try_fold(node, |node, step| member(node, step));
        if let Some(word) = word.and_then(text).filter(|word| !word.is_empty()) {
            let known = self.words.iter().find(|(known, _)| same_word(known, word));
            return known.map_or(Choice::Unknown(word), |(_, schema)| Choice::Schema(schema));
        }
        let [one, other] = &self.properties;
        let pair = member(node, one).and_then(text).zip(member(node, other).and_then(text));
        let known = pair.and_then(|(one, other)| {
            self.pairs.iter().find(|([a, b], _)| same_word(a, one) && same_word(b, other))
        });
        known.map_or(Choice::Silent, |(_, schema)| Choice::Schema(schema))
    }
}

/// A member of an object by its name, in any case; the last where there are several, which
/// is the one that the client looks at.
fn member<'n>(node: &'n Node, name: &str) -> Option<&'n Node> {
    let Value::Object(members) = &node.value else { return None };
    let found = members.iter().rfind(|member| member.key.eq_ignore_ascii_case(name))?;
    Some(&found.node)
}

fn text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::String(text) => Some(text),
        _ => None,
    }
}

fn texts(list: &Json) -> Option<Vec<String>> {
    list.as_array()?.iter().map(|text| text.as_str().map(str::to_owned)).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(payload: &str, expected: Choice<'_>) {
        let how = serde_json::json!({
            "path": ["attributes", "objectType"],
            "words": {"One": ["OneLine"], "Two": ["TwoLine", "Double"]},
            "fallback": {
                "properties": ["provider", "kind"],
                "pairs": [["one_time", "billing", "One"], ["azure", "usage", "Two"]],
            },
        });
        let union = Union::read(&how).unwrap();
        let node = Node::parse(payload).unwrap();
        assert_eq!(union.choose(&node), expected, "{payload}");
    }

    #[test]
    fn the_word_decides_and_then_the_pair() {
        check(r#"{"attributes": {"objectType": "two_line"}}"#, Choice::Schema("Two"));
        check(r#"{"Attributes": {"ObjectType": "DOUBLE"}}"#, Choice::Schema("Two"));
        check(r#"{"provider": "OneTime", "kind": "Billing"}"#, Choice::Schema("One"));
        check(
            r#"{"attributes": {"objectType": ""}, "provider": "azure", "kind": "usage"}"#,
            Choice::Schema("Two"),
        );
    }

    #[test]
    fn what_is_not_said_is_not_guessed() {
        let novel =
            r#"{"attributes": {"objectType": "Novel"}, "provider": "azure", "kind": "usage"}"#;
        check(novel, Choice::Unknown("Novel"));
        for silent in ["{}", "[]", "null", r#"{"provider": "azure", "kind": "billing"}"#] {
            check(silent, Choice::Silent);
        }
    }
}
