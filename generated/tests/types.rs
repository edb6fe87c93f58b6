//! What the generated types promise beyond what serde derives.

use partner_center_api::types::{BillingCycleType, CartCheckoutResult, CartResource, Order};

#[track_caller]
fn cart(json: &str) -> CartResource {
    serde_json::from_str(json).expect(json)
}

/// Reads a cart and writes it again.
#[track_caller]
fn check(json: &str, expected: &str) {
    assert_eq!(serde_json::to_string(&cart(json)).expect(json), expected);
}

#[test]
fn what_the_document_does_not_know_comes_back_to_the_digit() {
    check(
        r#"{"id":"c","weight":1.10,"big":12345678901234567890.1234567890,"nested":{"b":[1e3],"a":null}}"#,
        r#"{"id":"c","big":12345678901234567890.1234567890,"nested":{"b":[1e3],"a":null},"weight":1.10}"#,
    );
}

#[test]
fn lines_keep_what_is_unknown_too() {
    check(
        r#"{"lineItems":[{"id":0,"quantity":2,"reserved":7.0,"addonItems":[{"x":false}]}]}"#,
        r#"{"lineItems":[{"addonItems":[{"x":false}],"id":0,"quantity":2,"reserved":7.0}]}"#,
    );
}

#[test]
fn known_fields_are_found_in_any_case() {
    check(
        r#"{"Id":"c","LINEITEMS":[{"BillingCycle":"OneTime"}]}"#,
        r#"{"id":"c","lineItems":[{"billingCycle":"one_time"}]}"#,
    );
}

#[test]
fn a_field_in_two_spellings_is_refused_and_not_lost() {
    let error = serde_json::from_str::<CartResource>(r#"{"id":"a","ID":"b"}"#).unwrap_err();
    assert!(error.to_string().contains("duplicate field `id`"), "{error}");
}

#[test]
fn null_and_missing_and_empty_lists_are_one() {
    for json in [r#"{"lineItems":null,"id":null}"#, r#"{"lineItems":[]}"#, "{}"] {
        assert_eq!(cart(json), CartResource::default());
        check(json, "{}");
    }
    for json in [r#"{"orders":null,"orderErrors":null}"#, r#"{"Orders":[]}"#, "{}"] {
        let result: CartCheckoutResult = serde_json::from_str(json).unwrap();
        assert_eq!(result, CartCheckoutResult::default());
    }
}

#[test]
fn other_types_ignore_what_they_do_not_know() {
    let order: Order = serde_json::from_str(r#"{"Id":"o","novelty":[1]}"#).unwrap();
    assert_eq!(serde_json::to_string(&order).unwrap(), r#"{"id":"o"}"#);
}

#[test]
fn a_value_that_was_parsed_before_reads_like_text() {
    let json = r#"{"id":"c","lineItems":[{"quantity":1,"unheard":{"of":[true]}}]}"#;
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::from_value::<CartResource>(value).unwrap(), cart(json));
}

#[test]
fn a_word_is_known_in_any_spelling_and_unknown_words_are_kept() {
    for text in ["one_time", "OneTime", "ONE TIME", "one-time"] {
        assert_eq!(BillingCycleType::from(text), BillingCycleType::OneTime);
    }
    let unknown = BillingCycleType::from("every_Blue_Moon");
    assert!(!unknown.is_known());
    assert_eq!(unknown.as_str(), "every_Blue_Moon");
}
