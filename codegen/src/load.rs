//! From files to one document.

mod bundle;
mod document;
mod host;
mod shape;
mod yaml;

use std::collections::BTreeMap;

use crate::files::Files;
use crate::finding::Findings;
use crate::node::Node;

pub(crate) use document::{CART_CODES, CODES, Document, Operation, Quirk, SIGN_IN_CODES};
pub(crate) use host::{Host, Server, audience};
pub(crate) use shape::{Shape, walk, walk_mut};

/// A value that a parameter can have: its own example, else its schema's, else the first of the
/// words of its schema.
pub(crate) fn example<'d>(parameter: &'d Node, document: &'d Document) -> Option<&'d Node> {
    let schema = || Some(document.resolve(parameter.get("schema")?));
    let of_schema =
        || schema()?.get("example").or_else(|| schema()?.get("enum")?.elements().first());
    parameter.get("example").or_else(of_schema)
}

/// Reads and bundles; what can be read is read even where something is wrong.
pub(crate) fn load(sources: &Files, findings: &mut Findings) -> Option<Document> {
    let mut trees: BTreeMap<String, Node> = BTreeMap::new();
    let mut quirks = Vec::new();
    for (path, text) in sources {
        let file = path.to_string_lossy().replace('\\', "/");
        if file.ends_with(".yaml") {
            if let Some(tree) = yaml::read(&file, text, findings) {
                trees.insert(file, tree);
            }
        } else if file == "quirks.md" {
            quirks = read_quirks(text);
        }
    }
    let root = bundle::bundle(sources, &trees, findings)?;
    Some(Document {
        root,
        codes: trees.remove(CODES),
        cart_codes: trees.remove(CART_CODES),
        sign_in_codes: trees.remove(SIGN_IN_CODES),
        quirks,
    })
}

/// The sections of `quirks.md`: `## Q-BOM: a byte order mark before the body`.
fn read_quirks(text: &str) -> Vec<Quirk> {
    let mut quirks: Vec<Quirk> = Vec::new();
    for (at, line) in text.lines().enumerate() {
        if let Some(heading) = line.strip_prefix("## ") {
            let name: String =
                heading.chars().take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
            if name.starts_with("Q-") {
                quirks.push(Quirk { name, line: at + 1, linked: false });
            }
        } else if let Some(quirk) = quirks.last_mut() {
            quirk.linked |= line.contains("https://");
        }
    }
    quirks
}

/// The row of `codes.yaml` for a key of the form `404/400013`.
pub(crate) fn find_code<'n>(codes: &'n Node, key: &str) -> Option<&'n Node> {
    let (status, code) = key.split_once('/')?;
    codes.elements().iter().find(|row| {
        row.get("status").is_some_and(|node| node.is_number(status))
            && row.get_text("code") == Some(code)
    })
}
