//! References, and what nothing refers to.

use super::*;

#[test]
fn a_reference_leads_somewhere() {
    check!(SCHEMAS, "'#/CartLine'" => "'#/CartLin'", @r#"
    spec/carts/schemas.yaml:14: `#/CartLin` leads nowhere [reference]
      at /Cart/properties/lines/items/$ref
      `carts/schemas.yaml` has Cart, CartLine, Cycle
    "#);
}

#[test]
fn a_reference_names_a_file_that_exists() {
    check!(SCHEMAS, "../shared/ids.yaml" => "shared/ids.yaml", @r#"
    spec/carts/schemas.yaml:8: `shared/ids.yaml#/CartId` leads nowhere [reference]
      at /Cart/properties/id/allOf/0/$ref
      there is no file `carts/shared/ids.yaml`; paths are relative to the file they are in
    "#);
}

#[test]
fn nothing_stands_beside_a_reference() {
    check!(SCHEMAS, "items: { $ref: '#/CartLine' }" => "items: { $ref: '#/CartLine', description: x }", @r#"
    spec/carts/schemas.yaml:14: `description` beside a `$ref` is ignored by OpenAPI 3.0 [ref-sibling]
      at /Cart/properties/lines/items/description
      wrap the reference: `allOf: [{ $ref: … }]`, and keep the rest beside it
    "#);
}

#[test]
fn a_name_means_one_thing() {
    check!("shared/ids.yaml", "CartId:" => "Cart:\n  description: x\n  type: string\n\nCartId:", @r#"
    spec/shared/ids.yaml:1: two things are called `Cart` in schemas; the other is in carts/schemas.yaml:1 [name-clash]
      at /Cart
      rename one of them
    "#);
}

#[test]
fn a_path_item_does_not_refer_to_itself() {
    check!(OPERATIONS, "cart:\n" => "cart: { $ref: '#/cart' }\n\nother:\n", @r#"
    spec/carts/operations.yaml:1: this path item refers to itself [cycle]
      at /cart/$ref
      write the operations out

    spec/carts/operations.yaml:3: nothing refers to `other` [orphan]
      at /other
      refer to it, or remove it

    spec/examples/getCart.200.json:1: no operation shows this example [orphan]
      name it under `examples` of an operation, or remove it

    spec/examples/updateCart.200.json:1: no operation shows this example [orphan]
      name it under `examples` of an operation, or remove it

    spec/examples/updateCart.request.json:1: no operation shows this example [orphan]
      name it under `examples` of an operation, or remove it
    "#);
}

#[test]
fn a_name_is_not_only_another_name() {
    check!("shared/ids.yaml", "CartId:" => "BasketId: { $ref: '#/CartId' }\n\nCartId:", @r#"
    spec/shared/ids.yaml:1: `BasketId` is only another name [alias]
      at /BasketId
      refer to the thing itself where it is used, or describe this one
    "#);
}

#[test]
fn what_nothing_refers_to_is_said() {
    check!("shared/parameters.yaml", "Locale:" => "Unused: { name: x, in: query }\n\nLocale:", @"
    spec/shared/parameters.yaml:21: nothing refers to `Unused` [orphan]
      at /Unused
      refer to it, or remove it
    ");
}

#[test]
fn an_example_file_exists() {
    check!(OPERATIONS, "examples/getCart.200.json" => "examples/getCart.200.gone.json", @"
    spec/carts/operations.yaml:26: the example is in examples/getCart.200.gone.json [example]
      at /cart/get/responses/200/content/application~1json/examples/default
      call the file examples/getCart.200.json

    spec/carts/operations.yaml:26: there is no example `../examples/getCart.200.gone.json` [example-file]
      at /cart/get/responses/200/content/application~1json/examples/default/externalValue
      write the file, or correct the path, which is relative to this file

    spec/examples/getCart.200.json:1: no operation shows this example [orphan]
      name it under `examples` of an operation, or remove it
    ");
}
