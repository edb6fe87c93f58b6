//! Every example of the document can be read and written.
#![cfg(feature = "by-name")]

use std::path::Path;

use partner_center_api::by_name::{NAMES, recode};
use serde_json::Value;

/// The bundled document, which lies beside this crate in the repository.
fn document() -> Value {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../emulator/document/openapi.json");
    let text = std::fs::read_to_string(path).expect("cargo xtask codegen writes it");
    serde_json::from_str(&text).expect("it is JSON")
}

/// Shows each example with the name of its schema, and whether it is a list of such.
fn each_example(node: &Value, show: &mut impl FnMut(&str, &Value)) {
    if let (Some(schema), Some(Value::Object(examples))) =
        (node.get("schema"), node.get("examples"))
    {
        let list = schema.get("items");
        let reference = list.unwrap_or(schema).get("$ref").and_then(Value::as_str);
        let name = reference.and_then(|path| path.rsplit('/').next()).unwrap_or_default();
        for value in examples.values().filter_map(|example| example.get("value")) {
            match (list, value) {
                (Some(_), Value::Array(elements)) => {
                    elements.iter().for_each(|element| show(name, element));
                }
                _ => show(name, value),
            }
        }
    }
    match node {
        Value::Object(map) => map.values().for_each(|child| each_example(child, show)),
        Value::Array(list) => list.iter().for_each(|child| each_example(child, show)),
        _ => {}
    }
}

#[test]
fn every_example_is_read_and_written_twice_alike() {
    let mut count = 0;
    each_example(&document()["paths"], &mut |schema, value| {
        let json = value.to_string();
        let once = recode(schema, &json).expect("a schema of the document");
        let once = once.unwrap_or_else(|error| panic!("{schema}: {error} in {json}"));
        let twice = recode(schema, &once).and_then(Result::ok);
        assert_eq!(twice.as_deref(), Some(once.as_str()), "{schema}");
        count += 1;
    });
    assert!(count > 50, "only {count} examples");
}

#[test]
fn every_schema_has_a_type_and_nothing_else_has() {
    let document = document();
    let schemas = document["components"]["schemas"].as_object().expect("schemas");
    let mut names: Vec<_> = schemas.keys().map(String::as_str).collect();
    names.sort_unstable();
    assert_eq!(NAMES, names);
    for name in NAMES {
        assert!(recode(name, "{").is_some_and(|result| result.is_err()), "{name}");
    }
    assert!(recode("Nothing", "{}").is_none());
}
