//! What every operation says about itself.

use crate::finding::Findings;
use crate::load::{Document, Operation};
use crate::node::Node;

/// The headers that every call can carry.
const HEADERS: [&str; 3] = ["MS-RequestId", "MS-CorrelationId", "X-Locale"];

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for operation in document.operations() {
        tag(operation, document, findings);
        vendor_page(operation, findings);
        path(operation, document, findings);
        for name in HEADERS {
            let present = operation.parameters(document).any(|parameter| {
                parameter.get_text("in") == Some("header")
                    && parameter.get_text("name") == Some(name)
            });
            if !present {
                let message = format!("this operation does not take {name}");
                let remedy = "add the shared parameters RequestId, CorrelationId and Locale";
                findings.add(&operation.node.place, "common-header", message, remedy);
            }
        }
        if let Some(body) = operation.body(document) {
            let optional = body.get("required").and_then(Node::as_bool) != Some(true);
            if optional {
                let message = "the body can be left out, which the generated client cannot do";
                findings.add(&body.place, "body", message, "write `required: true`");
            }
        }
    }
}

fn tag(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    let tags = operation.node.get("tags");
    let place = tags.map_or(&operation.node.place, |tags| &tags.place);
    let [tag] = tags.map(Node::elements).unwrap_or_default() else {
        let message = "an operation has exactly one tag";
        findings.add(place, "tag", message, "name the area it belongs to");
        return;
    };
    let declared = document.root.get("tags").map(Node::elements).unwrap_or_default();
    let name = tag.as_text().unwrap_or_default();
    if declared.iter().all(|declared| declared.get_text("name") != Some(name)) {
        let message = format!("the tag `{name}` is not declared");
        findings.add(&tag.place, "tag", message, "declare it under `tags` of openapi.yaml");
    }
    if name.is_empty() || !name.chars().all(|c| c.is_ascii_alphabetic()) {
        let message = format!("the tag `{name}` cannot become a file");
        findings.add(&tag.place, "tag", message, "use one capitalized word");
    }
}

fn vendor_page(operation: Operation<'_>, findings: &mut Findings) {
    let docs = operation.node.get("externalDocs");
    let url = docs.and_then(|docs| docs.get_text("url"));
    if !url.is_some_and(|url| url.starts_with("https://")) {
        let place = docs.map_or(&operation.node.place, |docs| &docs.place);
        let message = "this operation does not link to the vendor's page";
        findings.add(place, "external-docs", message, "add `externalDocs: { url: https://… }`");
    }
}

/// The parameters in the path are those of the template.
fn path(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    let place = &operation.item.place;
    if !is_versioned(operation.path) {
        let message = format!("`{}` does not begin with a version", operation.path);
        findings.add(place, "path", message, "write the path below the host, with its version");
    }
    let template: Vec<&str> = operation.path.split('/').flat_map(in_segment).collect();
    let braces = operation.path.matches(['{', '}']).count();
    if braces != template.len() * 2 {
        let message = format!("in `{}` a parameter is not a whole segment", operation.path);
        let remedy = "write `/{name}/`, or an argument of a function, `/name(Key='{name}')/`";
        findings.add(place, "path", message, remedy);
    }
    let described: Vec<&str> = operation
        .parameters(document)
        .filter(|parameter| parameter.get_text("in") == Some("path"))
        .filter_map(|parameter| parameter.get_text("name"))
        .collect();
    for name in template.iter().filter(|name| !described.contains(name)) {
        let message = format!("`{{{name}}}` of the path is not among the parameters");
        findings.add(&operation.node.place, "path", message, "add the parameter");
    }
    for name in described.iter().filter(|name| !template.contains(name)) {
        let message = format!("the parameter `{name}` is not in the path");
        findings.add(&operation.node.place, "path", message, "remove it, or correct the path");
    }
}

/// Whether a path begins with a version, such as `/v1/` or `/v1.0/`.
fn is_versioned(path: &str) -> bool {
    let version = path.strip_prefix("/v").and_then(|rest| rest.split_once('/'));
    version.is_some_and(|(digits, _)| {
        !digits.is_empty() && digits.chars().all(|c| c.is_ascii_digit() || c == '.')
    })
}

/// The parameters of one segment: it is one, or a function that has them as arguments in quotes.
fn in_segment(segment: &str) -> Vec<&str> {
    if let Some(name) = segment.strip_prefix('{').and_then(|rest| rest.strip_suffix('}')) {
        return vec![name];
    }
    let arguments = segment.split_once('(').and_then(|(_, rest)| rest.strip_suffix(')'));
    let arguments = arguments.unwrap_or_default().split(',');
    let in_quotes = arguments.filter_map(|argument| {
        let (_, value) = argument.split_once('=')?;
        value.strip_prefix("'{")?.strip_suffix("}'")
    });
    in_quotes.collect()
}
