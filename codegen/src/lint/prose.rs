//! Text that stays text in rustdoc.

use crate::finding::Findings;
use crate::load::Document;
use crate::node::{Kind, Node};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    descriptions(&document.root, findings);
}

fn descriptions(node: &Node, findings: &mut Findings) {
    for (key, child) in node.entries() {
        if let Kind::Text(text) = &child.kind
            && matches!(key.as_str(), "description" | "summary")
            && text.matches("```").count() % 2 == 1
        {
            let message = "a fence of code is opened and not closed";
            findings.add(&child.place, "prose", message, "close it with ``` on a line of its own");
        }
        // Examples quote the service, which writes what it likes.
        if !matches!(key.as_str(), "example" | "examples") {
            descriptions(child, findings);
        }
    }
    for child in node.elements() {
        descriptions(child, findings);
    }
}
