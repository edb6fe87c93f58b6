//! The order of the generator's modules: what may use what.

use std::path::Path;

use partner_center_imports::{Graph, circles, up_arrows};

/// The floors, the lowest first. A module uses its own floor and those below it.
const FLOORS: [&[&str]; 6] = [
    &["files", "finding"],
    &["node"],
    &["json", "names", "union"],
    &["load"],
    &["bundles", "emit", "lint", "passes"],
    &["crate"],
];

fn graph() -> Graph {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    Graph::read(&src).expect("the sources of the generator can be read")
}

#[test]
fn no_file_needs_one_that_needs_it() {
    let circles = circles(&graph());
    assert!(circles.is_empty(), "files that use one another: {circles:#?}");
}

#[test]
fn no_module_uses_one_above_it() {
    let found = up_arrows(&graph(), &FLOORS);
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_steps_know_nothing_of_one_another() {
    let steps = ["bundles", "emit", "lint", "passes"];
    let step_of = |file: &str| {
        steps
            .into_iter()
            .find(|step| file.strip_prefix(step).is_some_and(|rest| rest.starts_with(['.', '/'])))
    };
    let graph = graph();
    let found: Vec<_> = graph
        .arrows()
        .filter(|(file, used)| step_of(file).is_some() && step_of(used).is_some())
        .filter(|(file, used)| step_of(file) != step_of(used))
        .collect();
    assert!(found.is_empty(), "{found:#?}");
}
