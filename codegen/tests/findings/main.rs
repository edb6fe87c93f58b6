//! What each rule says when it is broken, on the smallest document that breaks it.

#[path = "../document/mod.rs"]
mod document;

use document::{edited, findings, small};

/// Edits the small document and compares what is found with an inline snapshot.
macro_rules! check {
    ($file:expr, $from:expr => $to:expr, @$expected:literal) => {
        insta::assert_snapshot!(findings(&edited($file, $from, $to)), @$expected)
    };
}

mod examples;
mod hosts;
mod ids;
mod operations;
mod parameters;
mod reading;
mod references;
mod responses;
mod roots;
mod schemas;
mod tables;
mod unions;

const OPERATIONS: &str = "carts/operations.yaml";
const SCHEMAS: &str = "carts/schemas.yaml";

#[test]
fn the_small_document_breaks_no_rule() {
    insta::assert_snapshot!(findings(&small()), @"nothing");
}

#[test]
fn everything_is_found_at_once_in_the_order_of_places() {
    let mut files = edited(SCHEMAS, "additionalProperties", "aditionalProperties");
    for (file, from, to) in [
        (OPERATIONS, "x-pc-retry: read", "x-pc-retry: safe"),
        (OPERATIONS, "404/800008", "404/1"),
        ("shared/ids.yaml", "type: string", "type: string\n  format: uuid"),
    ] {
        let text = files.get_mut(std::path::Path::new(file)).unwrap();
        *text = text.replacen(from, to, 1);
    }
    insta::assert_snapshot!(findings(&files), @r#"
    spec/carts/operations.yaml:8: `x-pc-retry` is not what it should be [extension]
      at /cart/get/x-pc-retry
      `x-pc-retry` is one of read, repeat, once

    spec/carts/operations.yaml:11: there is no code 404/1 in codes.yaml [codes]
      at /cart/get/x-pc-codes/0
      write status and code as "404/400013", or add the code there

    spec/carts/schemas.yaml:15: a map has values [schema-form]
      at /Cart/properties/labels
      write `additionalProperties: { type: string }`

    spec/carts/schemas.yaml:18: `aditionalProperties` means nothing here [unknown-key]
      at /Cart/properties/labels/aditionalProperties
      correct the spelling, move it to where it has a meaning, or remove it

    spec/shared/ids.yaml:4: the service does not keep to `format: uuid` [format]
      at /CartId/format
      refer to `DateTime`, `Decimal` or an id, or say it in the description
    "#);
}
