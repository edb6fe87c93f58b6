//! Every operation has examples, and they fit its schemas.

use super::schemas::is_bytes;
use super::values::Fit;
use crate::finding::Findings;
use crate::load::{Document, Operation, Shape, walk};
use crate::node::{Kind, Node};

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for operation in document.operations() {
        shown(operation, document, findings);
    }
    walk(&document.root, Shape::Document, &mut |node, shape| match shape {
        Shape::MediaType | Shape::Parameter | Shape::Header => {
            let Some(schema) = node.get("schema") else { return };
            let strict = Fit { document, odd: false };
            if let Some(example) = node.get("example") {
                strict.check(example, schema, findings);
            }
            for (name, example) in node.get("examples").map(Node::entries).unwrap_or_default() {
                let odd = name.split('-').any(|part| part == "odd");
                // A file that could not be read is null here, and a finding already.
                let value = example.get("value");
                if let Some(value) = value.filter(|value| !matches!(value.kind, Kind::Null)) {
                    Fit { document, odd }.check(value, schema, findings);
                }
                if example.get_text("summary").is_none_or(|text| text.trim().is_empty()) {
                    let message = "this example does not say what it shows";
                    findings.add(&example.place, "example", message, "add a `summary`");
                }
            }
        }
        Shape::Schema => {
            if let Some(example) = node.get("example") {
                Fit { document, odd: false }.check(example, node, findings);
            }
        }
        _ => {}
    });
}

/// An operation shows an answer, and a request where it has one.
fn shown(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    if let Some(body) = operation.body(document) {
        media(operation.id(), "request", body, findings);
    }
    let mut answers = 0;
    for (status, response) in operation.responses(document) {
        if status.starts_with('2') {
            media(operation.id(), status, response, findings);
            answers += 1;
        }
    }
    if answers == 0 {
        let message = "no answer of this operation is shown";
        let remedy = "describe a 2xx response with an example";
        findings.add(&operation.node.place, "example", message, remedy);
    }
}

/// Each content has an example, in the file that its name says.
fn media(id: &str, part: &str, node: &Node, findings: &mut Findings) {
    for (_, content) in node.get("content").map(Node::entries).unwrap_or_default() {
        let examples = content.get("examples").map(Node::entries).unwrap_or_default();
        // A document is not JSON, and cannot be shown here.
        if content.get("schema").is_some_and(is_bytes) {
            continue;
        }
        if examples.is_empty() {
            let message = format!(
                "there is no example of this {}",
                if part == "request" { part } else { "answer" }
            );
            let remedy = format!("write examples/{id}.{part}.json and name it under `examples`");
            findings.add(&content.place, "example", message, remedy);
        }
        for (variant, example) in examples {
            let file = match variant.as_str() {
                "default" => format!("examples/{id}.{part}.json"),
                variant => format!("examples/{id}.{part}.{variant}.json"),
            };
            let Some(value) = example.get("value") else {
                let message = "an example is a file of its own";
                let remedy = format!("write `externalValue: ../{file}`");
                findings.add(&example.place, "example", message, remedy);
                continue;
            };
            if !id.is_empty() && *value.place.file != *file {
                let message = format!("the example is in {}", value.place.file);
                findings.add(&example.place, "example", message, format!("call the file {file}"));
            }
        }
    }
}
