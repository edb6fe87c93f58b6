//! Rewrites of the document, which says some things differently than the generator needs them.
//!
//! A pass has one reason; when the reason goes away, so does the file.

mod each;
mod open_limits;
mod operation_prose;
mod property_prose;
mod resource_names;

use crate::load::Document;

/// Every pass, in the order it runs; later ones may rely on earlier ones.
const PASSES: &[fn(&mut Document)] =
    &[operation_prose::run, property_prose::run, open_limits::run, resource_names::run];

/// Rewrites the document for the generator.
pub(crate) fn run_all(document: &mut Document) {
    for pass in PASSES {
        pass(document);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a pass makes of a document, or of the part of it at a JSON pointer.
    #[track_caller]
    pub(super) fn rewritten(pass: fn(&mut Document), yaml: &str, pointer: &str) -> String {
        let mut document = Document::from_root(yaml);
        pass(&mut document);
        crate::json::pretty(document.root.at(pointer).unwrap())
    }
}
