//! Answers and bodies.

use super::*;

#[test]
fn there_is_one_kind_of_success() {
    check!(
        OPERATIONS,
        "      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:"
        => "      '204': { description: Gone. }\n      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:",
        @r#"
        spec/carts/operations.yaml:27: there are two kinds of success, and a method returns one type [success]
          at /cart/get/responses/204
          give all 2xx the same schema
        "#
    );
}

#[test]
fn refusals_have_the_shape_of_a_fault() {
    check!(
        OPERATIONS,
        "      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:" => "  put:",
        @r#"
        spec/carts/operations.yaml:18: there is no response for refusals [default-response]
          at /cart/get/responses
          add `default: { $ref: '../shared/responses.yaml#/Fault' }`
        "#
    );
    check!("shared/responses.yaml", "schemas.yaml#/ApiFault" => "schemas.yaml#/FaultCode", @r#"
    spec/shared/responses.yaml:1: the default response is not an ApiFault [default-response]
      at /Fault
      refer to the shared response Fault
    "#);
}

#[test]
fn bodies_are_json() {
    check!("shared/responses.yaml", "application/json" => "text/json", @r#"
    spec/shared/responses.yaml:4: the generated client does not read `text/json` [media-type]
      at /Fault/content/text~1json
      write `application/json`
    "#);
}

#[test]
fn a_body_is_required() {
    check!(OPERATIONS, "      required: true\n" => "", @r#"
    spec/carts/operations.yaml:46: the body can be left out, which the generated client cannot do [body]
      at /cart/put/requestBody
      write `required: true`
    "#);
}
