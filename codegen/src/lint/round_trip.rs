//! Finds what the generator would silently drop.
//!
//! Its model of OpenAPI ignores keys that it does not know, so a misspelt `requird` is no
//! mistake to it. Here the document goes through the model and back; what is missing then
//! was never understood.

use openapiv3::{Components, OpenAPI, PathItem};
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::finding::Findings;
use crate::json;
use crate::load::Document;
use crate::node::{Kind, Node};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    let root = &document.root;
    if !root.get_text("openapi").is_some_and(|version| version.starts_with("3.0.")) {
        let place = root.get("openapi").map_or(&root.place, |version| &version.place);
        let message = "the generator reads OpenAPI 3.0 only";
        findings.add(place, "openapi", message, "write `openapi: 3.0.3`");
    }
    // Part by part where the whole does not fit, since the model gives no place.
    if serde_json::from_value::<OpenAPI>(json::value(root)).is_ok() {
        part::<OpenAPI>(root, findings);
        return;
    }
    let before = findings.len();
    for (_, item) in root.get("paths").map(Node::entries).unwrap_or_default() {
        part::<PathItem>(item, findings);
    }
    for (section, things) in root.get("components").map(Node::entries).unwrap_or_default() {
        for (name, thing) in things.entries() {
            let one = Node::map(&thing.place, vec![(name.clone(), thing.clone())]);
            let one = Node::map(&thing.place, vec![(section.clone(), one)]);
            part::<Components>(&one, findings);
        }
    }
    if findings.len() == before {
        part::<OpenAPI>(root, findings);
    }
}

/// Sends one part through the model and back.
fn part<T: DeserializeOwned + Serialize>(node: &Node, findings: &mut Findings) {
    let back = serde_json::from_value::<T>(json::value(node)).and_then(serde_json::to_value);
    match back {
        Ok(back) => compare(node, &back, findings),
        Err(error) => findings.add(
            &node.place,
            "openapi",
            format!("this is not OpenAPI 3.0: {error}"),
            "compare it with the specification, <https://spec.openapis.org/oas/v3.0.3>",
        ),
    }
}

fn compare(node: &Node, back: &Value, findings: &mut Findings) {
    for (key, child) in node.entries() {
        match back.get(key) {
            Some(value) => compare(child, value, findings),
            None if matches!(child.kind, Kind::Null)
                && !matches!(key.as_str(), "example" | "value") =>
            {
                let message = format!("`{key}` has no value");
                findings.add(&child.place, "empty-value", message, "write one, or remove the key");
            }
            None if says_nothing(child) => {}
            None => findings.add(
                &child.place,
                "unknown-key",
                format!("`{key}` means nothing here"),
                "correct the spelling, move it to where it has a meaning, or remove it",
            ),
        }
    }
    for (child, value) in node.elements().iter().zip(back.as_array().into_iter().flatten()) {
        compare(child, value, findings);
    }
}

/// Whether leaving the node out says the same: the model drops what equals its default.
fn says_nothing(node: &Node) -> bool {
    match &node.kind {
        Kind::Null | Kind::Bool(false) => true,
        Kind::List(elements) => elements.is_empty(),
        Kind::Map(entries) => entries.is_empty(),
        Kind::Bool(true) | Kind::Number(_) | Kind::Text(_) => false,
    }
}
