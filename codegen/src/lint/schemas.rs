//! Schemas that become the types we mean.
//!
//! Only a few forms are used; each turns into one kind of Rust type, without names that
//! the generator invents and without types that refuse what the service may send.

use crate::finding::Findings;
use crate::load::{Document, Shape, walk};
use crate::names::{BY_HAND, is_plain_text};
use crate::node::{Kind, Node};
use crate::union::is_union;

/// The types of OpenAPI 3.0.
const TYPES: [&str; 6] = ["array", "boolean", "integer", "number", "object", "string"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for (name, schema) in document.schemas() {
        if BY_HAND.iter().all(|(by_hand, _)| by_hand != name) && !is_union(schema) {
            named(name, schema, findings);
        }
    }
    walk(&document.root, Shape::Document, &mut |node, shape| match shape {
        Shape::Parameter | Shape::Header | Shape::MediaType => {
            if let Some(schema) = node.get("schema").filter(|schema| !is_bytes(schema)) {
                value(schema, findings);
            }
        }
        Shape::Schema if !is_bytes(node) => forbidden(node, findings),
        _ => {}
    });
    cart_error_names(document, findings);
}

/// Whether a schema is that of a document. Anywhere else other lints refuse it, because it has no
/// name, or no type for its text.
pub(super) fn is_bytes(schema: &Node) -> bool {
    schema.get_text("type") == Some("string")
        && schema.get_text("format") == Some("binary")
        && schema.entries().len() == 2
}

/// A schema with a name: an enum, text, or an object with properties.
fn named(name: &str, schema: &Node, findings: &mut Findings) {
    if name.ends_with("Id") && !is_plain_text(name, schema) {
        let message = format!("`{name}` is called an id and is not plain text");
        let remedy = "an id is `type: string` without words or format, since ids vary";
        findings.add(&schema.place, "id", message, remedy);
        return;
    }
    if schema.get("enum").is_some() {
        return;
    }
    if is_plain_text(name, schema) {
        for key in ["pattern", "minLength", "maxLength"] {
            if let Some(node) = schema.get(key) {
                let message =
                    format!("`{key}` promises a form of `{name}` that others may not have");
                findings.add(&node.place, "opaque-text", message, "say it in the description");
            }
        }
        return;
    }
    let object = schema.get_text("type") == Some("object");
    let Some(properties) = schema.get("properties").filter(|_| object) else {
        let message = format!("`{name}` is neither text, nor words, nor an object with properties");
        let remedy = "write its form where it is used; only these three kinds have names";
        findings.add(&schema.place, "schema-form", message, remedy);
        return;
    };
    if let Some(more) = schema.get("additionalProperties") {
        let message = "unknown properties are ignored, or kept with `x-pc-keep-unknown`";
        findings.add(&more.place, "schema-form", message, "remove `additionalProperties`");
    }
    for (name, property) in properties.entries() {
        value(property, findings);
        let called_id = name == "id" || name.ends_with("Id");
        if called_id && property.get_text("type") == Some("string") {
            let message = format!("`{name}` is an id without a type of its own");
            let remedy = "refer to a schema of shared/ids.yaml, so that ids cannot be swapped";
            findings.add(&property.place, "id", message, remedy);
        }
    }
}

