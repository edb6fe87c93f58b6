//! What things of the document are called in Rust, and which of them have hand-written names. The
//! lints use it to foresee what emission will make.

use heck::ToPascalCase;

use crate::node::Node;

/// The media types of documents, which are streamed; all other bodies are JSON.
pub(crate) const DOCUMENTS: [&str; 2] = ["application/pdf", "application/octet-stream"];

/// Schemas that hand-written types replace, by name.
pub(crate) const BY_HAND: [(&str, &str); 6] = [
    ("AnyValue", "::serde_json::Value"),
    ("CartErrorCode", "crate::support::CartErrorCode"),
    ("DateTime", "crate::support::Timestamp"),
    ("Decimal", "crate::support::Decimal"),
    ("FaultCode", "crate::support::ErrorCode"),
    ("OrderErrorCode", "crate::support::ErrorCode"),
];

/// Schemas whose names belong to handles of the facade.
pub(crate) const HANDLES: [&str; 3] = ["Cart", "CartLineItem", "Customer"];

/// What the type of a schema is called.
pub(crate) fn type_name(schema: &str) -> String {
    match HANDLES.contains(&schema) {
        true => format!("{schema}Resource"),
        false => schema.to_owned(),
    }
}

/// The name that the schema of a type has in the document.
pub(crate) fn schema_name(ty: &str) -> &str {
    HANDLES.into_iter().find(|schema| type_name(schema) == ty).unwrap_or(ty)
}

/// The Rust name of a word.
pub(crate) fn variant(word: &str) -> String {
    let name = word.to_pascal_case();
    match name.as_str() {
        // `Other` holds the words that the document does not know.
        "Other" | "Self" => format!("{name}Word"),
        _ if name.starts_with(|c: char| c.is_ascii_digit()) => format!("N{name}"),
        _ => name,
    }
}

/// Whether a schema is text with a name: an id, or a code.
pub(crate) fn is_plain_text(name: &str, schema: &Node) -> bool {
    schema.get_text("type") == Some("string")
        && schema.get("enum").is_none()
        && BY_HAND.iter().all(|(by_hand, _)| *by_hand != name)
}
