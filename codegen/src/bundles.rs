//! The document in one piece, for the generators of other languages.
//!
//! It says in types what the sources say in prose or by extensions: which shape a line of an
//! invoice has, which words are open, what comes as a number or as text. What generators and
//! renderers know under names of their own is added under those.

mod kinds;
mod links;
mod parts;
mod references;
mod words;

use std::path::PathBuf;

use crate::bundles::parts::Version;
use crate::files::Files;
use crate::json;
use crate::load::Document;
use crate::node::Node;

impl Version {
    fn file(self) -> &'static str {
        match self {
            Self::Three => "partner-center.openapi-3.0.json",
            Self::ThreeOne => "partner-center.openapi-3.1.json",
        }
    }
}

/// The files of `generated/openapi/`.
pub(crate) fn files(document: &Document) -> Files {
    [Version::Three, Version::ThreeOne]
        .into_iter()
        .map(|version| {
            let mut root = document.root.clone();
            kinds::tell(&mut root);
            words::open(&mut root, version);
            links::add(&mut root);
            if version == Version::ThreeOne {
                references::flatten(&mut root);
                root.set_text("openapi", "3.1.0".to_owned());
                license(&mut root);
            }
            (PathBuf::from(version.file()), json::pretty(&root))
        })
        .collect()
}

/// A license has an identifier since 3.1.
fn license(root: &mut Node) {
    let Some(license) = root.get_mut("info").and_then(|info| info.get_mut("license")) else {
        return;
    };
    if let Some(name) = license.get_text("name").map(str::to_owned) {
        license.set_text("identifier", name);
    }
}
