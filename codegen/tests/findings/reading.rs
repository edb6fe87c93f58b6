//! Reading files.

use super::*;

#[test]
fn broken_yaml_is_named_with_line_and_column() {
    check!(SCHEMAS, "type: object" => "type: 'object", @r#"
    spec/carts/schemas.yaml:3: this is not YAML: invalid indentation in quoted scalar, at column 9 [yaml]
      at /Cart/type
      correct the syntax
    "#);
}

#[test]
fn a_key_occurs_once() {
    check!(SCHEMAS, "    id:\n" => "    lines: { description: x }\n    id:\n", @r#"
    spec/carts/schemas.yaml:6: this has no type [schema-form]
      at /Cart/properties/lines
      write a `type`, or refer to `AnyValue`

    spec/carts/schemas.yaml:10: the key `lines` occurs twice in one map [duplicate-key]
      at /Cart/properties/lines
      keep one of the two
    "#);
}

#[test]
fn words_that_readers_take_for_booleans_stand_in_quotes() {
    check!(SCHEMAS, "[one_time, monthly]" => "[one_time, monthly, no]", @r#"
    spec/carts/schemas.yaml:39: `no` is not explained [enum-words]
      at /Cycle/enum/2
      explain it under `x-pc-enum`

    spec/carts/schemas.yaml:39: readers disagree on what a bare `no` is [plain-scalar]
      at /Cycle/enum/2
      write 'no' for text; else true, false, null or a JSON number
    "#);
}

#[test]
fn numbers_that_json_does_not_know_stand_in_quotes() {
    check!("shared/ids.yaml", "type: string" => "type: string\n  example: 0002", @r#"
    spec/shared/ids.yaml:4: readers disagree on what a bare `0002` is [plain-scalar]
      at /CartId/example
      write '0002' for text; else true, false, null or a JSON number
    "#);
}

#[test]
fn anchors_are_not_used() {
    check!(SCHEMAS, "type: object" => "type: &kind object", @r#"
    spec/carts/schemas.yaml:3: an anchor or tag is not used in this document [yaml]
      at /Cart/type
      write the value itself, or a `$ref`
    "#);
}

#[test]
fn an_example_is_json_to_the_letter() {
    check!("examples/getCart.200.json", "\"lines\"" => "lines", @r#"
    spec/examples/getCart.200.json:3: this is not JSON: key must be a string at line 3 column 3 [json]
      correct the syntax
    "#);
}

#[test]
fn a_missing_root_is_said() {
    let mut files = small();
    files.remove(std::path::Path::new("openapi.yaml"));
    insta::assert_snapshot!(findings(&files), @r#"
    spec/openapi.yaml:1: there is no root document [root]
      write `spec/openapi.yaml`
    "#);
}
