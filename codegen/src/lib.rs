//! From the document of the service to the sources of its client: text in, text out.
//!
//! Nothing here opens a file, reads a clock or looks at the environment, so equal documents
//! give equal bytes. Reading and writing the folders is the business of `xtask`.
//!
//! 1. `load` reads the files of `spec/` and bundles them into one document in which every
//!    value knows its file and line;
//! 2. `lint` finds everything that is wrong with it, at once;
//! 3. `passes` rewrite it for the generator;
//! 4. `emit` runs the generator, reworks its syntax tree, and adds what it cannot make.

mod bundles;
mod emit;
mod files;
mod finding;
mod json;
mod lint;
mod load;
mod names;
mod node;
mod passes;
mod union;

use std::path::PathBuf;

pub use files::Files;
pub use finding::Finding;
use finding::Findings;

/// What is made of the document.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Output {
    /// The files of `generated/src/client/`.
    pub client: Files,
    /// The files of `emulator/document/`: the document in one piece, examples included.
    pub document: Files,
    /// The files of `generated/openapi/`: the same for the generators of other languages.
    pub bundles: Files,
}

/// Generates what the files of `spec/` describe.
///
/// # Errors
///
/// Everything that is wrong with the document, sorted by place.
pub fn generate(sources: &Files) -> Result<Output, Vec<Finding>> {
    let mut document = read(sources)?;
    let in_one_piece = json::pretty(&document.root);
    let bundles = bundles::files(&document);
    passes::run_all(&mut document);
    Ok(Output {
        client: emit::client(&document)?,
        document: Files::from([(PathBuf::from("openapi.json"), in_one_piece)]),
        bundles,
    })
}

/// Bundles the files of `spec/` into one JSON document, examples included.
///
/// # Errors
///
/// Everything that is wrong with the document, sorted by place.
pub fn bundle(sources: &Files) -> Result<String, Vec<Finding>> {
    read(sources).map(|document| json::pretty(&document.root))
}

/// Loads and lints.
fn read(sources: &Files) -> Result<load::Document, Vec<Finding>> {
    let mut findings = Findings::default();
    let document = load::load(sources, &mut findings);
    if let Some(document) = &document {
        lint::check(document, &mut findings);
    }
    findings.into_result()?;
    document.ok_or_else(|| {
        let place = finding::Place::whole("openapi.yaml");
        let message = "there is no document that could be read";
        vec![Finding::new(&place, "root", message, "write `spec/openapi.yaml`")]
    })
}
