//! Adds to the description of an operation what our extensions say about it.
//!
//! The generator shows descriptions and drops the rest. Meanings of codes are joined here,
//! so that the document says them once.

use super::each::each;
use crate::load::{Document, Shape};
use crate::node::Node;

pub(super) fn run(document: &mut Document) {
    let codes = document.codes.clone();
    each(&mut document.root, Shape::Operation, |operation| {
        let mut text = operation.get_text("description").unwrap_or_default().trim().to_owned();
        text.push_str("\n\n# At a glance\n\n");
        for line in facts(operation) {
            text.push_str(&format!("- {line}\n"));
        }
        let refusals = refusals(operation, codes.as_ref());
        if !refusals.is_empty() {
            text.push_str("\n# Errors\n\nBeside those that every call can meet:\n\n");
            for line in refusals {
                text.push_str(&format!("- {line}\n"));
            }
        }
        operation.set_text("description", text);
    });
}

fn facts(operation: &Node) -> Vec<String> {
    let mut facts = Vec::new();
    facts.extend(operation.get_text("x-pc-retry").map(|class| {
        match class {
            "read" => "Repeating: changes nothing, so any transient failure may be followed by another try.",
            "repeat" => "Repeating: asking twice with the same `MS-RequestId` does no harm.",
            _ => "Repeating: may act each time it arrives, so it is tried again only when it certainly did not.",
        }
        .to_owned()
    }));
    facts.extend(list(operation, "x-pc-auth").map(|modes| {
        let names: Vec<_> = modes
            .into_iter()
            .map(|mode| if mode == "app" { "app-only" } else { "app+user" })
            .collect();
        format!("Tokens: {}.", names.join(" and "))
    }));
    facts.extend(clouds(operation));
    if let Some(text) = operation.get_text("x-pc-throttled") {
        facts.push(format!("Throttled: {}", one_line(text)));
    }
    if let Some(text) = operation.get_text("x-pc-delay") {
        facts.push(format!("Delay: {}", one_line(text)));
    }
    facts.extend(match operation.get_text("x-pc-source") {
        Some("sdk-only") => Some("Source: the vendor's SDK; no page describes it.".to_owned()),
        Some("assumed") => Some("Source: assumed; neither a page nor the SDK shows it.".to_owned()),
        _ => None,
    });
    if let Some(url) = operation.get("externalDocs").and_then(|docs| docs.get_text("url")) {
        facts.push(format!("The vendor's page: <{url}>"));
    }
    facts
}

/// Where the operation is documented, and where nothing is said of it.
fn clouds(operation: &Node) -> Option<String> {
    let mut text = format!("Clouds: {}", list(operation, "x-pc-clouds")?.join(", "));
    if let Some(silent) = list(operation, "x-pc-clouds-silent") {
        text.push_str("; the vendor's page is silent about ");
        text.push_str(&silent.join(", "));
    }
    Some(text + ".")
}

fn refusals(operation: &Node, codes: Option<&Node>) -> Vec<String> {
    let listed = operation.get("x-pc-codes").map(Node::elements).unwrap_or_default();
    listed
        .iter()
        .filter_map(Node::as_text)
        .map(|key| {
            let (status, code) = key.split_once('/').unwrap_or((key, ""));
            match codes.and_then(|codes| crate::load::find_code(codes, key)) {
                Some(row) => format!(
                    "{status} `{code}` {}: {} {}",
                    row.get_text("name").unwrap_or_default(),
                    one_line(row.get_text("meaning").unwrap_or_default()),
                    one_line(row.get_text("remedy").unwrap_or_default()),
                )
                .trim_end()
                .to_owned(),
                None => format!("{status} `{code}`"),
            }
        })
        .collect()
}

fn list<'n>(operation: &'n Node, key: &str) -> Option<Vec<&'n str>> {
    Some(operation.get(key)?.elements().iter().filter_map(Node::as_text).collect())
}

fn one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use crate::load::Document;

    #[test]
    fn what_an_operation_states_becomes_text_and_codes_get_their_meaning() {
        let mut document = Document::from_root(
            "
paths:
  /v1/carts:
    get:
      description: Reads a cart.
      externalDocs: { url: 'https://example.com/cart' }
      x-pc-retry: repeat
      x-pc-auth: [app, user]
      x-pc-clouds: [global, china]
      x-pc-clouds-silent: [us-government]
      x-pc-codes: ['404/800008', '400/1']
      x-pc-throttled: Counted per partner.
      x-pc-delay: Up to a minute.
      x-pc-source: sdk-only
",
        );
        let codes = "- { status: 404, code: '800008', name: CartNotFound, meaning: No such cart., remedy: Look. }";
        document.codes = Some(Document::from_root(codes).root);
        super::run(&mut document);
        let description = document.root.at("/paths/~1v1~1carts/get/description").unwrap();
        insta::assert_snapshot!(description.as_text().unwrap(), @r#"
        Reads a cart.

        # At a glance

        - Repeating: asking twice with the same `MS-RequestId` does no harm.
        - Tokens: app-only and app+user.
        - Clouds: global, china; the vendor's page is silent about us-government.
        - Throttled: Counted per partner.
        - Delay: Up to a minute.
        - Source: the vendor's SDK; no page describes it.
        - The vendor's page: <https://example.com/cart>

        # Errors

        Beside those that every call can meet:

        - 404 `800008` CartNotFound: No such cart. Look.
        - 400 `1`
        "#);
    }
}
