//! Schemas.

use super::*;

#[test]
fn a_misspelt_key_means_nothing() {
    check!(SCHEMAS, "additionalProperties" => "aditionalProperties", @r#"
    spec/carts/schemas.yaml:15: a map has values [schema-form]
      at /Cart/properties/labels
      write `additionalProperties: { type: string }`

    spec/carts/schemas.yaml:18: `aditionalProperties` means nothing here [unknown-key]
      at /Cart/properties/labels/aditionalProperties
      correct the spelling, move it to where it has a meaning, or remove it
    "#);
}

#[test]
fn what_is_no_openapi_is_named_by_its_part() {
    check!(SCHEMAS, "type: integer" => "type: whole", @r#"
    spec/carts/schemas.yaml:24: this has no type [schema-form]
      at /CartLine/properties/id
      write a `type`, or refer to `AnyValue`

    spec/carts/schemas.yaml:26: OpenAPI has no such type [schema-form]
      at /CartLine/properties/id/type
      use array, boolean, integer, number, object, string

    spec/examples/getCart.200.json:3: the schema says whole, this is a number [example]
      at /lines/0/id
      correct the example, or the schema if the service writes this

    spec/examples/updateCart.200.json:3: the schema says whole, this is a number [example]
      at /lines/0/id
      correct the example, or the schema if the service writes this

    spec/examples/updateCart.request.json:3: the schema says whole, this is a number [example]
      at /lines/0/id
      correct the example, or the schema if the service writes this
    "#);
}

#[test]
fn an_enum_has_a_name() {
    check!(SCHEMAS, "additionalProperties: { type: string }" => "additionalProperties: { type: string, enum: [a] }", @r#"
    spec/carts/schemas.yaml:18: an enum without a name cannot be left open [inline-enum]
      at /Cart/properties/labels/additionalProperties/enum
      make it a named schema, and refer to it

    spec/carts/schemas.yaml:18: `a` is not explained [enum-words]
      at /Cart/properties/labels/additionalProperties/enum/0
      explain it under `x-pc-enum`
    "#);
}

#[test]
fn every_word_is_explained_and_every_explanation_is_for_a_word() {
    check!(SCHEMAS, "    monthly: Every month." => "    yearly: Every year.", @r#"
    spec/carts/schemas.yaml:39: `monthly` is not explained [enum-words]
      at /Cycle/enum/1
      explain it under `x-pc-enum`

    spec/carts/schemas.yaml:42: `yearly` is explained and not listed [enum-words]
      at /Cycle/x-pc-enum/yearly
      list it under `enum`, or remove it
    "#);
}

#[test]
fn words_that_are_read_alike_are_one_word() {
    check!(SCHEMAS, "[one_time, monthly]" => "[one_time, monthly, OneTime]", @r#"
    spec/carts/schemas.yaml:39: `OneTime` and `one_time` are read as one word [enum]
      at /Cycle/enum/2
      list one; every spelling is read

    spec/carts/schemas.yaml:39: `OneTime` is not explained [enum-words]
      at /Cycle/enum/2
      explain it under `x-pc-enum`
    "#);
}

#[test]
fn an_object_has_a_name() {
    check!(
        SCHEMAS,
        "allOf: [{ $ref: '../shared/ids.yaml#/CartId' }]" => "type: object\n      properties: { x: { type: string } }",
        @r#"
        spec/carts/schemas.yaml:6: an object without a name [schema-form]
          at /Cart/properties/id
          make it a named schema, and refer to it

        spec/examples/getCart.200.json:2: the schema says object, this is a string [example]
          at /id
          correct the example, or the schema if the service writes this

        spec/examples/updateCart.200.json:2: the schema says object, this is a string [example]
          at /id
          correct the example, or the schema if the service writes this

        spec/examples/updateCart.request.json:2: the schema says object, this is a string [example]
          at /id
          correct the example, or the schema if the service writes this
        "#
    );
}

#[test]
fn nothing_is_required() {
    check!(SCHEMAS, "  x-pc-keep-unknown: true\n" => "  x-pc-keep-unknown: true\n  required: [id]\n", @r#"
    spec/carts/schemas.yaml:5: a type has no required fields: answers leave out what they like [required]
      at /Cart/required
      say in the description what a request needs
    "#);
}

#[test]
fn formats_that_the_service_does_not_keep_are_refused() {
    check!("shared/ids.yaml", "type: string" => "type: string\n  format: uuid", @r#"
    spec/shared/ids.yaml:4: the service does not keep to `format: uuid` [format]
      at /CartId/format
      refer to `DateTime`, `Decimal` or an id, or say it in the description
    "#);
}

#[test]
fn a_number_is_exact_and_an_integer_has_a_size() {
    check!(SCHEMAS, "allOf: [{ $ref: '../shared/schemas.yaml#/Decimal' }]" => "type: number", @r#"
    spec/carts/schemas.yaml:29: a number is not exact [schema-form]
      at /CartLine/properties/price
      refer to `Decimal`, or write an integer with a format
    "#);
    check!(SCHEMAS, "      format: int32\n" => "", @r#"
    spec/carts/schemas.yaml:24: an integer has a size [schema-form]
      at /CartLine/properties/id
      write `format: int32` or `int64`
    "#);
}

#[test]
fn alternatives_are_left_to_types_written_by_hand() {
    check!(
        SCHEMAS,
        "allOf: [{ $ref: '#/Cycle' }]" => "oneOf: [{ $ref: '#/Cycle' }, { type: boolean }]",
        @r#"
    spec/carts/schemas.yaml:32: this has no type [schema-form]
      at /CartLine/properties/cycle
      write a `type`, or refer to `AnyValue`

    spec/carts/schemas.yaml:34: `oneOf` takes the first form that fits, and loses the rest [union]
      at /CartLine/properties/cycle/oneOf
      say with `x-pc-discriminator` how the form is told
    "#
    );
}

#[test]
fn two_properties_do_not_become_one_field() {
    check!(SCHEMAS, "    id:\n      description: The cart." => "    Id: { description: x, type: string }\n    id:\n      description: The cart.", @r#"
    spec/carts/schemas.yaml:6: `Id` is an id without a type of its own [id]
      at /Cart/properties/Id
      refer to a schema of shared/ids.yaml, so that ids cannot be swapped

    spec/carts/schemas.yaml:7: `id` and `Id` become one field in Rust [property-name]
      at /Cart/properties/id
      describe one of them; other spellings are read anyway
    "#);
}

#[test]
fn a_schema_has_a_name_that_rust_can_bear() {
    check!("shared/ids.yaml", "CartId:" => "String: { description: x, type: string }\n\nCartId:", @r#"
    spec/shared/ids.yaml:1: `String` means something else in generated code [schema-name]
      at /String
      choose another name
    "#);

    check!("shared/ids.yaml", "CartId:" => "CartResource: { description: x, type: string }\n\nCartId:", @r#"
    spec/shared/ids.yaml:1: `CartResource` is what the type of `Cart` is called [schema-name]
      at /CartResource
      choose another name
    "#);
}
