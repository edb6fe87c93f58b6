//! One kind of success, one kind of refusal, JSON both. A success can be a document instead.

use super::schemas::is_bytes;
use crate::finding::Findings;
use crate::load::{Document, Operation};
use crate::names::DOCUMENTS;
use crate::node::Node;

pub(super) fn check(document: &Document, findings: &mut Findings) {
    for operation in document.operations() {
        let place = operation.node.get("responses").map_or(&operation.node.place, |r| &r.place);
        success(operation, document, findings);
        match operation.responses(document).find(|(status, _)| *status == "default") {
            None => findings.add(
                place,
                "default-response",
                "there is no response for refusals",
                "add `default: { $ref: '../shared/responses.yaml#/Fault' }`",
            ),
            Some((_, fault)) => {
                let body = content_of(fault, document);
                // Another host has refusals of its own form.
                let is_fault = match operation.item.get("servers") {
                    Some(_) => body.is_some(),
                    None => body.as_deref() == Some("#/components/schemas/ApiFault"),
                };
                if !is_fault {
                    let message = "the default response is not an ApiFault";
                    let remedy = "refer to the shared response Fault";
                    findings.add(&fault.place, "default-response", message, remedy);
                }
            }
        }
        for (status, response) in operation.responses(document) {
            if status != "default" && !is_status(status) {
                let message = format!("`{status}` is no HTTP status");
                findings.add(&response.place, "status", message, "write three digits in quotes");
            }
            match status.starts_with('2') && is_document(response) {
                true => document_alone(response, findings),
                false => only_json(response, findings),
            }
        }
        if let Some(body) = operation.body(document) {
            only_json(body, findings);
            if content_of(body, document).is_none_or(|content| content == "inline") {
                let message = "the body is not a named schema";
                findings.add(&body.place, "body", message, "name it, and refer to it");
            }
        }
    }
}

fn success(operation: Operation<'_>, document: &Document, findings: &mut Findings) {
    let place = operation.node.get("responses").map_or(&operation.node.place, |r| &r.place);
    let successes: Vec<_> =
        operation.responses(document).filter(|(status, _)| status.starts_with('2')).collect();
    let Some((_, first)) = successes.first() else {
        let message = "there is no response for success";
        findings.add(place, "success", message, "describe the 2xx that the service answers");
        return;
    };
    for (status, response) in &successes {
        let content = content_of(response, document);
        if content != content_of(first, document) {
            let message = "there are two kinds of success, and a method returns one type";
            let remedy = "give all 2xx the same schema";
            findings.add(&response.place, "success", message, remedy);
        }
        if content.as_deref() == Some("inline") {
            let message = format!("the body of {status} has no name");
            let remedy = "refer to a named schema, or to a list of one";
            findings.add(&response.place, "success", message, remedy);
        }
    }
}

fn is_status(status: &str) -> bool {
    status.parse::<u16>().is_ok_and(|status| (200..600).contains(&status)) && status.len() == 3
}

/// What a body holds: a reference, a list of one, or something inline.
fn content_of(node: &Node, document: &Document) -> Option<String> {
    let (name, media) = node.get("content").map(Node::entries).unwrap_or_default().first()?;
    let schema = media.get("schema")?;
    if DOCUMENTS.contains(&name.as_str()) && is_bytes(schema) {
        return Some(name.clone());
    }
    if let Some(reference) = schema.get_text("$ref") {
        return Some(reference.to_owned());
    }
    let items = schema.get("items").and_then(|items| items.get_text("$ref"));
    let items = items.filter(|_| document.resolve(schema).get_text("type") == Some("array"));
    Some(items.map_or("inline".to_owned(), |reference| format!("[{reference}]")))
}

/// Whether a body is a document.
fn is_document(response: &Node) -> bool {
    let bodies = response.get("content").map(Node::entries).unwrap_or_default();
    bodies.iter().any(|(media, content)| {
        DOCUMENTS.contains(&media.as_str()) && content.get("schema").is_some_and(is_bytes)
    })
}

/// A method gives a document or something decoded, and not now the one and now the other.
fn document_alone(response: &Node, findings: &mut Findings) {
    for (media, content) in response.get("content").map(Node::entries).unwrap_or_default() {
        if !DOCUMENTS.contains(&media.as_str()) {
            let message = format!("`{media}` stands beside a document");
            findings.add(&content.place, "media-type", message, "describe one of them");
        }
    }
}

fn only_json(node: &Node, findings: &mut Findings) {
    for (media, content) in node.get("content").map(Node::entries).unwrap_or_default() {
        if media != "application/json" {
            let message = format!("the generated client does not read `{media}`");
            findings.add(&content.place, "media-type", message, "write `application/json`");
        }
        if content.get("schema").is_none() {
            let message = "this content has no schema";
            findings.add(&content.place, "media-type", message, "refer to a named schema");
        }
    }
}
