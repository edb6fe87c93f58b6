//! Quirks that are named are explained, and those that are explained cite their evidence.

use crate::finding::{Findings, Place};
use crate::load::Document;
use crate::node::{Kind, Node};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    named_in(&document.root, document, findings);
    for table in [&document.codes, &document.cart_codes, &document.sign_in_codes] {
        table.iter().for_each(|table| named_in(table, document, findings));
    }
    let mut seen: Vec<&str> = Vec::new();
    for quirk in &document.quirks {
        let place = Place { line: quirk.line, ..Place::whole("quirks.md") };
        let name = &quirk.name;
        if seen.contains(&name.as_str()) {
            let message = format!("{name} is explained twice");
            findings.add(&place, "quirk", message, "keep one section");
        }
        seen.push(name);
        if !quirk.linked {
            let message = format!("{name} cites nothing");
            findings.add(&place, "quirk", message, "link to the page that shows it");
        }
    }
}

/// Checks every quirk that a text below `node` names.
fn named_in(node: &Node, document: &Document, findings: &mut Findings) {
    match &node.kind {
        Kind::Text(text) => {
            for name in names(text) {
                if document.quirks.iter().all(|quirk| quirk.name != name) {
                    let message = format!("quirks.md does not explain {name}");
                    let remedy = format!("add a section `## {name}: …`, or correct the name");
                    findings.add(&node.place, "quirk", message, remedy);
                }
            }
        }
        _ => {
            for child in node.elements() {
                named_in(child, document, findings);
            }
            for (_, child) in node.entries() {
                named_in(child, document, findings);
            }
        }
    }
}

/// The names of quirks in a text: `Q-` and capitals or digits.
fn names(text: &str) -> impl Iterator<Item = &str> {
    let parts = text.split(|c: char| !(c.is_ascii_alphanumeric() || c == '-'));
    parts.filter(|word| {
        word.strip_prefix("Q-").is_some_and(|rest| {
            !rest.is_empty() && rest.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit())
        })
    })
}
