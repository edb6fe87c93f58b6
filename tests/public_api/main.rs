//! What users can name and call, held to what they could name and call before.

mod operations;

use std::path::Path;

use partner_center_imports::PublicApi;

/// Names at the root that a reader of its documentation can take in at once. A new name has to be
/// needed by most programs; others stand in the module of their noun.
const NAMES_AT_THE_ROOT: usize = 28;

#[track_caller]
fn check(crate_name: &str, src: &str, named: &[&str]) {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join(src);
    let api = PublicApi::read(&src, named).expect("the sources can be read");
    hold(crate_name, &api.to_string());
}

/// Compares a list with the file of that name.
#[track_caller]
fn hold(name: &str, list: &str) {
    let mut settings = insta::Settings::clone_current();
    settings.set_snapshot_path("");
    settings.set_prepend_module_to_snapshot(false);
    settings.set_omit_expression(true);
    settings.set_description(
        "To accept: INSTA_UPDATE=always cargo test --test public_api. Say in CHANGELOG.md what users notice.",
    );
    settings.bind(|| insta::assert_snapshot!(name, list));
}

#[test]
fn the_facade_shows_what_it_showed_before() {
    check("partner-center", "src", &[]);
}

/// The files that a machine writes are their own snapshot, so only their names are listed.
#[test]
fn the_typed_client_shows_what_it_showed_before() {
    check("partner-center-api", "generated/src", &["client"]);
}

#[test]
fn the_root_of_the_facade_stays_small() {
    let src = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let api = PublicApi::read(&src, &[]).expect("the sources can be read");
    let names: Vec<&str> = api.root().collect();
    assert_eq!(names.len(), NAMES_AT_THE_ROOT, "{}", names.join(", "));
}
