//! Adds to the description of a property what our extensions say about it.
//!
//! The generator shows descriptions and drops extensions.

use super::each::each;
use crate::load::{Document, Shape};
use crate::node::Node;

pub(super) fn run(document: &mut Document) {
    each(&mut document.root, Shape::Schema, |schema| {
        let mut sentences: Vec<String> =
            schema.get_text("description").map(str::trim).map(str::to_owned).into_iter().collect();
        sentences.extend(absence(schema));
        sentences.extend(evidence(schema).map(str::to_owned));
        if sentences.len() > 1 {
            schema.set_text("description", sentences.join("\n\n"));
        }
        schema.retain(|key| !matches!(key, "x-pc-absent" | "x-pc-evidence" | "x-pc-quirks"));
    });
}

fn absence(schema: &Node) -> Option<String> {
    Some(format!("Where it is missing: {}", lower_first(schema.get_text("x-pc-absent")?.trim())))
}

fn evidence(schema: &Node) -> Option<&'static str> {
    Some(match schema.get_text("x-pc-evidence")? {
        "sdk" => "The vendor's SDK has this property; its pages do not.",
        "example" => "Seen in the vendor's examples only.",
        "table" => "Described by the vendor, and in no example.",
        _ => "Known from elsewhere than the vendor's pages and SDK.",
    })
}

/// Lets a sentence go on after a colon, unless it begins with a name.
fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    match (chars.next(), chars.clone().next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::rewritten;

    #[test]
    fn absence_and_evidence_become_sentences() {
        let yaml = "
components:
  schemas:
    Line:
      properties:
        term:
          description: How long it lasts.
          x-pc-absent: The purchase does not end.
          x-pc-evidence: sdk
          x-pc-quirks: [Q-CYCLE]
        subscription:
          description: What it is for.
          x-pc-absent: SKUs without one need none.
";
        let pointer = "/components/schemas/Line/properties";
        insta::assert_snapshot!(rewritten(super::run, yaml, pointer), @r#"
        {
          "term": {
            "description": "How long it lasts.\n\nWhere it is missing: the purchase does not end.\n\nThe vendor's SDK has this property; its pages do not."
          },
          "subscription": {
            "description": "What it is for.\n\nWhere it is missing: SKUs without one need none."
          }
        }
        "#);
    }
}
