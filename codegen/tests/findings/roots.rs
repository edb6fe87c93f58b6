//! The root of the document, and what holds everywhere.

use super::*;

#[test]
fn a_version_that_the_generator_reads() {
    check!("openapi.yaml", "openapi: 3.0.3" => "openapi: 3.1.0", @r#"
    spec/openapi.yaml:1: the generator reads OpenAPI 3.0 only [openapi]
      at /openapi
      write `openapi: 3.0.3`
    "#);
}

#[test]
fn a_path_has_its_version_and_whole_segments() {
    check!("openapi.yaml", "/v1/carts/{cart-id}" => "/carts/c{cart-id}", @"
    spec/carts/operations.yaml:1: `/carts/c{cart-id}` does not begin with a version [path]
      at /cart
      write the path below the host, with its version

    spec/carts/operations.yaml:1: in `/carts/c{cart-id}` a parameter is not a whole segment [path]
      at /cart
      write `/{name}/`, or an argument of a function, `/name(Key='{name}')/`

    spec/carts/operations.yaml:2: the parameter `cart-id` is not in the path [path]
      at /cart/get
      remove it, or correct the path

    spec/carts/operations.yaml:29: the parameter `cart-id` is not in the path [path]
      at /cart/put
      remove it, or correct the path
    ");
}

#[test]
fn a_key_has_a_value() {
    check!(OPERATIONS, "summary: Read a cart" => "summary:", @r#"
    spec/carts/operations.yaml:2: this operation has no summary [description]
      at /cart/get
      say in a sentence of your own what it is for

    spec/carts/operations.yaml:5: `summary` has no value [empty-value]
      at /cart/get/summary
      write one, or remove the key
    "#);
}

#[test]
fn a_fence_of_code_is_closed() {
    check!(SCHEMAS, "description: Labels by name." => "description: 'As in ```json'", @r#"
    spec/carts/schemas.yaml:16: a fence of code is opened and not closed [prose]
      at /Cart/properties/labels/description
      close it with ``` on a line of its own
    "#);
}
