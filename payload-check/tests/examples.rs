//! Every example of `spec/examples` fits the document and the client.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use std::fs;
use std::path::{Path, PathBuf};

use partner_center_payload_check::{Report, Verdict, check, check_answer, check_request};

/// Examples of answers that several operations share, under the names of the answers.
const SHARED: &[(&str, &str)] =
    &[("Fault", "ApiFault"), ("Throttled", "GatewayError"), ("GraphFault", "GraphError")];

fn examples() -> Vec<PathBuf> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec/examples");
    let mut files: Vec<_> =
        fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files
}

/// Checks an example by its name: `createCart.201.json`, `createCart.request.software.json`.
fn report(file: &Path) -> Report {
    let name = file.file_name().unwrap().to_str().unwrap();
    let text = fs::read_to_string(file).unwrap();
    let parts: Vec<_> = name.split('.').collect();
    let (operation, part) = (parts[0], parts[1]);
    let shared = SHARED.iter().find(|(answer, _)| *answer == operation);
    let report = match (shared, part) {
        (Some((_, schema)), _) => check(schema, &text),
        (None, "request") => check_request(operation, &text),
        (None, status) => check_answer(operation, status.parse().unwrap(), &text),
    };
    report.unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn every_example_of_the_document_fits() {
    let files = examples();
    assert!(files.len() > 20, "only {} examples were found", files.len());
    let mut wrong = Vec::new();
    for file in &files {
        let name = file.file_name().unwrap().to_str().unwrap();
        let report = report(file);
        let allowed = if name.contains("odd") { Verdict::Drift } else { Verdict::Fits };
        if report.verdict > allowed {
            wrong.push(format!("{name}: {}\n{:#?}", report.verdict, report.findings));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn an_example_with_something_unheard_of_drifts() {
    // Proof that the test above can fail, for each of the forms that it calls.
    for (operation, status, text) in [
        ("getCart", 200, r#"{"unheardOf": 1}"#),
        ("checkInventory", 200, r#"[{}, {"unheardOf": 1}]"#),
        ("getCart", 404, r#"{"unheardOf": 1}"#),
    ] {
        let report = check_answer(operation, status, text).unwrap();
        assert_eq!(report.verdict, Verdict::Drift, "{operation} {status}");
        assert!(report.findings[0].pointer.ends_with("/unheardOf"), "{report:?}");
    }
    assert_eq!(check_request("createCart", r#"{"x": 1}"#).unwrap().verdict, Verdict::Drift);
}

#[test]
fn a_bare_list_is_checked_element_by_element() {
    let report = check_answer("checkInventory", 200, r#"[{}, {"productId": true}, []]"#).unwrap();
    assert_eq!(report.verdict, Verdict::Undecodable);
    assert_eq!(report.findings[0].pointer, "/1/productId");
    let report = check_answer("checkInventory", 200, "{}").unwrap();
    assert_eq!(report.verdict, Verdict::Undecodable);
    assert_eq!(report.findings[0].detail, "the client reads a list, this is an empty object");
}

#[test]
fn a_body_that_the_document_lacks_is_named() {
    let error = check_request("getCart", "{}").unwrap_err().to_string();
    assert_eq!(error, "the document has no JSON body for `getCart`, request");
    let error = check_answer("getCarts", 200, "{}").unwrap_err().to_string();
    assert_eq!(error, "the document has no JSON body for `getCarts`, 200");
}
