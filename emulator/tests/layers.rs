//! The order of the emulator's modules: what may use what.

use std::path::Path;

use partner_center_imports::{Graph, circles, up_arrows};

/// The floors, the lowest first. A module uses its own floor and those below it.
const FLOORS: [&[&str]; 18] = [
    &["base64url", "body", "clock", "fault_codes", "faults", "json", "passage", "request"],
    &["ids", "journey", "written"],
    &["chaos", "document", "gates", "operation_names", "reply"],
    &["lacking", "settings"],
    &["state", "throttle"],
    &["state::closing", "state::renewal"],
    &["state::settle"],
    &["late", "ledger", "seed", "statement"],
    &["call", "options", "tokens", "traffic"],
    &["fault_replies", "memory", "routes", "wire"],
    &["operate"],
    &["addressed"],
    &["delivery"],
    &["emulator"],
    &["billing", "control", "standing"],
    &["service"],
    &["server"],
    &["crate"],
];

fn graph() -> Graph {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    Graph::read(&src).expect("the sources of the emulator can be read")
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
