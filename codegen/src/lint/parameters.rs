//! Parameters that the generator understands.

use heck::ToSnakeCase;

use crate::finding::Findings;
use crate::load::{Document, Shape, example, walk};
use crate::node::Node;

/// Names of fields and methods that every call has.
const TAKEN: [&str; 6] = ["body", "client", "fetch", "headers", "request", "send"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    walk(&document.root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Parameter && node.get("$ref").is_none() {
            parameter(node, document, findings);
        }
    });
    for operation in document.operations() {
        let mut seen: Vec<_> = TAKEN.map(str::to_owned).into();
        for parameter in operation.parameters(document) {
            let Some(name) = parameter.get_text("name") else { continue };
            let rust_name = name.to_snake_case();
            if seen.contains(&rust_name) {
                let message = format!("two parameters become `{rust_name}` in Rust");
                let remedy = format!("keep one; these names are taken: {}", TAKEN.join(", "));
                findings.add(&operation.node.place, "parameter", message, remedy);
            }
            seen.push(rust_name);
        }
    }
}

fn parameter(node: &Node, document: &Document, findings: &mut Findings) {
    let name = node.get_text("name").unwrap_or_default();
    let proper = name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '$')
        && name.chars().all(|c| c.is_ascii_alphanumeric() || "$_-".contains(c))
        && !name.to_snake_case().is_empty();
    if !proper {
        let message = format!("`{name}` cannot become the name of a method");
        let remedy = "a name has letters, digits, `-` and `_`";
        findings.add(&node.place, "parameter", message, remedy);
    }
    let schema = node.get("schema").map(|schema| document.resolve(schema));
    match node.get_text("in") {
        Some("path") if node.get("required").and_then(Node::as_bool) != Some(true) => {
            let message = "a parameter in the path is required";
            findings.add(&node.place, "parameter", message, "write `required: true`");
        }
        Some("path" | "query" | "header") => {}
        _ => {
            let message = "the generator knows parameters in path, query and header only";
            findings.add(&node.place, "parameter", message, "correct `in`");
        }
    }
    match schema {
        None => {
            let message = "a parameter has a schema";
            findings.add(&node.place, "parameter", message, "write `schema: { type: string }`");
        }
        Some(schema) if !is_simple(schema) => {
            let message = "a parameter is text, a whole number or a truth value";
            let remedy = "refer to a schema of such a type, or write the type";
            findings.add(&node.place, "parameter", message, remedy);
        }
        Some(_) => {}
    }
    let needed = node.get("required").and_then(Node::as_bool) == Some(true);
    if needed && example(node, document).is_none() {
        let message = format!("no example says what `{name}` looks like");
        let remedy = "add an `example`, best one that the emulator knows from the start";
        findings.add(&node.place, "parameter", message, remedy);
    }
    if let Some(content) = node.get("content") {
        let message = "the generator does not understand `content` of a parameter";
        findings.add(&content.place, "parameter", message, "use `schema`");
    }
}

/// Whether a value is written into a request as it is.
fn is_simple(schema: &Node) -> bool {
    matches!(schema.get_text("type"), Some("string" | "integer" | "boolean"))
}
