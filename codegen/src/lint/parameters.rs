//! Parameters that the generator understands.

use heck::ToSnakeCase;

use crate::finding::Findings;
use crate::load::{Document, Shape, walk};
use crate::node::Node;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    walk(&document.root, Shape::Document, &mut |node, shape| {
        if shape == Shape::Parameter && node.get("$ref").is_none() {
            parameter(node, document, findings);
        }
    });
    for operation in document.operations() {
        let mut seen = vec!["body".to_owned(), "client".to_owned()];
        for parameter in operation.parameters(document) {
            let Some(name) = parameter.get_text("name") else { continue };
            let rust_name = name.to_snake_case();
            if seen.contains(&rust_name) {
                let message = format!("two parameters become `{rust_name}` in Rust");
                let remedy = "keep one; the names `body` and `client` are taken";
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
    let is_list = schema.is_some_and(|schema| schema.get_text("type") == Some("array"));
    match node.get_text("in") {
        Some("path") if node.get("required").and_then(Node::as_bool) != Some(true) => {
            let message = "a parameter in the path is required";
            findings.add(&node.place, "parameter", message, "write `required: true`");
        }
        Some("header" | "path") if is_list => {
            let message = "the generator cannot write a list here";
            findings.add(&node.place, "parameter", message, "describe it as text");
        }
        Some("path" | "query" | "header") => {}
        _ => {
            let message = "the generator knows parameters in path, query and header only";
            findings.add(&node.place, "parameter", message, "correct `in`");
        }
    }
    if schema.is_none() {
        let message = "a parameter has a schema";
        findings.add(&node.place, "parameter", message, "write `schema: { type: string }`");
    }
    if let Some(content) = node.get("content") {
        let message = "the generator does not understand `content` of a parameter";
        findings.add(&content.place, "parameter", message, "use `schema`");
    }
}