/// A schema where a value stands: a reference, a simple type, a list or a map.
fn value(schema: &Node, findings: &mut Findings) {
    if schema.get("$ref").is_some() {
        return;
    }
    if let Some(parts) = schema.get("allOf") {
        let single = matches!(parts.elements(), [part] if part.get("$ref").is_some());
        if !single || schema.get("type").is_some() {
            let message = "`allOf` wraps one reference, to stand beside a description";
            findings.add(&parts.place, "schema-form", message, "write `allOf: [{ $ref: … }]`");
        }
        return;
    }
    let (message, remedy) = match schema.get_text("type") {
        Some("string" | "boolean") => return,
        Some("integer") => {
            let sized = matches!(schema.get_text("format"), Some("int32" | "int64"));
            if sized {
                return;
            }
            ("an integer has a size", "write `format: int32` or `int64`")
        }
        Some("number") => {
            ("a number is not exact", "refer to `Decimal`, or write an integer with a format")
        }
        Some("array") => match schema.get("items") {
            Some(items) => return value(items, findings),
            None => ("a list has items", "write `items: { $ref: … }`"),
        },
        Some("object") if schema.get("properties").is_some() => {
            ("an object without a name", "make it a named schema, and refer to it")
        }
        Some("object") => match schema.get("additionalProperties") {
            Some(Node { kind: Kind::Bool(true), .. }) => return,
            Some(values @ Node { kind: Kind::Map(_), .. }) => return value(values, findings),
            _ => ("a map has values", "write `additionalProperties: { type: string }`"),
        },
        _ => ("this has no type", "write a `type`, or refer to `AnyValue`"),
    };
    findings.add(&schema.place, "schema-form", message, remedy);
}

/// What no schema of any kind may have.
fn forbidden(schema: &Node, findings: &mut Findings) {
    if let Some(required) = schema.get("required") {
        let message = "a type has no required fields: answers leave out what they like";
        let remedy = "say in the description what a request needs";
        findings.add(&required.place, "required", message, remedy);
    }
    if let Some(ty) = schema.get("type") {
        let known = ty.as_text().is_some_and(|ty| TYPES.contains(&ty));
        if !known {
            let message = "OpenAPI has no such type";
            findings.add(&ty.place, "schema-form", message, format!("use {}", TYPES.join(", ")));
        }
    }
    if let Some(format) = schema.get("format") {
        let text = format.as_text().unwrap_or_default();
        if !matches!(text, "int32" | "int64") {
            let message = format!("the service does not keep to `format: {text}`");
            let remedy = "refer to `DateTime`, `Decimal` or an id, or say it in the description";
            findings.add(&format.place, "format", message, remedy);
        }
    }
    if let Some(nullable) = schema.get("nullable") {
        let message = "every property may be null; the document says so once";
        findings.add(&nullable.place, "nullable", message, "remove it");
    }
    let by_hand = BY_HAND.iter().any(|(name, _)| schema.place.pointer == format!("/{name}"));
    let told = by_hand || is_union(schema);
    for key in ["oneOf", "anyOf", "not", "discriminator"] {
        if let Some(node) = schema.get(key).filter(|_| !told) {
            let message = format!("`{key}` takes the first form that fits, and loses the rest");
            let remedy = "say with `x-pc-discriminator` how the form is told";
            findings.add(&node.place, "union", message, remedy);
        }
    }
    if let Some(more) = schema.get("additionalProperties").filter(|n| n.as_bool() == Some(false)) {
        let message = "new properties may come at any time";
        findings.add(&more.place, "schema-form", message, "remove `additionalProperties: false`");
    }
}

/// The names on the schema are those of the table.
fn cart_error_names(document: &Document, findings: &mut Findings) {
    let schema = document.schemas().iter().find(|(name, _)| name == "CartErrorCode");
    let Some(names) = schema.and_then(|(_, schema)| schema.get("x-pc-names")) else { return };
    let rows = document.cart_codes.as_ref().map(Node::elements).unwrap_or_default();
    for (code, name) in names.entries() {
        let row = rows.iter().find(|row| row.get("code").is_some_and(|own| own.is_number(code)));
        if row.and_then(|row| row.get_text("name")) != name.as_text() {
            let message = format!("cart-codes.yaml has another name for {code}, or none");
            findings.add(&name.place, "codes", message, "make the two agree");
        }
    }
    for row in rows {
        let listed = names
            .entries()
            .iter()
            .any(|(code, _)| row.get("code").is_some_and(|own| own.is_number(code)));
        if !listed {
            let message = "CartErrorCode does not name this code";
            findings.add(&row.place, "codes", message, "add it to `x-pc-names` there");
        }
    }
}
