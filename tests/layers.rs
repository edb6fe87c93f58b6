//! The order of the facade's folders: what may use what.

use std::fs;
use std::path::Path;

use partner_center_imports::{Graph, circles, up_arrows};

/// The floors, the lowest first. A folder uses its own floor and those below it.
const FLOORS: [&[&str]; 21] = [
    &["error"],
    &["clock"],
    &["values"],
    &["journal"],
    &["listing"],
    // What auth and transport share. It knows neither tokens nor operations.
    &["net"],
    &["auth"],
    &["transport"],
    &["client"],
    // What is asked about a customer before it buys.
    &["agreement", "new_customer", "promotion"],
    &["download"],
    // What a buyer does, from looking to holding.
    &["catalog"],
    &["cart"],
    &["purchase"],
    &["invoice"],
    &["order", "subscription"],
    &["entitlement"],
    &["price_sheet", "reconciliation"],
    &["export"],
    // Many purchases, each with its journal.
    &["batch"],
    &["crate", "external", "fuzzing"],
];

fn src() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/src"))
}

fn graph() -> Graph {
    Graph::read(src()).expect("the sources of the facade can be read")
}

#[test]
fn no_file_needs_one_that_needs_it() {
    let circles = circles(&graph());
    assert!(circles.is_empty(), "files that use one another: {circles:#?}");
}

#[test]
fn no_folder_uses_one_above_it() {
    let found = up_arrows(&graph(), &FLOORS);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// `lib.rs` stands on top and shows users what others define. Whoever imports through it hides
/// where a thing is from.
#[test]
fn no_file_imports_what_only_the_root_shows() {
    let mut found = Vec::new();
    for file in graph().files().filter(|file| *file != "lib.rs") {
        let text = fs::read_to_string(src().join(file)).expect("it was read before");
        let code = text.lines().map(str::trim).filter(|line| !line.starts_with("//"));
        found.extend(code.filter(|line| !is_by_folder(line)).map(|line| format!("{file}: {line}")));
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Whether each path from the root goes through a folder.
fn is_by_folder(line: &str) -> bool {
    let folders = FLOORS.concat();
    line.split("crate::").skip(1).all(|rest| {
        let end = rest.find(|c: char| !c.is_alphanumeric() && c != '_').unwrap_or(rest.len());
        folders.contains(&&rest[..end])
    })
}
