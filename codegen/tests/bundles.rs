//! The bundles for other languages, of the real document.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use partner_center_codegen::{Files, generate};
use serde_json::Value;

fn sources() -> Files {
    fn read(folder: &Path, below: &Path, files: &mut Files) {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            match path.is_dir() {
                true => read(&path, below, files),
                false => {
                    let name: PathBuf = path.strip_prefix(below).unwrap().into();
                    files.insert(name, fs::read_to_string(&path).unwrap());
                }
            }
        }
    }
    let spec = Path::new(env!("CARGO_MANIFEST_DIR")).join("../spec");
    let mut files = BTreeMap::new();
    read(&spec, &spec, &mut files);
    files
}

/// The bundle for a version of OpenAPI.
fn bundle(version: &str) -> Value {
    let output = generate(&sources()).unwrap();
    let name = format!("partner-center.openapi-{version}.json");
    serde_json::from_str(&output.bundles[Path::new(&name)]).unwrap()
}

#[test]
fn each_kind_of_line_has_its_own_word() {
    for version in ["3.0", "3.1"] {
        let root = bundle(version);
        let schemas = &root["components"]["schemas"];
        let shapes = schemas["InvoiceLineItem"]["anyOf"].as_array().unwrap();
        assert_eq!(shapes.len(), 5);
        let mut words = Vec::new();
        for shape in shapes {
            let name = shape["$ref"].as_str().unwrap().rsplit('/').next().unwrap();
            let attributes = &schemas[name]["properties"]["attributes"];
            let target = if version == "3.1" { attributes } else { &attributes["allOf"][0] };
            assert_eq!(target["$ref"], format!("#/components/schemas/{name}Attributes"));
            let own = &schemas[format!("{name}Attributes")]["properties"]["objectType"]["enum"];
            words.extend(own.as_array().unwrap().clone());
        }
        assert_eq!(words.len(), 6, "no word is of two kinds: {words:?}");
    }
}

#[test]
fn words_of_answers_are_open_and_those_of_requests_alone_are_not() {
    let root = bundle("3.1");
    let schema = |name: &str| &root["components"]["schemas"][name];
    for open in ["OrderStatus", "CartStatus", "TermDuration", "BillingCycleType"] {
        assert!(schema(open)["enum"].is_null(), "{open}");
        assert!(schema(open)["x-extensible-enum"].is_array(), "{open}");
    }
    for closed in ["TargetView", "UnbilledPeriod", "PriceSheetView"] {
        assert!(schema(closed)["enum"].is_array(), "{closed}");
    }
    assert_eq!(schema("MpnId")["type"], serde_json::json!(["string", "integer"]));
    assert!(schema("OrderStatus")["x-enumDescriptions"].is_object());
}

#[test]
fn a_description_stands_beside_a_reference_in_the_newer_one() {
    let root = bundle("3.1");
    assert_eq!(root["openapi"], "3.1.0");
    let currency = &root["components"]["schemas"]["Order"]["properties"]["currencyCode"];
    assert!(currency["description"].is_string() && currency["$ref"].is_string(), "{currency}");
    let older = bundle("3.0");
    let currency = &older["components"]["schemas"]["Order"]["properties"]["currencyCode"];
    assert!(currency["allOf"].is_array(), "{currency}");
}

#[test]
fn links_lead_from_a_cart_to_its_checkout_and_to_the_order() {
    let root = bundle("3.0");
    let paths = &root["paths"];
    let created = &paths["/v1/customers/{customer-id}/carts"]["post"]["responses"]["201"]["links"];
    assert_eq!(created["checkoutCart"]["parameters"]["cart-id"], "$response.body#/id");
    let checkout = "/v1/customers/{customer-id}/carts/{cart-id}/checkout";
    let links = &paths[checkout]["post"]["responses"]["201"]["links"];
    assert_eq!(links["getOrder"]["operationId"], "getOrder");
}
