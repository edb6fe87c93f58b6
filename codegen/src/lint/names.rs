//! Names that Rust allows.

use std::collections::BTreeMap;

use heck::{ToPascalCase, ToSnakeCase};

use crate::finding::Findings;
use crate::load::Document;
use crate::names::schema_name;
use crate::node::Node;

/// What generated code calls by these names is not a type of the document.
const TAKEN: [&str; 14] = [
    "Box", "Client", "Default", "Err", "Error", "None", "Ok", "Option", "Result", "Self", "Some",
    "String", "TryInto", "Vec",
];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for (name, schema) in document.schemas() {
        let simple = name.chars().all(|c| c.is_ascii_alphanumeric());
        if !simple || name.to_pascal_case() != *name {
            let message = format!("`{name}` is not a name for a type");
            let remedy = "use letters and digits in PascalCase, as in `CartLineItem`";
            findings.add(&schema.place, "schema-name", message, remedy);
        }
        if schema_name(name) != name {
            let message = format!("`{name}` is what the type of `{}` is called", schema_name(name));
            findings.add(&schema.place, "schema-name", message, "choose another name");
        }
        if TAKEN.contains(&name.as_str()) {
            let message = format!("`{name}` means something else in generated code");
            findings.add(&schema.place, "schema-name", message, "choose another name");
        }
        properties(schema, findings);
    }
    operation_ids(document, findings);
}

fn properties(schema: &Node, findings: &mut Findings) {
    let mut fields: BTreeMap<String, &str> = BTreeMap::new();
    if schema.get("x-pc-keep-unknown").is_some() {
        fields.insert("unknown_fields".to_owned(), "the field for what is not known");
    }
    for (name, property) in schema.get("properties").map(Node::entries).unwrap_or_default() {
        if !name.chars().any(|c| c.is_ascii_alphabetic()) {
            let message = format!("`{name}` cannot become the name of a field");
            findings.add(&property.place, "property-name", message, "it needs a letter");
        }
        if let Some(other) = fields.insert(name.to_snake_case(), name) {
            let message = format!("`{name}` and `{other}` become one field in Rust");
            let remedy = "describe one of them; other spellings are read anyway";
            findings.add(&property.place, "property-name", message, remedy);
        }
    }
}

fn operation_ids(document: &Document, findings: &mut Findings) {
    let mut methods: BTreeMap<String, &str> = BTreeMap::new();
    for operation in document.operations() {
        let Some(id) = operation.node.get("operationId") else {
            let message = "this operation has no operationId";
            let remedy = "name it with a verb and a noun, as in `createCart`";
            findings.add(&operation.node.place, "operation-id", message, remedy);
            continue;
        };
        let Some(text) = id.as_text() else { continue };
        let simple = text.chars().all(|c| c.is_ascii_alphanumeric());
        if !simple || !text.starts_with(|c: char| c.is_ascii_lowercase()) {
            let message = format!("`{text}` is not in lowerCamelCase");
            findings.add(&id.place, "operation-id", message, "write it as in `createCart`");
        }
        if methods.insert(text.to_snake_case(), text).is_some() {
            let message = format!("another operation is called `{text}`, too");
            findings.add(&id.place, "operation-id", message, "rename one of them");
        }
    }
}
