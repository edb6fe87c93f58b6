//! What operations say of themselves.

use super::*;

#[test]
fn every_operation_has_an_id() {
    check!(OPERATIONS, "    operationId: getCart\n" => "", @r#"
    spec/carts/operations.yaml:2: this operation has no operationId [operation-id]
      at /cart/get
      name it with a verb and a noun, as in `createCart`
    "#);
}

#[test]
fn an_id_is_in_lower_camel_case() {
    check!(OPERATIONS, "operationId: updateCart" => "operationId: update_cart", @"
    spec/carts/operations.yaml:30: `update_cart` is not in lowerCamelCase [operation-id]
      at /cart/put/operationId
      write it as in `createCart`

    spec/carts/operations.yaml:55: the example is in examples/updateCart.request.json [example]
      at /cart/put/requestBody/content/application~1json/examples/default
      call the file examples/update_cart.request.json

    spec/carts/operations.yaml:63: the example is in examples/updateCart.200.json [example]
      at /cart/put/responses/200/content/application~1json/examples/default
      call the file examples/update_cart.200.json
    ");
}

#[test]
fn an_id_is_unique() {
    check!(OPERATIONS, "operationId: updateCart" => "operationId: getCart", @"
    spec/carts/operations.yaml:30: another operation is called `getCart`, too [operation-id]
      at /cart/put/operationId
      rename one of them

    spec/carts/operations.yaml:55: the example is in examples/updateCart.request.json [example]
      at /cart/put/requestBody/content/application~1json/examples/default
      call the file examples/getCart.request.json

    spec/carts/operations.yaml:63: the example is in examples/updateCart.200.json [example]
      at /cart/put/responses/200/content/application~1json/examples/default
      call the file examples/getCart.200.json
    ");
}

#[test]
fn an_operation_has_one_tag_that_is_declared() {
    check!(OPERATIONS, "tags: [Carts]" => "tags: [Baskets]", @r#"
    spec/carts/operations.yaml:4: the tag `Baskets` is not declared [tag]
      at /cart/get/tags/0
      declare it under `tags` of openapi.yaml
    "#);
    check!(OPERATIONS, "tags: [Carts]" => "tags: [Carts, Carts]", @r#"
    spec/carts/operations.yaml:4: an operation has exactly one tag [tag]
      at /cart/get/tags
      name the area it belongs to
    "#);
}

#[test]
fn every_operation_links_to_the_vendors_page() {
    check!(OPERATIONS, "    externalDocs: { url: 'https://example.com/get-a-cart' }\n" => "", @r#"
    spec/carts/operations.yaml:2: this operation does not link to the vendor's page [external-docs]
      at /cart/get
      add `externalDocs: { url: https://… }`
    "#);
}

#[test]
fn every_operation_states_our_extensions() {
    check!(OPERATIONS, "    x-pc-retry: read\n    x-pc-auth: [app, user]\n" => "", @r#"
    spec/carts/operations.yaml:2: this operation does not say x-pc-auth [extension]
      at /cart/get
      `x-pc-auth` is a list of app, user

    spec/carts/operations.yaml:2: this operation does not say x-pc-retry [extension]
      at /cart/get
      `x-pc-retry` is one of read, repeat, once
    "#);
}

#[test]
fn a_retry_class_is_one_of_three() {
    check!(OPERATIONS, "x-pc-retry: read" => "x-pc-retry: safe", @r#"
    spec/carts/operations.yaml:8: `x-pc-retry` is not what it should be [extension]
      at /cart/get/x-pc-retry
      `x-pc-retry` is one of read, repeat, once
    "#);
}

#[test]
fn auth_and_clouds_are_lists_of_known_words() {
    check!(OPERATIONS, "x-pc-auth: [app, user]" => "x-pc-auth: [app, nobody]", @r#"
    spec/carts/operations.yaml:9: `x-pc-auth` is not what it should be [extension]
      at /cart/get/x-pc-auth
      `x-pc-auth` is a list of app, user
    "#);
    check!(OPERATIONS, "x-pc-clouds: [global]" => "x-pc-clouds: [germany]", @r#"
    spec/carts/operations.yaml:10: `x-pc-clouds` is not what it should be [extension]
      at /cart/get/x-pc-clouds
      `x-pc-clouds` is a list of global, us-government, china
    "#);
    check!(OPERATIONS, "x-pc-clouds: [global]" => "x-pc-clouds: [global]\n    x-pc-clouds-silent: [mars]", @r#"
    spec/carts/operations.yaml:11: `x-pc-clouds-silent` is not what it should be [extension]
      at /cart/get/x-pc-clouds-silent
      `x-pc-clouds-silent` is a list of global, us-government, china
    "#);
}

#[test]
fn a_cloud_is_not_both_documented_and_passed_over_in_silence() {
    check!(OPERATIONS, "x-pc-clouds: [global]" => "x-pc-clouds: [global]\n    x-pc-clouds-silent: [china, global]", @r#"
    spec/carts/operations.yaml:11: `global` is in `x-pc-clouds` as well [extension]
      at /cart/get/x-pc-clouds-silent/1
      a cloud is documented, or the page is silent about it, or it has no such operation: leave it in one list at most
    "#);
}

#[test]
fn an_extension_that_codegen_does_not_know_is_refused() {
    check!(OPERATIONS, "x-pc-delay" => "x-pc-dealy", @"
    spec/carts/operations.yaml:41: `x-pc-dealy` means nothing here [extension]
      at /cart/put/x-pc-dealy
      spec/README.md lists the extensions; a new one needs a use in codegen
    ");
}

#[test]
fn a_code_is_in_the_table() {
    check!(OPERATIONS, "404/800008" => "400/800008", @r#"
    spec/carts/operations.yaml:11: there is no code 400/800008 in codes.yaml [codes]
      at /cart/get/x-pc-codes/0
      write status and code as "404/400013", or add the code there
    "#);
}

#[test]
fn a_quirk_is_explained() {
    check!(OPERATIONS, "[Q-LINEID]" => "[Q-LINE]", @"
    spec/carts/operations.yaml:42: quirks.md does not explain Q-LINE [quirk]
      at /cart/put/x-pc-quirks/0
      add a section `## Q-LINE: …`, or correct the name
    ");
    check!(OPERATIONS, "A cart as it stands." => "A cart as it stands (Q-LINE).", @r#"
    spec/carts/operations.yaml:6: quirks.md does not explain Q-LINE [quirk]
      at /cart/get/description
      add a section `## Q-LINE: …`, or correct the name
    "#);
}

#[test]
fn every_operation_takes_the_common_headers() {
    check!(OPERATIONS, "      - { $ref: '../shared/parameters.yaml#/Locale' }\n" => "", @r#"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale
    "#);
}

#[test]
fn the_parameters_are_those_of_the_path() {
    check!("openapi.yaml", "{cart-id}" => "{basket-id}", @"
    spec/carts/operations.yaml:2: `{basket-id}` of the path is not among the parameters [path]
      at /cart/get
      add the parameter

    spec/carts/operations.yaml:2: the parameter `cart-id` is not in the path [path]
      at /cart/get
      remove it, or correct the path

    spec/carts/operations.yaml:29: `{basket-id}` of the path is not among the parameters [path]
      at /cart/put
      add the parameter

    spec/carts/operations.yaml:29: the parameter `cart-id` is not in the path [path]
      at /cart/put
      remove it, or correct the path
    ");
}

#[test]
fn everything_is_described() {
    check!(OPERATIONS, "    description: A cart as it stands.\n" => "", @r#"
    spec/carts/operations.yaml:2: this operation has no description [description]
      at /cart/get
      say in a sentence of your own what it is for
    "#);
    check!("shared/parameters.yaml", "  description: The language of texts.\n" => "", @"
    spec/shared/parameters.yaml:21: this parameter has no description [description]
      at /Locale
      say in a sentence of your own what it is for
    ");
    check!(OPERATIONS, "        description: The cart.\n" => "", @"
    spec/carts/operations.yaml:1: this is not OpenAPI 3.0: missing field `description` [openapi]
      at /cart
      compare it with the specification, <https://spec.openapis.org/oas/v3.0.3>

    spec/carts/operations.yaml:20: this response has no description [description]
      at /cart/get/responses/200
      say in a sentence of your own what it is for
    ");
}

#[test]
fn what_a_limit_counts_and_whether_something_is_bought_are_words_of_ours() {
    check!(OPERATIONS, "x-pc-limit: none" => "x-pc-limit: tenant", @"
    spec/carts/operations.yaml:13: `x-pc-limit` is not what it should be [extension]
      at /cart/get/x-pc-limit
      `x-pc-limit` is one of partner, customer, none
    ");
    check!(OPERATIONS, "    x-pc-limit: none\n" => "", @"
    spec/carts/operations.yaml:2: this operation does not say x-pc-limit [extension]
      at /cart/get
      `x-pc-limit` is one of partner, customer, none
    ");
    check!(OPERATIONS, "x-pc-limit: none" => "x-pc-limit: none\n    x-pc-buys: false", @"
    spec/carts/operations.yaml:14: `x-pc-buys` is not what it should be [extension]
      at /cart/get/x-pc-buys
      `x-pc-buys` is true, or absent
    ");
}
