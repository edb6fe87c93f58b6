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
    check!(PARAMETERS, "schema: { type: string }" => "schema: { type: array, items: { type: string } }", @r#"
    spec/shared/parameters.yaml:8: the generator cannot write a list here [parameter]
      at /RequestId
      describe it as text
    "#);
}

#[test]
fn a_cookie_is_not_sent() {
    check!(PARAMETERS, "in: header" => "in: cookie", @r#"
    spec/carts/operations.yaml:2: this operation does not take MS-RequestId [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:28: this operation does not take MS-RequestId [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: this operation does not take MS-RequestId [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:29: this operation does not take MS-RequestId [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/shared/parameters.yaml:8: the generator knows parameters in path, query and header only [parameter]
      at /RequestId
      correct `in`
    "#);
}

#[test]
fn a_name_becomes_a_method() {
    check!(PARAMETERS, "name: X-Locale" => "name: X-Locale[]", @r#"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:28: this operation does not take X-Locale [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:29: this operation does not take X-Locale [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/shared/parameters.yaml:20: `X-Locale[]` cannot become the name of a method [parameter]
      at /Locale
      a name has letters, digits, `-` and `_`
    "#);
    check!(PARAMETERS, "name: X-Locale" => "name: body", @r#"
    spec/carts/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /cart/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:2: two parameters become `body` in Rust [parameter]
      at /cart/get
      keep one; the names `body` and `client` are taken

    spec/carts/operations.yaml:28: this operation does not take X-Locale [common-header]
      at /cart/put
      add the shared parameters RequestId, CorrelationId and Locale

    spec/carts/operations.yaml:28: two parameters become `body` in Rust [parameter]
      at /cart/put
      keep one; the names `body` and `client` are taken

    spec/payments/operations.yaml:2: this operation does not take X-Locale [common-header]
      at /payments/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:2: two parameters become `body` in Rust [parameter]
      at /payments/get
      keep one; the names `body` and `client` are taken

    spec/payments/operations.yaml:29: this operation does not take X-Locale [common-header]
      at /receipt/get
      add the shared parameters RequestId, CorrelationId and Locale

    spec/payments/operations.yaml:29: two parameters become `body` in Rust [parameter]
      at /receipt/get
      keep one; the names `body` and `client` are taken
    "#);
}
