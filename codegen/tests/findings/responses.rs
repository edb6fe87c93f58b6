//! Answers and bodies.

use super::*;

#[test]
fn there_is_one_kind_of_success() {
    check!(
        OPERATIONS,
        "      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:"
        => "      '204': { description: Gone. }\n      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:",
        @"
    spec/carts/operations.yaml:28: there are two kinds of success, and a method returns one type [success]
      at /cart/get/responses/204
      give all 2xx the same schema
    "
    );
}

#[test]
fn refusals_have_the_shape_of_a_fault() {
    check!(
        OPERATIONS,
        "      default: { $ref: '../shared/responses.yaml#/Fault' }\n  put:" => "  put:",
        @"
    spec/carts/operations.yaml:19: there is no response for refusals [default-response]
      at /cart/get/responses
      add `default: { $ref: '../shared/responses.yaml#/Fault' }`
    "
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
    check!(OPERATIONS, "      required: true\n" => "", @"
    spec/carts/operations.yaml:48: the body can be left out, which the generated client cannot do [body]
      at /cart/put/requestBody
      write `required: true`
    ");
}

#[test]
fn a_document_stands_alone_and_is_bytes() {
    let pdf = "application/pdf:\n            schema: { type: string, format: binary }";
    check!("payments/operations.yaml", "format: binary" => "format: byte", @"
    spec/payments/operations.yaml:48: the body of 200 has no name [success]
      at /receipt/get/responses/200
      refer to a named schema, or to a list of one

    spec/payments/operations.yaml:51: there is no example of this answer [example]
      at /receipt/get/responses/200/content/application~1pdf
      write examples/getReceipt.200.json and name it under `examples`

    spec/payments/operations.yaml:51: the generated client does not read `application/pdf` [media-type]
      at /receipt/get/responses/200/content/application~1pdf
      write `application/json`

    spec/payments/operations.yaml:52: the service does not keep to `format: byte` [format]
      at /receipt/get/responses/200/content/application~1pdf/schema/format
      refer to `DateTime`, `Decimal` or an id, or say it in the description
    ");
    check!("payments/operations.yaml", pdf => "application/zip:\n            schema: { type: string, format: binary }", @"
    spec/payments/operations.yaml:48: the body of 200 has no name [success]
      at /receipt/get/responses/200
      refer to a named schema, or to a list of one

    spec/payments/operations.yaml:51: the generated client does not read `application/zip` [media-type]
      at /receipt/get/responses/200/content/application~1zip
      write `application/json`
    ");
    check!("payments/operations.yaml", pdf => "application/pdf:\n            schema: { type: string, format: binary }\n          application/json: { schema: { $ref: 'schemas.yaml#/About' } }", @"
    spec/payments/operations.yaml:53: there is no example of this answer [example]
      at /receipt/get/responses/200/content/application~1json
      write examples/getReceipt.200.json and name it under `examples`

    spec/payments/operations.yaml:53: `application/json` stands beside a document [media-type]
      at /receipt/get/responses/200/content/application~1json
      describe one of them
    ");
}
