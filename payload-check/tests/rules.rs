//! What fits, what drifts and what cannot be decoded, with the types of the client.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use partner_center_payload_check::{Error, Kind, Verdict, check, schemas};

#[track_caller]
fn findings(schema: &str, text: &str, verdict: Verdict, expected: &[(&str, Kind)]) -> Vec<String> {
    let report = check(schema, text).unwrap();
    let found: Vec<_> =
        report.findings.iter().map(|finding| (&*finding.pointer, finding.kind)).collect();
    assert_eq!(found, expected, "{:#?}", report.findings);
    assert_eq!(report.verdict, verdict);
    report.findings.into_iter().map(|finding| finding.detail).collect()
}

#[track_caller]
fn fits(schema: &str, text: &str) {
    findings(schema, text, Verdict::Fits, &[]);
}

#[track_caller]
fn drifts(schema: &str, text: &str, expected: &[(&str, Kind)]) -> Vec<String> {
    findings(schema, text, Verdict::Drift, expected)
}

#[track_caller]
fn undecodable(schema: &str, text: &str, expected: &[(&str, Kind)]) -> Vec<String> {
    findings(schema, text, Verdict::Undecodable, expected)
}

#[test]
fn nothing_in_any_form_fits() {
    fits("Cart", "{}");
    fits("Cart", r#"{"lineItems": null, "links": null, "status": null}"#);
    fits("Cart", r#"{"lineItems": [], "links": {}}"#);
    fits("CartLineItem", r#"{"provisioningContext": {}, "addonItems": null}"#);
}

#[test]
fn a_byte_order_mark_is_no_finding() {
    fits("Cart", "\u{feff}{\"id\": \"c7\"}");
}

#[test]
fn dates_in_every_form_of_the_service_fit() {
    for date in [
        "2030-03-06T17:37:05.2531234Z",
        "2030-03-06T17:37:05.253-08:00",
        "2030-03-06T17:37:05+00:00",
        "2030-03-06T17:37:05",
        "2030-03-06",
        "2030-03-06T17:37:05.1234567890000Z",
        "0001-01-01T00:00:00",
        "0001-01-01",
    ] {
        fits("Cart", &format!(r#"{{"expirationTimestamp": "{date}"}}"#));
    }
}

#[test]
fn a_digit_of_a_second_that_cannot_be_kept_is_a_change() {
    let text = r#"{"expirationTimestamp": "2030-03-06T17:37:05.12345678901Z"}"#;
    let details = drifts("Cart", text, &[("/expirationTimestamp", Kind::Changed)]);
    assert_eq!(
        details[0],
        "\"2030-03-06T17:37:05.12345678901Z\" became \"2030-03-06T17:37:05.123456789Z\""
    );
}

#[test]
fn known_words_fit_in_any_spelling() {
    for word in ["one_time", "OneTime", "onetime", "ONE_TIME", ""] {
        fits("CartLineItem", &format!(r#"{{"billingCycle": "{word}"}}"#));
    }
}

#[test]
fn an_unknown_word_is_kept_and_named() {
    let details = drifts(
        "CartLineItem",
        r#"{"billingCycle": "weekly"}"#,
        &[("/billingCycle", Kind::UnknownWord)],
    );
    assert_eq!(details, ["the document has no word `weekly` of BillingCycleType"]);
}

#[test]
fn codes_of_cart_errors_are_known_by_number_and_by_name() {
    for code in
        ["10003", r#""10003""#, r#""InventoryNotAvailable""#, r#""inventory_not_available""#]
    {
        fits("CartError", &format!(r#"{{"errorCode": {code}}}"#));
    }
    for code in ["77777", r#""sun_not_available""#] {
        drifts(
            "CartError",
            &format!(r#"{{"errorCode": {code}}}"#),
            &[("/errorCode", Kind::UnknownWord)],
        );
    }
}

#[test]
fn decimals_fit_as_numbers_and_as_digits_in_a_string() {
    for price in ["25", r#""25""#, "1.10", r#""1.10""#, "1e2", "-0.5", "0.0159369774000000000001"] {
        fits("Pricing", &format!(r#"{{"listPrice": {price}}}"#));
    }
    let details = drifts("Pricing", r#"{"listPrice": "1e2"}"#, &[("/listPrice", Kind::WrongType)]);
    assert_eq!(
        details,
        [r#"the document says a decimal number, or one in a string, this is "1e2""#]
    );
}

#[test]
fn a_decimal_with_too_many_digits_is_undecodable() {
    let details = undecodable(
        "Order",
        "{\"id\": \"o1\", \"lineItems\": [{\"pricing\":\n {\"listPrice\": 9.2345678901234567890123456789}}]}",
        &[("/lineItems/0/pricing/listPrice", Kind::Undecodable)],
    );
    assert!(details[0].contains("at most 28 digits (line 2 column 45)"), "{}", details[0]);
}

#[test]
fn an_unknown_field_is_lost_unless_the_type_keeps_it() {
    let details = drifts(
        "Link",
        r#"{"uri": "/x", "rel": "self", "none": null}"#,
        &[("/rel", Kind::UnknownField), ("/none", Kind::UnknownField), ("/rel", Kind::Lost)],
    );
    assert_eq!(details[0], "the document has no such field in Link");
    assert_eq!(details[2], "\"self\" is not in what is encoded");
    drifts(
        "Cart",
        r#"{"rel": {"deep": [1.23456789012345678901234567890123]}, "lineItems": [{"a/b~c": 1e400}]}"#,
        &[("/rel", Kind::UnknownField), ("/lineItems/0/a~1b~0c", Kind::UnknownField)],
    );
}

#[test]
fn keys_in_pascal_case_are_named_and_nothing_is_lost() {
    drifts(
        "Cart",
        r#"{"Id": "c7", "LineItems": [{"Id": 0, "Quantity": 2}], "Links": {"Self": {"Uri": "/x"}}}"#,
        &[
            ("/Id", Kind::KeyCase),
            ("/LineItems", Kind::KeyCase),
            ("/LineItems/0/Id", Kind::KeyCase),
            ("/LineItems/0/Quantity", Kind::KeyCase),
            ("/Links", Kind::KeyCase),
            ("/Links/Self", Kind::KeyCase),
            ("/Links/Self/Uri", Kind::KeyCase),
        ],
    );
}

#[test]
fn a_spelling_of_a_key_that_the_type_does_not_read_is_lost() {
    drifts("Link", r#"{"URI": "/x"}"#, &[("/URI", Kind::KeyCase), ("/URI", Kind::Lost)]);
}

#[test]
fn keys_that_occur_twice_are_found() {
    undecodable(
        "Link",
        r#"{"uri": "a", "uri": "b"}"#,
        &[("", Kind::Undecodable), ("/uri", Kind::DuplicateKey)],
    );
    drifts(
        "Cart",
        r#"{"new": 1, "new": 2}"#,
        &[
            ("/new", Kind::UnknownField),
            ("/new", Kind::DuplicateKey),
            ("/new", Kind::UnknownField),
            ("/new", Kind::Lost),
        ],
    );
    drifts(
        "CartLineItem",
        r#"{"provisioningContext": {"scope": "single", "scope": "shared"}}"#,
        &[
            ("/provisioningContext/scope", Kind::DuplicateKey),
            ("/provisioningContext/scope", Kind::Lost),
        ],
    );
}

#[test]
fn a_wrong_type_that_still_decodes_is_drift() {
    let details = drifts("ApiFault", r#"{"code": 20003}"#, &[("/code", Kind::WrongType)]);
    assert_eq!(details, ["the document says a string, this is 20003"]);
}

#[test]
fn a_number_for_an_id_is_read_and_is_drift_unless_the_document_knows_it() {
    let details = drifts("Cart", r#"{"id": 7}"#, &[("/id", Kind::WrongType)]);
    assert_eq!(details, ["the document says a string, this is 7"]);
    for id in ["4649221", "0", "-1", r#""""#, r#""4649221""#] {
        fits("OneTimeInvoiceLineItem", &format!(r#"{{"resellerMpnId": {id}}}"#));
    }
    let text = r#"{"resellerMpnId": true}"#;
    let both = [("/resellerMpnId", Kind::Undecodable), ("/resellerMpnId", Kind::WrongType)];
    let details = undecodable("OneTimeInvoiceLineItem", text, &both);
    assert_eq!(details[1], "the document says a string, or a whole number, this is true");
}

#[test]
fn no_digits_and_no_amount_are_equal() {
    for nothing in [r#""""#, "null"] {
        fits("OneTimeInvoiceLineItem", &format!(r#"{{"unitPrice": {nothing}}}"#));
        fits("Pricing", &format!(r#"{{"listPrice": {nothing}}}"#));
    }
}

#[test]
fn an_item_is_checked_as_what_it_says_it_is() {
    fits(
        "InvoiceLineItemCollection",
        r#"{"items": [
            {"attributes": {"objectType": "OneTimeInvoiceLineItem"}, "unitPrice": "1.5"},
            {"billingProvider": "azure", "invoiceLineItemType": "usage_line_items", "unit": "h"}]}"#,
    );
    drifts(
        "InvoiceLineItemCollection",
        r#"{"items": [{"attributes": {"objectType": "LicenseBasedLineItem"}, "skuId": "0001"}]}"#,
        &[("/items/0/skuId", Kind::UnknownField), ("/items/0/skuId", Kind::Lost)],
    );
}

#[test]
fn an_item_that_cannot_be_read_is_found_though_the_page_is_delivered() {
    let text = r#"{"items": [{"attributes": {"objectType": "OneTimeInvoiceLineItem"}},
        {"attributes": {"objectType": "OneTimeInvoiceLineItem"}, "quantity": "two", "orderDate": "soon"}]}"#;
    let details = undecodable(
        "InvoiceLineItemCollection",
        text,
        &[
            ("/items/1/quantity", Kind::Undecodable),
            ("/items/1/orderDate", Kind::Undecodable),
            ("/items/1/quantity", Kind::WrongType),
        ],
    );
    assert!(details[0].starts_with("`two` is not a decimal number"), "{}", details[0]);
}

#[test]
fn an_item_of_an_unknown_kind_is_drift() {
    let details = drifts(
        "InvoiceLineItemCollection",
        r#"{"items": [{"attributes": {"objectType": "NovelLineItem"}, "big": 1.234567890123456789012345678901},
            {"x": 1}]}"#,
        &[("/items/0", Kind::UnknownKind), ("/items/1", Kind::UnknownKind)],
    );
    assert_eq!(
        details,
        [
            "the document has no such kind of InvoiceLineItem: it calls itself `NovelLineItem`",
            "the document has no such kind of InvoiceLineItem: it does not say what it is",
        ]
    );
}

#[test]
fn a_digit_lost_in_a_float_is_a_change() {
    let text = r#"{"additionalInformation": {"a": 0.12345678901234567891}}"#;
    drifts("CartError", text, &[("/additionalInformation/a", Kind::Changed)]);
    fits("CartError", r#"{"additionalInformation": {"a": 1.10, "b": 1e2, "c": {"d": []}}}"#);
}

#[test]
fn wrong_types_are_undecodable_and_all_are_listed() {
    let details = undecodable(
        "Cart",
        r#"{"id": 7, "lineItems": [{"quantity": "2"}, {"quantity": 1.5}], "links": "none"}"#,
        &[
            ("/lineItems/0/quantity", Kind::Undecodable),
            ("/lineItems/1/quantity", Kind::Undecodable),
            ("/links", Kind::Undecodable),
            ("/id", Kind::WrongType),
            ("/lineItems/0/quantity", Kind::WrongType),
            ("/lineItems/1/quantity", Kind::WrongType),
            ("/links", Kind::WrongType),
        ],
    );
    assert_eq!(details[0], "invalid type: string \"2\", expected i32 (line 1 column 40)");
    assert_eq!(details[4], "the document says a whole number of 32 bits, this is \"2\"");
}

#[test]
fn a_date_that_nobody_reads_is_undecodable() {
    let text = r#"{"expirationTimestamp": "next week"}"#;
    let details = undecodable("Cart", text, &[("/expirationTimestamp", Kind::Undecodable)]);
    assert!(details[0].contains("`next week` is not a date"), "{}", details[0]);
}

#[test]
fn a_payload_of_another_kind_is_undecodable() {
    let both = [("", Kind::Undecodable), ("", Kind::WrongType)];
    for text in ["null", "5", r#""text""#, "[1]"] {
        undecodable("Cart", text, &both);
    }
}

#[test]
fn schemas_that_are_no_objects_are_checked_too() {
    fits("CartId", r#""c7""#);
    fits("DateTime", r#""2030-01-31""#);
    fits("Decimal", "1.50");
    fits("AnyValue", r#"[null, {"a": 1}]"#);
    drifts("BillingCycleType", r#""weekly""#, &[("", Kind::UnknownWord)]);
}

#[test]
fn a_schema_without_a_payload_of_its_own_takes_an_empty_one_or_says_why_not() {
    for schema in schemas() {
        let verdict = check(schema, "{}").unwrap().verdict;
        assert_ne!(verdict, Verdict::Drift, "{schema}");
    }
}

#[test]
fn what_cannot_be_checked_says_why() {
    assert!(matches!(check("Cart", "{"), Err(Error::NotJson(_))));
    assert!(matches!(check("Cart", ""), Err(Error::NotJson(_))));
    let error = check("cart", "{}").unwrap_err().to_string();
    assert_eq!(error, "the document has no schema `cart`; is `Cart` meant?");
    let error = check("Entirely/Else", "{}").unwrap_err().to_string();
    assert_eq!(error, "the document has no schema `Entirely/Else`");
}
