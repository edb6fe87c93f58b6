//! Parameters.

use super::*;

const PARAMETERS: &str = "shared/parameters.yaml";

#[test]
fn a_parameter_in_the_path_is_required() {
    check!(PARAMETERS, "  required: true\n" => "", @r#"
    spec/shared/parameters.yaml:1: a parameter in the path is required [parameter]
      at /CartIdPath
      write `required: true`
    "#);
}

#[test]
fn a_header_is_no_list() {
    check!(PARAMETERS, "schema: { type: string }" => "schema: { type: array, items: { type: string } }", @"
    spec/shared/parameters.yaml:9: a parameter is text, a whole number or a truth value [parameter]
      at /RequestId
      refer to a schema of such a type, or write the type
    ");
}

#[test]
fn a_cookie_is_not_sent() {
    check!(PARAMETERS, "in: header" => "in: cookie", @"
    spec/carts/operations.yaml:2: this operation does not take MS-RequestId [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:29: this operation does not take MS-RequestId [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: this operation does not take MS-RequestId [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:30: this operation does not take MS-RequestId [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/shared/parameters.yaml:9: the generator knows parameters in path, query and header only [parameter]
      at /RequestId
      correct `in`
    ");
}

#[test]
fn a_name_becomes_a_method() {
    check!(PARAMETERS, "name: X-Locale" => "name: X-Locale[]", @"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:29: this operation does not take X-Locale [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:30: this operation does not take X-Locale [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/shared/parameters.yaml:21: `X-Locale[]` cannot become the name of a method [parameter]
      at /Locale
      a name has letters, digits, `-` and `_`
    ");
    check!(PARAMETERS, "name: X-Locale" => "name: body", @"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:2: two parameters become `body` in Rust [parameter]
      at /cart/get
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/carts/operations.yaml:29: this operation does not take X-Locale [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:29: two parameters become `body` in Rust [parameter]
      at /cart/put
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/payments/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: two parameters become `body` in Rust [parameter]
      at /payments/get
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/payments/operations.yaml:30: this operation does not take X-Locale [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:30: two parameters become `body` in Rust [parameter]
      at /receipt/get
      keep one; these names are taken: body, client, fetch, headers, request, send
    ");
}

#[test]
fn what_must_be_given_is_shown() {
    check!(PARAMETERS, "  example: c-7\n" => "", @"
    spec/shared/parameters.yaml:1: no example says what `cart-id` looks like [parameter]
      at /CartIdPath
      add an `example`, best one that the emulator knows from the start
    ");
}

#[test]
fn a_parameter_is_not_called_what_every_call_has() {
    check!(PARAMETERS, "name: X-Locale" => "name: send", @"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:2: two parameters become `send` in Rust [parameter]
      at /cart/get
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/carts/operations.yaml:29: this operation does not take X-Locale [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:29: two parameters become `send` in Rust [parameter]
      at /cart/put
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/payments/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: two parameters become `send` in Rust [parameter]
      at /payments/get
      keep one; these names are taken: body, client, fetch, headers, request, send

    spec/payments/operations.yaml:30: this operation does not take X-Locale [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:30: two parameters become `send` in Rust [parameter]
      at /receipt/get
      keep one; these names are taken: body, client, fetch, headers, request, send
    ");
}
