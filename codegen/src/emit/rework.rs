//! Changes to the syntax tree that the generator made.
//!
//! A change is made here only if no change of the document can have the same effect. Each file has
//! one reason, and knows how often it has to find what it changes. Otherwise a generator that
//! writes the same thing in other words would switch the change off unnoticed.

mod growth;
mod keep_unknown;
mod reading;
mod secret;
pub(super) mod serde_attribute;
mod shared_text;
mod short_paths;
mod wire_fields;

use crate::emit::context::Context;
use crate::finding::{Finding, Place};

/// One change.
struct Rework {
    name: &'static str,
    /// Makes the change and says how often it was made.
    run: fn(&mut syn::File, &Context<'_>) -> usize,
    /// How often it must be made at least, for this document.
    must: fn(&Context<'_>) -> usize,
}

/// Every change, in the order it is made; later ones may rely on earlier ones.
const REWORKS: &[Rework] = &[
    Rework { name: "short_paths", run: short_paths::run, must: short_paths::must },
    Rework { name: "wire_fields", run: wire_fields::run, must: wire_fields::must },
    Rework { name: "shared_text", run: shared_text::run, must: shared_text::must },
    Rework { name: "secret", run: secret::run, must: secret::must },
    Rework { name: "growth", run: growth::run, must: growth::must },
    // Last among those that touch fields: they write out what the attributes say.
    Rework { name: "keep_unknown", run: keep_unknown::run, must: keep_unknown::must },
    Rework { name: "reading", run: reading::run, must: reading::must },
];

/// Makes every change, and reports those that found too little to do.
pub(super) fn run_all(file: &mut syn::File, context: &Context<'_>) -> Result<(), Vec<Finding>> {
    let all = REWORKS.iter().filter_map(|rework| rework.apply(file, context));
    let findings: Vec<_> = all.collect();
    if findings.is_empty() { Ok(()) } else { Err(findings) }
}

impl Rework {
    fn apply(&self, file: &mut syn::File, context: &Context<'_>) -> Option<Finding> {
        let (found, must) = ((self.run)(file, context), (self.must)(context));
        (found < must).then(|| {
            Finding::new(
                &Place::whole("openapi.yaml"),
                "rework",
                format!(
                    "the rework `{}` was made {found} times where the document needs {must}",
                    self.name
                ),
                "the generator writes something in other words: adapt the rework to what it \
                 writes now",
            )
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::Document;

    /// What a rework makes of the text of a file, for a document.
    #[track_caller]
    pub(super) fn reworked(
        rework: fn(&mut syn::File, &Context<'_>) -> usize,
        yaml: &str,
        rust: &str,
    ) -> String {
        let document = Document::from_root(yaml);
        let mut file = syn::parse_str(rust).unwrap();
        rework(&mut file, &Context::of(&document));
        prettyplease::unparse(&file)
    }

    const ONE_OBJECT: &str = "
components:
  schemas:
    Line:
      type: object
      x-pc-keep-unknown: true
      properties: { id: { type: string } }
    Payment:
      oneOf: [{ $ref: '#/components/schemas/Card' }]
      x-pc-discriminator: { path: [a], words: {}, fallback: { properties: [b, c], pairs: [] } }
    Card:
      type: object
      properties: { holder: { type: string, x-pc-secret: true } }
";

    #[test]
    fn a_rework_that_finds_too_little_is_a_finding() {
        let document = Document::from_root(ONE_OBJECT);
        let context = Context::of(&document);
        // A generator that no longer writes a module of types.
        let mut file = syn::parse_str("pub struct Line { pub id: Option<String> }").unwrap();
        let findings = run_all(&mut file, &context).unwrap_err();
        let texts: Vec<_> = findings.iter().map(ToString::to_string).collect();
        for rework in REWORKS {
            let named = format!("the rework `{}` was made 0 times", rework.name);
            assert!(texts.iter().any(|text| text.contains(&named)), "{named}: {texts:#?}");
        }
    }

    #[test]
    fn each_rework_counts_what_the_document_needs() {
        let document = Document::from_root(ONE_OBJECT);
        let context = Context::of(&document);
        let counts: Vec<_> = REWORKS.iter().map(|rework| (rework.must)(&context)).collect();
        assert_eq!(counts, [2, 2, 1, 1, 2, 1, 1]);
    }
}
