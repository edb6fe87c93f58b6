//! Words that answers may have others of, and ids that come as numbers.

use std::collections::BTreeSet;

use crate::bundles::parts::{Version, schemas, texts};
use crate::node::{Kind, Node};

/// Opens the words of all schemas that an answer can have, and keeps those closed that only a
/// request takes. Says what words mean where renderers look for it.
pub(super) fn open(root: &mut Node, version: Version) {
    let answered = answered(root);
    let Some(all) = schemas(root) else { return };
    for (name, schema) in all {
        lenient(schema, version);
        let Kind::Map(entries) = &mut schema.kind else { continue };
        let meanings =
            entries.iter().find(|(key, _)| key == "x-pc-enum").map(|(_, all)| all.clone());
        if let Some(meanings) = meanings {
            entries.push(("x-enumDescriptions".to_owned(), meanings));
            if answered.contains(name.as_str()) {
                for (key, _) in entries.iter_mut().filter(|(key, _)| key == "enum") {
                    "x-extensible-enum".clone_into(key);
                }
            }
        }
    }
}

/// What comes as a whole number, too, says so.
fn lenient(schema: &mut Node, version: Version) {
    if schema.get_text("x-pc-lenient") != Some("number") {
        return;
    }
    let like = schema.clone();
    let Kind::Map(entries) = &mut schema.kind else { return };
    for (key, value) in entries.iter_mut().filter(|(key, _)| key == "type") {
        match version {
            Version::ThreeOne => *value = texts(&like, ["string", "integer"]),
            Version::Three => {
                "anyOf".clone_into(key);
                let types = ["string", "integer"].map(|kind| {
                    let kind = Node::text(&like.place, kind);
                    Node::map(&like.place, vec![("type".to_owned(), kind)])
                });
                *value = Node { place: like.place.clone(), kind: Kind::List(types.into()) };
            }
        }
    }
}

/// The names of all schemas that an answer can have in it.
fn answered(root: &Node) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    let mut waiting = Vec::new();
    for (_, item) in root.get("paths").map(Node::entries).unwrap_or_default() {
        for (_, operation) in item.entries() {
            waiting.extend(operation.get("responses"));
        }
    }
    waiting.extend(root.at("/components/responses"));
    waiting.extend(root.at("/components/headers"));
    // Lines of exports are in files that no operation answers with.
    let lines = root.at("/components/schemas").map(Node::entries).unwrap_or_default();
    let is_line = |name: &str| name.ends_with("LineItem");
    waiting.extend(lines.iter().filter(|(name, _)| is_line(name)).map(|(_, schema)| schema));
    while let Some(node) = waiting.pop() {
        match &node.kind {
            Kind::List(elements) => waiting.extend(elements),
            Kind::Map(entries) => {
                for (key, value) in entries {
                    let target = value.as_text().filter(|_| key == "$ref");
                    let name = target.and_then(|t| t.strip_prefix("#/components/schemas/"));
                    match name {
                        Some(name) if found.insert(name.to_owned()) => {
                            waiting.extend(root.at(&format!("/components/schemas/{name}")));
                        }
                        Some(_) => {}
                        None => waiting.push(value),
                    }
                }
            }
            _ => {}
        }
    }
    found
}
