//! Types that are one of several.

use super::*;

const PAYMENTS: &str = "payments/schemas.yaml";

#[test]
fn how_an_object_is_told_is_said() {
    check!(PAYMENTS, "x-pc-discriminator" => "x-pc-discriminators", @r#"
    spec/payments/schemas.yaml:10: `Payment` is neither text, nor words, nor an object with properties [schema-form]
      at /Payment
      write its form where it is used; only these three kinds have names

    spec/payments/schemas.yaml:12: `oneOf` takes the first form that fits, and loses the rest [union]
      at /Payment/oneOf
      say with `x-pc-discriminator` how the form is told

    spec/payments/schemas.yaml:15: `x-pc-discriminators` means nothing here [extension]
      at /Payment/x-pc-discriminators
      spec/README.md lists the extensions; a new one needs a use in codegen
    "#);
    check!(PAYMENTS, "    path: [about, kind]\n" => "", @r#"
    spec/payments/schemas.yaml:15: `path` is missing, or not what it should be [union]
      at /Payment/x-pc-discriminator
      `path` leads to the word, as in [attributes, objectType]
    "#);
    check!(PAYMENTS, "    fallback:\n" => "    fallbacks:\n", @r#"
    spec/payments/schemas.yaml:15: `fallback` is missing, or not what it should be [union]
      at /Payment/x-pc-discriminator
      `fallback` has `properties` and `pairs`

    spec/payments/schemas.yaml:20: `fallbacks` means nothing here [union]
      at /Payment/x-pc-discriminator/fallbacks
      use path, words, fallback
    "#);
    check!(PAYMENTS, "[bank, cycle]\n" => "[bank]\n", @r#"
    spec/payments/schemas.yaml:21: `properties` is missing, or not what it should be [union]
      at /Payment/x-pc-discriminator/fallback/properties
      `properties` names two properties
    "#);
}

#[test]
fn the_alternatives_are_named_objects() {
    check!(PAYMENTS, "- { $ref: '#/WirePayment' }" => "- { type: string }", @r#"
    spec/examples/listPayments.200.json:4: this does not say which of the alternatives it is [example]
      at /items/1
      let it say so, or put `odd` into the name of the example

    spec/payments/schemas.yaml:14: an alternative is a named object [union]
      at /Payment/oneOf/1
      write `{ $ref: … }`

    spec/payments/schemas.yaml:15: `WirePayment` is not among the alternatives [union]
      at /Payment/x-pc-discriminator
      correct the name, or add it under `oneOf`
    "#);
}

#[test]
fn words_and_pairs_mean_one_alternative_each() {
    check!(PAYMENTS, "[WirePayment]" => "[card]", @r#"
    spec/payments/schemas.yaml:15: `card` means two things [union]
      at /Payment/x-pc-discriminator
      list it once
    "#);
    check!(PAYMENTS, "[any, monthly, WirePayment]" => "[None, OneTime, CashPayment]", @r#"
    spec/examples/listPayments.200.json:4: this does not say which of the alternatives it is [example]
      at /items/1
      let it say so, or put `odd` into the name of the example

    spec/payments/schemas.yaml:15: `CashPayment` is not among the alternatives [union]
      at /Payment/x-pc-discriminator
      correct the name, or add it under `oneOf`

    spec/payments/schemas.yaml:15: `None, OneTime` means two things [union]
      at /Payment/x-pc-discriminator
      list it once
    "#);
    check!(PAYMENTS, "      WirePayment: [WirePayment]\n" => "", @r#"
    spec/payments/schemas.yaml:15: no word means `WirePayment` [union]
      at /Payment/x-pc-discriminator
      list under `words` what the service calls it
    "#);
}

#[test]
fn an_alternative_has_what_it_is_told_by() {
    check!(PAYMENTS, "
    about:
      description: What this is.
      allOf: [{ $ref: '#/About' }]

WirePayment" => "

WirePayment", @r#"
    spec/examples/listPayments.200.json:3: the schema has no property `about` [example]
      at /items/0/about
      add it, correct it, or put `odd` into the name of the example

    spec/payments/schemas.yaml:24: this alternative of `Payment` has no text `about/kind` [union]
      at /CardPayment
      describe the property
    "#);
}

#[test]
fn what_it_is_told_by_is_text() {
    check!(PAYMENTS, "      description: The kind.\n      type: string" => "      description: The kind.\n      type: boolean", @r#"
    spec/examples/listPayments.200.json:3: the schema says boolean, this is a string [example]
      at /items/0/about/kind
      correct the example, or the schema if the service writes this

    spec/payments/schemas.yaml:24: this alternative of `Payment` has no text `about/kind` [union]
      at /CardPayment
      describe the property

    spec/payments/schemas.yaml:53: this alternative of `Payment` has no text `about/kind` [union]
      at /WirePayment
      describe the property
    "#);
}

#[test]
fn the_kinds_have_a_name_that_is_free() {
    check!(PAYMENTS, "WirePayment:\n  description: Paid by wire." => "PaymentKind:\n  description: A kind.\n  type: string\n\nWirePayment:\n  description: Paid by wire.", @r#"
    spec/payments/schemas.yaml:10: `PaymentKind` is what the kinds of this union are called [union]
      at /Payment
      rename the schema of that name
    "#);
}

#[test]
fn numbers_of_alternatives_have_units_and_other_things_have_none() {
    check!(PAYMENTS, "      x-pc-unit: amount\n" => "", @r#"
    spec/payments/schemas.yaml:31: this number of a line does not say what it counts [unit]
      at /CardPayment/properties/price
      write `x-pc-unit: amount`, `rate` or `quantity`
    "#);
    check!(PAYMENTS, "x-pc-unit: rate" => "x-pc-unit: euro", @r#"
    spec/payments/schemas.yaml:38: `x-pc-unit` is not what it should be [extension]
      at /CardPayment/properties/rate/x-pc-unit
      `x-pc-unit` is one of amount, rate, quantity
    "#);
    check!(PAYMENTS, "description: Which bank." => "description: Which bank.\n      x-pc-unit: rate", @r#"
    spec/payments/schemas.yaml:45: only a `Decimal` has a unit [unit]
      at /CardPayment/properties/bank/x-pc-unit
      remove it, or refer to `Decimal`
    "#);
}

#[test]
fn an_example_says_what_it_is() {
    check!("examples/listPayments.200.json", "card_payment" => "cash", @r#"
    spec/examples/listPayments.200.json:3: this does not say which of the alternatives it is [example]
      at /items/0
      let it say so, or put `odd` into the name of the example
    "#);
    check!("examples/listPayments.200.json", "\"bank\"" => "\"banks\"", @r#"
    spec/examples/listPayments.200.json:4: this does not say which of the alternatives it is [example]
      at /items/1
      let it say so, or put `odd` into the name of the example
    "#);
    check!("examples/listPayments.200.json", "4711" => "47.11", @r#"
    spec/examples/listPayments.200.json:3: the schema says string, this is a number [example]
      at /items/0/holderId
      correct the example, or the schema if the service writes this
    "#);
    check!("shared/ids.yaml", "x-pc-lenient: number" => "x-pc-lenient: boolean", @r#"
    spec/examples/listPayments.200.json:3: the schema says string, this is a number [example]
      at /items/0/holderId
      correct the example, or the schema if the service writes this

    spec/shared/ids.yaml:8: `x-pc-lenient` is not what it should be [extension]
      at /HolderId/x-pc-lenient
      `x-pc-lenient` is number, on text that may come as one, or empty, on words that may
    "#);
}
