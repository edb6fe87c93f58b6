//! Identifiers.

use super::*;

#[test]
fn an_id_is_plain_text() {
    check!("shared/ids.yaml", "type: string" => "type: integer\n  format: int32", @"
    spec/examples/getCart.200.json:2: the schema says integer, this is a string [example]
      at /id
      correct the example, or the schema if the service writes this

    spec/examples/updateCart.200.json:2: the schema says integer, this is a string [example]
      at /id
      correct the example, or the schema if the service writes this

    spec/examples/updateCart.request.json:2: the schema says integer, this is a string [example]
      at /id
      correct the example, or the schema if the service writes this

    spec/shared/ids.yaml:1: `CartId` is called an id and is not plain text [id]
      at /CartId
      an id is `type: string` without words or format, since ids vary

    spec/shared/parameters.yaml:7: the schema says integer, this is a string [example]
      at /CartIdPath/example
      correct the example, or the schema if the service writes this
    ");
    check!("shared/ids.yaml", "type: string" => "type: string\n  pattern: '^[0-9]+$'", @r#"
    spec/shared/ids.yaml:4: `pattern` promises a form of `CartId` that others may not have [opaque-text]
      at /CartId/pattern
      say it in the description
    "#);
}

#[test]
fn a_property_that_is_an_id_has_a_type_of_its_own() {
    check!(SCHEMAS, "allOf: [{ $ref: '../shared/ids.yaml#/CartId' }]" => "type: string", @r#"
    spec/carts/schemas.yaml:6: `id` is an id without a type of its own [id]
      at /Cart/properties/id
      refer to a schema of shared/ids.yaml, so that ids cannot be swapped
    "#);
}
