//! What each rule says when it is broken, on the smallest document that breaks it.

mod document;

use document::{edited, findings, small};

/// Edits the small document and compares what is found with an inline snapshot.
macro_rules! check {
    ($file:expr, $from:expr => $to:expr, @$expected:literal) => {
        insta::assert_snapshot!(findings(&edited($file, $from, $to)), @$expected)
    };
}

const OPERATIONS: &str = "carts/operations.yaml";
const SCHEMAS: &str = "carts/schemas.yaml";

#[test]
fn the_small_document_breaks_no_rule() {
    insta::assert_snapshot!(findings(&small()), @"nothing");
}

mod reading {
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
}

mod references {
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

        spec/shared/parameters.yaml:1: nothing refers to `CartIdPath` [orphan]
          at /CartIdPath
          refer to it, or remove it

        spec/shared/parameters.yaml:8: nothing refers to `RequestId` [orphan]
          at /RequestId
          refer to it, or remove it

        spec/shared/parameters.yaml:14: nothing refers to `CorrelationId` [orphan]
          at /CorrelationId
          refer to it, or remove it

        spec/shared/parameters.yaml:20: nothing refers to `Locale` [orphan]
          at /Locale
          refer to it, or remove it

        spec/shared/responses.yaml:1: nothing refers to `Fault` [orphan]
          at /Fault
          refer to it, or remove it
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
        check!("shared/parameters.yaml", "Locale:" => "Unused: { name: x, in: query }\n\nLocale:", @r#"
        spec/shared/parameters.yaml:20: nothing refers to `Unused` [orphan]
          at /Unused
          refer to it, or remove it
        "#);
    }

    #[test]
    fn an_example_file_exists() {
        check!(OPERATIONS, "examples/getCart.200.json" => "examples/getCart.200.gone.json", @r#"
        spec/carts/operations.yaml:25: the example is in examples/getCart.200.gone.json [example]
          at /cart/get/responses/200/content/application~1json/examples/default
          call the file examples/getCart.200.json

        spec/carts/operations.yaml:25: there is no example `examples/getCart.200.gone.json` [example-file]
          at /cart/get/responses/200/content/application~1json/examples/default/externalValue
          write the file, or correct the path, which is relative to spec/

        spec/examples/getCart.200.json:1: no operation shows this example [orphan]
          name it under `examples` of an operation, or remove it
        "#);
    }
}

mod operations {
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
        check!(OPERATIONS, "operationId: updateCart" => "operationId: update_cart", @r#"
        spec/carts/operations.yaml:29: `update_cart` is not in lowerCamelCase [operation-id]
          at /cart/put/operationId
          write it as in `createCart`

        spec/carts/operations.yaml:53: the example is in examples/updateCart.request.json [example]
          at /cart/put/requestBody/content/application~1json/examples/default
          call the file examples/update_cart.request.json

        spec/carts/operations.yaml:61: the example is in examples/updateCart.200.json [example]
          at /cart/put/responses/200/content/application~1json/examples/default
          call the file examples/update_cart.200.json
        "#);
    }

