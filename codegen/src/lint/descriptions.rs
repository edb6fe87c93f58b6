//! Everything that a reader meets is described.

use crate::finding::Findings;
use crate::load::{Document, Shape, walk};
use crate::node::Node;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    walk(&document.root, Shape::Document, &mut |node, shape| {
        let what = match shape {
            _ if node.get("$ref").is_some() => return,
            Shape::Operation => "operation",
            Shape::Parameter => "parameter",
            Shape::Header => "header",
            Shape::RequestBody => "request body",
            Shape::Response => "response",
            _ => return,
        };
        require(node, "description", what, findings);
        if shape == Shape::Operation {
            require(node, "summary", what, findings);
        }
    });
    for (_, schema) in document.schemas() {
        require(schema, "description", "schema", findings);
        for (_, property) in schema.get("properties").map(Node::entries).unwrap_or_default() {
            require(property, "description", "property", findings);
        }
    }
    for tag in document.root.get("tags").map(Node::elements).unwrap_or_default() {
        require(tag, "description", "tag", findings);
    }
    if let Some(info) = document.root.get("info") {
        require(info, "description", "document", findings);
    }
}

fn require(node: &Node, key: &str, what: &str, findings: &mut Findings) {
    let said = node.get_text(key).is_some_and(|text| !text.trim().is_empty());
    if !said {
        let remedy = match what {
            "property" => {
                "say what it means, its unit, and what absence means; beside a `$ref`, wrap it: \
                 `allOf: [{ $ref: … }]`"
            }
            _ => "say in a sentence of your own what it is for",
        };
        findings.add(&node.place, "description", format!("this {what} has no {key}"), remedy);
    }
}
