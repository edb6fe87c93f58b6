//! Enums: named, described word by word, and distinct in Rust.

use std::collections::BTreeMap;

use crate::finding::Findings;
use crate::load::{Document, Shape, walk};
use crate::names::variant;
use crate::node::{Kind, Node};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let named: Vec<_> = document.schemas().iter().map(|(_, schema)| &schema.place).collect();
    walk(&document.root, Shape::Document, &mut |node, shape| {
        if shape != Shape::Schema {
            return;
        }
        let Some(list) = node.get("enum") else {
            if let Some(meanings) = node.get("x-pc-enum") {
                let message = "words are explained that are not listed";
                findings.add(&meanings.place, "enum", message, "list them under `enum`");
            }
            return;
        };
        if !named.contains(&&node.place) {
            let message = "an enum without a name cannot be left open";
            findings.add(
                &list.place,
                "inline-enum",
                message,
                "make it a named schema, and refer to it",
            );
        }
        words(node, list, findings);
    });
}

fn words(schema: &Node, list: &Node, findings: &mut Findings) {
    if schema.get_text("type") != Some("string") {
        let message = "the words of an enum are strings";
        findings.add(&schema.place, "enum", message, "write `type: string`");
    }
    if list.elements().is_empty() {
        findings.add(&list.place, "enum", "an enum has words", "list what was seen");
    }
    let meanings = schema.get("x-pc-enum");
    let mut seen: BTreeMap<String, &str> = BTreeMap::new();
    for node in list.elements() {
        let Kind::Text(word) = &node.kind else {
            let message = format!("a word of an enum is {}", node.kind_name());
            findings.add(&node.place, "enum", message, "write it in quotes");
            continue;
        };
        let name = variant(word);
        if !word.is_ascii() || !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            let message = format!("`{word}` cannot become the name of a variant");
            findings.add(&node.place, "enum", message, "a word has ASCII letters or digits");
        }
        // The names in Rust tell words apart exactly as reading does, without case and signs.
        if let Some(other) = seen.insert(name.to_ascii_lowercase(), word) {
            let message = format!("`{word}` and `{other}` are read as one word");
            findings.add(&node.place, "enum", message, "list one; every spelling is read");
        }
        let meaning = meanings.and_then(|meanings| meanings.get_text(word));
        if meaning.is_none_or(|text| text.trim().is_empty()) {
            let message = format!("`{word}` is not explained");
            findings.add(&node.place, "enum-words", message, "explain it under `x-pc-enum`");
        }
    }
    for (word, node) in meanings.map(Node::entries).unwrap_or_default() {
        if !list.elements().iter().any(|listed| listed.as_text() == Some(word)) {
            let message = format!("`{word}` is explained and not listed");
            findings.add(&node.place, "enum-words", message, "list it under `enum`, or remove it");
        }
    }
}