    #[test]
    fn an_id_is_unique() {
        check!(OPERATIONS, "operationId: updateCart" => "operationId: getCart", @r#"
        spec/carts/operations.yaml:29: another operation is called `getCart`, too [operation-id]
          at /cart/put/operationId
          rename one of them

        spec/carts/operations.yaml:53: the example is in examples/updateCart.request.json [example]
          at /cart/put/requestBody/content/application~1json/examples/default
          call the file examples/getCart.request.json

        spec/carts/operations.yaml:61: the example is in examples/updateCart.200.json [example]
          at /cart/put/responses/200/content/application~1json/examples/default
          call the file examples/getCart.200.json
        "#);
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
    }

    #[test]
    fn an_extension_that_codegen_does_not_know_is_refused() {
        check!(OPERATIONS, "x-pc-delay" => "x-pc-dealy", @r#"
        spec/carts/operations.yaml:39: `x-pc-dealy` means nothing here [extension]
          at /cart/put/x-pc-dealy
          spec/README.md lists the extensions; a new one needs a use in codegen
        "#);
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
        check!(OPERATIONS, "[Q-LINEID]" => "[Q-LINE]", @r#"
        spec/carts/operations.yaml:40: quirks.md does not explain Q-LINE [quirk]
          at /cart/put/x-pc-quirks/0
          add a section `## Q-LINE: …`, or correct the name
        "#);
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
        check!("openapi.yaml", "{cart-id}" => "{basket-id}", @r#"
        spec/carts/operations.yaml:2: `{basket-id}` of the path is not among the parameters [path]
          at /cart/get
          add the parameter

        spec/carts/operations.yaml:2: the parameter `cart-id` is not in the path [path]
          at /cart/get
          remove it, or correct the path

        spec/carts/operations.yaml:28: `{basket-id}` of the path is not among the parameters [path]
          at /cart/put
          add the parameter

        spec/carts/operations.yaml:28: the parameter `cart-id` is not in the path [path]
          at /cart/put
          remove it, or correct the path
        "#);
    }

    #[test]
    fn everything_is_described() {
        check!(OPERATIONS, "    description: A cart as it stands.\n" => "", @r#"
        spec/carts/operations.yaml:2: this operation has no description [description]
          at /cart/get
          say in a sentence of your own what it is for
        "#);
        check!("shared/parameters.yaml", "  description: The language of texts.\n" => "", @r#"
        spec/shared/parameters.yaml:20: this parameter has no description [description]
          at /Locale
          say in a sentence of your own what it is for
        "#);
        check!(OPERATIONS, "        description: The cart.\n" => "", @r#"
        spec/carts/operations.yaml:1: this is not OpenAPI 3.0: missing field `description` [openapi]
          at /cart
          compare it with the specification, <https://spec.openapis.org/oas/v3.0.3>

        spec/carts/operations.yaml:19: this response has no description [description]
          at /cart/get/responses/200
          say in a sentence of your own what it is for
        "#);
    }
}

mod responses {
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
}

mod schemas {
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
              describe one object with all properties, or add a type by hand
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
    }
}

mod ids {
    use super::*;

    #[test]
    fn an_id_is_plain_text() {
        check!("shared/ids.yaml", "type: string" => "type: integer\n  format: int32", @r#"
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
        "#);
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
}

mod parameters {
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
        "#);
    }
}

mod roots {
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
        check!("openapi.yaml", "/v1/carts/{cart-id}" => "/carts/c{cart-id}", @r#"
        spec/carts/operations.yaml:1: `/carts/c{cart-id}` does not begin with /v1/ [path]
          at /cart
          write the path below the host, with its version

        spec/carts/operations.yaml:1: in `/carts/c{cart-id}` a parameter is not a whole segment [path]
          at /cart
          write `/{name}/`

        spec/carts/operations.yaml:2: the parameter `cart-id` is not in the path [path]
          at /cart/get
          remove it, or correct the path

        spec/carts/operations.yaml:28: the parameter `cart-id` is not in the path [path]
          at /cart/put
          remove it, or correct the path
        "#);
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
}

mod examples {
    use super::*;

    #[test]
    fn an_example_has_no_property_that_the_schema_lacks() {
        check!("examples/getCart.200.json", "\"price\"" => "\"prize\"", @r#"
        spec/examples/getCart.200.json:3: the schema has no property `prize` [example]
          at /lines/0/prize
          add it, correct it, or put `odd` into the name of the example
        "#);
    }

    #[test]
    fn an_example_has_the_types_of_the_schema() {
        check!("examples/getCart.200.json", "\"id\": 0" => "\"id\": \"0\"", @r#"
        spec/examples/getCart.200.json:3: the schema says integer, this is a string [example]
          at /lines/0/id
          correct the example, or the schema if the service writes this
        "#);
    }

    #[test]
    fn an_example_uses_words_that_are_listed_in_any_spelling() {
        check!("examples/getCart.200.json", "one_time" => "weekly", @r#"
        spec/examples/getCart.200.json:3: the schema does not list the word `weekly` [example]
          at /lines/0/cycle
          list it, correct it, or put `odd` into the name of the example
        "#);
        check!("examples/getCart.200.json", "one_time" => "OneTime", @"nothing");
    }

    #[test]
    fn an_example_that_says_so_may_be_odd() {
        let mut files = edited(
            OPERATIONS,
            "default: { summary: One line, externalValue: examples/getCart.200.json }",
            "odd-cycle: { summary: A new word, externalValue: examples/getCart.200.odd-cycle.json }",
        );
        let text = files.remove(std::path::Path::new("examples/getCart.200.json")).unwrap();
        files.insert(
            "examples/getCart.200.odd-cycle.json".into(),
            text.replace("one_time", "weekly"),
        );
        insta::assert_snapshot!(findings(&files), @"nothing");
    }

    #[test]
    fn every_answer_and_every_request_is_shown() {
        check!(
            OPERATIONS,
            "          examples:\n            default: { summary: One line, externalValue: examples/updateCart.request.json }\n" => "",
            @r#"
            spec/carts/operations.yaml:50: there is no example of this request [example]
              at /cart/put/requestBody/content/application~1json
              write examples/updateCart.request.json and name it under `examples`

            spec/examples/updateCart.request.json:1: no operation shows this example [orphan]
              name it under `examples` of an operation, or remove it
            "#
        );
    }

    #[test]
    fn an_example_is_called_what_it_shows() {
        let mut files = edited(OPERATIONS, "examples/getCart.200.json", "examples/cart.json");
        let text = files.remove(std::path::Path::new("examples/getCart.200.json")).unwrap();
        files.insert("examples/cart.json".into(), text);
        insta::assert_snapshot!(findings(&files), @r#"
        spec/carts/operations.yaml:25: the example is in examples/cart.json [example]
          at /cart/get/responses/200/content/application~1json/examples/default
          call the file examples/getCart.200.json
        "#);
    }
}

mod tables {
    use super::*;

    #[test]
    fn a_code_has_all_that_is_asked_of_it() {
        check!("codes.yaml", "retry: after-change, bought: 'no'" => "retry: perhaps", @r#"
        spec/codes.yaml:1: `bought` of this code is missing [codes]
          at /0
          `bought` is one of no, unknown

        spec/codes.yaml:1: `retry` of this code is not what it should be [codes]
          at /0/retry
          `retry` is one of never, later, after-change
        "#);
    }

    #[test]
    fn codes_are_sorted_and_occur_once() {
        check!("codes.yaml", "- { status" => "- { status: 400, code: '900000', name: A, retry: never, bought: 'no', meaning: B, remedy: C }\n- { status", @r#"
        spec/codes.yaml:2: 404/800008 is out of order, or there twice [codes]
          at /1
          sort by code, as a number, and then by status
        "#);
    }

    #[test]
    fn a_quirk_cites_its_evidence() {
        check!("quirks.md", "(https://example.com/carts)" => "", @r#"
        spec/quirks.md:3: Q-LINEID cites nothing [quirk]
          link to the page that shows it
        "#);
    }
}

#[test]
fn everything_is_found_at_once_in_the_order_of_places() {
    let mut files = edited(SCHEMAS, "additionalProperties", "aditionalProperties");
    for (file, from, to) in [
        (OPERATIONS, "x-pc-retry: read", "x-pc-retry: safe"),
        (OPERATIONS, "404/800008", "404/1"),
        ("shared/ids.yaml", "type: string", "type: string\n  format: uuid"),
    ] {
        let text = files.get_mut(std::path::Path::new(file)).unwrap();
        *text = text.replacen(from, to, 1);
    }
    insta::assert_snapshot!(findings(&files), @r#"
    spec/carts/operations.yaml:8: `x-pc-retry` is not what it should be [extension]
      at /cart/get/x-pc-retry
      `x-pc-retry` is one of read, repeat, once

    spec/carts/operations.yaml:11: there is no code 404/1 in codes.yaml [codes]
      at /cart/get/x-pc-codes/0
      write status and code as "404/400013", or add the code there

    spec/carts/schemas.yaml:15: a map has values [schema-form]
      at /Cart/properties/labels
      write `additionalProperties: { type: string }`

    spec/carts/schemas.yaml:18: `aditionalProperties` means nothing here [unknown-key]
      at /Cart/properties/labels/aditionalProperties
      correct the spelling, move it to where it has a meaning, or remove it

    spec/shared/ids.yaml:4: the service does not keep to `format: uuid` [format]
      at /CartId/format
      refer to `DateTime`, `Decimal` or an id, or say it in the description
    "#);
}
