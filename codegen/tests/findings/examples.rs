//! Examples.

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
fn an_example_is_plain_unless_it_says_that_it_is_odd() {
    check!("examples/getCart.200.json", "12.50" => "null", @r#"
    spec/examples/getCart.200.json:3: null fits none of the forms in the schema [example]
      at /lines/0/price
      leave it out, or put `odd` into the name of the example
    "#);
    check!("examples/getCart.200.json", "\"price\"" => "\"Price\"", @r#"
    spec/examples/getCart.200.json:3: the schema has no property `Price` [example]
      at /lines/0/Price
      add it, correct it, or put `odd` into the name of the example
    "#);
}

#[test]
fn an_empty_word_is_one_where_the_schema_says_so() {
    check!("examples/getCart.200.json", "one_time" => "", @r#"
    spec/examples/getCart.200.json:3: the schema does not list the word `` [example]
      at /lines/0/cycle
      list it, correct it, or put `odd` into the name of the example
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
        "default: { summary: One line, externalValue: ../examples/getCart.200.json }",
        "odd-cycle: { summary: A new word, externalValue: ../examples/getCart.200.odd-cycle.json }",
    );
    let text = files.remove(std::path::Path::new("examples/getCart.200.json")).unwrap();
    files.insert(
        "examples/getCart.200.odd-cycle.json".into(),
        text.replace("one_time", "weekly").replace("12.50", "null"),
    );
    insta::assert_snapshot!(findings(&files), @"nothing");
}

#[test]
fn every_answer_and_every_request_is_shown() {
    check!(
        OPERATIONS,
        "          examples:\n            default: { summary: One line, externalValue: ../examples/updateCart.request.json }\n" => "",
        @"
    spec/carts/operations.yaml:52: there is no example of this request [example]
      at /cart/put/requestBody/content/application~1json
      write examples/updateCart.request.json and name it under `examples`

    spec/examples/updateCart.request.json:1: no operation shows this example [orphan]
      name it under `examples` of an operation, or remove it
    "
    );
}

#[test]
fn an_example_is_called_what_it_shows() {
    let mut files = edited(OPERATIONS, "examples/getCart.200.json", "examples/cart.json");
    let text = files.remove(std::path::Path::new("examples/getCart.200.json")).unwrap();
    files.insert("examples/cart.json".into(), text);
    insta::assert_snapshot!(findings(&files), @"
    spec/carts/operations.yaml:26: the example is in examples/cart.json [example]
      at /cart/get/responses/200/content/application~1json/examples/default
      call the file examples/getCart.200.json
    ");
}
