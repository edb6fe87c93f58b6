//! The small document that the tests edit.
#![allow(clippy::unwrap_used, reason = "what is missing here fails the test, as it should")]
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

use std::fs;
use std::path::Path;

use partner_center_codegen::{Files, Finding, generate};

/// The files of `tests/small`, which break no rule.
pub fn small() -> Files {
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/small");
    let mut files = Files::new();
    read(&top, &top, &mut files);
    files
}

fn read(folder: &Path, top: &Path, files: &mut Files) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read(&path, top, files);
        } else {
            let name = path.strip_prefix(top).unwrap().to_owned();
            files.insert(name, fs::read_to_string(&path).unwrap().replace("\r\n", "\n"));
        }
    }
}

/// The small document with `from` replaced by `to`, once, in one file.
#[track_caller]
pub fn edited(file: &str, from: &str, to: &str) -> Files {
    let mut files = small();
    let text = files.get_mut(Path::new(file)).unwrap();
    assert!(text.contains(from), "{file} does not contain {from:?}");
    *text = text.replacen(from, to, 1);
    files
}

/// What is wrong with a document, as people read it.
pub fn findings(files: &Files) -> String {
    match generate(files) {
        Ok(_) => "nothing".to_owned(),
        Err(findings) => findings.iter().map(Finding::to_string).collect::<Vec<_>>().join("\n\n"),
    }
}
