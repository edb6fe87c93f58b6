//! Carts: what the service fills, what it refuses, and what it gives back as it came.

use partner_center_emulator::seed::*;
use partner_center_emulator::{
    Action, CartErrorCodes, CartPrices, ExpiredCart, Fault, LineProblems,
};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::purchase::customer;

/// A cart of lines for the first customer.
fn create(client: &Client, lines: Value) -> Answer {
    client.post(&customer("/carts"), json!({ "lineItems": lines }))
}

fn software(client: &Client) -> Value {
    json!({ "catalogItemId": client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US"), "quantity": 1,
        "billingCycle": "one_time" })
}

fn reservation(client: &Client, sku: &str, subscription: &str) -> Value {
    let duration = if sku == SKU_RESERVATION_THREE_YEARS { "3Years" } else { "1Year" };
    json!({ "catalogItemId": client.item(PRODUCT_RESERVATION, sku, "US"), "quantity": 1,
        "billingCycle": "one_time",
        "provisioningContext": { "scope": "single", "subscriptionId": subscription, "duration": duration } })
}

/// A line with some members changed; null removes.
fn with(mut line: Value, change: Value) -> Value {
    for (name, value) in change.as_object().unwrap() {
        line[name] = value.clone();
    }
    line
}

#[test]
fn the_service_fills_what_the_caller_left_out() {
    let client = Client::new();
    let line = software(&client);
    let cart = create(&client, json!([with(line.clone(), json!({ "id": 1 })), line])).expect(201);
    assert_eq!(cart["creationTimestamp"], "2026-01-01T00:00:00Z");
    assert_eq!(cart["expirationTimestamp"], "2026-01-08T00:00:00Z");
    assert_eq!(cart["lineItems"][0]["id"], 1);
    assert_eq!(cart["lineItems"][1]["id"], 0, "the free number");
    assert_eq!(cart["lineItems"][1]["currencyCode"], "USD");
    assert_eq!(cart["lineItems"][1]["provisioningContext"], json!({}));
    let id = cart["id"].as_str().unwrap();
    assert_eq!(cart["links"]["self"]["uri"], format!("/customers/{CUSTOMER_US}/carts/{id}"));
    assert_eq!(client.get(&customer(&format!("/carts/{id}"))).expect(200), cart);
}

#[test]
fn a_pascal_case_cart_with_nulls_and_empty_dates_is_read() {
    let client = Client::new();
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let body = json!({
        "Id": null, "CreationTimestamp": "0001-01-01T00:00:00", "ExpirationTimestamp": "0001-01-01T00:00:00",
        "LastModifiedUser": null, "Status": null, "Links": null, "Attributes": { "ObjectType": "Cart" },
        "LineItems": [{
            "Id": 0, "CatalogItemId": item, "FriendlyName": null, "Quantity": 1, "CurrencyCode": null,
            "BillingCycle": "OneTime", "Participants": null, "ProvisioningContext": null, "OrderGroup": null,
            "AddonItems": null, "RenewsTo": null, "Error": null, "CustomTermEndDate": "0001-01-01T00:00:00",
            "AttestationAccepted": null, "TermDuration": "",
        }],
    });
    let cart = client.post(&customer("/carts/"), body).expect(201);
    assert_eq!(cart["lineItems"][0]["billingCycle"], "one_time");
    let text = cart.to_string();
    assert!(
        !text.contains("0001-01") && !text.contains("null") && !text.contains("LineItems"),
        "{text}"
    );
}

#[test]
fn what_the_emulator_does_not_know_comes_back_as_it_was() {
    let client = Client::new();
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let body = format!(
        r#"{{"lineItems":[{{"catalogItemId":"{item}","quantity":1,"billingCycle":"one_time","novelty":1.10}}],
            "budget":{{"limit":12345678901234567890.0000000001,"tags":[null,"é"]}}}}"#
    );
    let answer = client.send("POST", &customer("/carts"), body.as_bytes()).unwrap();
    let (text, id) = (answer.text(), answer.json()["id"].as_str().unwrap().to_owned());
    let read = client.get(&customer(&format!("/carts/{id}"))).text();
    for text in [text, read] {
        assert!(text.contains(r#""novelty":1.10"#), "{text}");
        assert!(
            text.contains(
                r#""budget":{"limit":12345678901234567890.0000000001,"tags":[null,"é"]}"#
            ),
            "{text}"
        );
    }
}

#[test]
fn participants_and_renewal_come_back() {
    let client = Client::new();
    let participants = json!([
        { "key": "transaction_reseller", "value": "5550001" },
        { "key": "AdditionalTransactionReseller", "value": "5550002" },
        { "key": "additional_transaction_reseller", "value": "5550003" },
    ]);
    let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "annual", "termDuration": "P1Y",
        "participants": participants, "renewsTo": { "termDuration": "P1M" }, "promotionId": "CONTOSO-SPRING:0001" });
    let cart = create(&client, json!([line])).expect(201);
    assert_eq!(cart["lineItems"][0]["participants"][1]["key"], "additional_transaction_reseller");
    assert_eq!(cart["lineItems"][0]["renewsTo"], json!({ "termDuration": "P1M" }));
    let id = cart["id"].as_str().unwrap();
    let result = client.press(&customer(&format!("/carts/{id}/checkout"))).expect(201);
    let ordered = &result["orders"][0]["lineItems"][0];
    assert_eq!(ordered["partnerIdOnRecord"], "5550001");
    assert_eq!(ordered["additionalPartnerIdsOnRecord"], json!(["5550002", "5550003"]));

    client.emulator.change(|settings| settings.require_partner_attestation = true);
    create(&client, json!([line])).refused(400, "900206");
    let attested = json!({ "lineItems": [line], "PartnerOnRecordAttestationAccepted": true });
    let cart = client.post(&customer("/carts"), attested).expect(201);
    assert_eq!(cart.get("partnerOnRecordAttestationAccepted"), None, "it is not given back");
    client.emulator.change(|settings| {
        settings.require_partner_attestation = false;
        settings.refuse_renews_to = true;
    });
    create(&client, json!([line])).refused(400, "3000");
}

#[test]
fn a_wrong_request_is_refused() {
    let client = Client::new();
    let line = software(&client);
    #[track_caller]
    fn check(client: &Client, lines: Value, code: &str, part: &str) {
        let text = create(client, lines).refused(400, code);
        assert!(text.contains(part), "{text}");
    }
    let changed = |change: Value| json!([with(line.clone(), change)]);
    check(&client, json!([]), "800002", "lineItems");
    check(&client, Value::Null, "800002", "lineItems");
    check(&client, json!(["line"]), "800002", "not an object");
    check(&client, changed(json!({ "quantity": 0 })), "800002", "quantity");
    check(&client, changed(json!({ "quantity": "2" })), "800002", "\"2\"");
    check(&client, changed(json!({ "quantity": null })), "800002", "quantity");
    check(&client, changed(json!({ "billingCycle": null })), "800002", "billingCycle");
    check(&client, changed(json!({ "billingCycle": "weekly" })), "900126", "weekly");
    check(&client, changed(json!({ "catalogItemId": null })), "900142", "");
    check(&client, changed(json!({ "catalogItemId": "CONTOSO00001" })), "800004", "CONTOSO00001");
    check(&client, changed(json!({ "id": -1 })), "800002", "-1");
    check(&client, changed(json!({ "id": 7 })), "800071", "7");
    check(
        &client,
        changed(json!({ "participants": [{ "key": "friend", "value": "1" }] })),
        "900126",
        "friend",
    );
    check(&client, changed(json!({ "renewsTo": [] })), "800002", "renewsTo");
    let twice = with(line.clone(), json!({ "id": 0 }));
    check(&client, json!([twice, twice]), "800071", "[0, 0]");
    client.send("POST", &customer("/carts"), b"{").unwrap().refused(400, "800002");
    client.send("POST", &customer("/carts"), b"").unwrap().refused(400, "800002");
    assert!(client.emulator.summary().carts.is_empty());
}

/// A line that cannot be bought, and how that shows: cart error, status and code, whether in the
/// cart by default.
#[test]
fn what_cannot_be_bought_shows_in_the_cart_or_as_a_refusal() {
    let client = Client::new();
    let software = software(&client);
    let item = |product: &str, sku: &str| json!({ "catalogItemId": client.item(product, sku, "US"), "quantity": 1, "billingCycle": "one_time" });
    let foreign = json!({ "catalogItemId": client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "DE") });
    let term = json!({ "termDuration": "P1Y" });
    let bad = |sku: &str, change: Value| {
        let mut line = reservation(&client, sku, SUBSCRIPTION_REGISTERED);
        line["provisioningContext"] = with(line["provisioningContext"].clone(), change);
        line
    };
    let one = SKU_RESERVATION_ONE_YEAR;
    let cases: Vec<(Value, u32, u16, &str, bool)> = vec![
        (
            with(software.clone(), json!({ "catalogItemId": "CONTOSO00001:0001:GONE" })),
            10_001,
            400,
            "800004",
            true,
        ),
        (
            with(software.clone(), json!({ "catalogItemId": "NONE:0001:GONE" })),
            10_001,
            400,
            "800004",
            true,
        ),
        (with(software.clone(), foreign), 10_001, 400, "800070", false),
        (with(software.clone(), json!({ "currencyCode": "EUR" })), 10_000, 400, "800002", true),
        (with(software.clone(), json!({ "billingCycle": "monthly" })), 10_013, 400, "800002", true),
        (with(software.clone(), term), 10_010, 400, "800002", true),
        (with(software.clone(), json!({ "quantity": 251 })), 10_002, 400, "800017", false),
        (with(software.clone(), json!({ "promotionId": "NONE" })), 10_014, 400, "3000", true),
        (item(PRODUCT_PERPETUAL, SKU_FROM_FIVE_TO_TEN), 10_002, 400, "800017", false),
        (item(PRODUCT_PERPETUAL, SKU_NOT_FOR_SALE), 10_006, 403, "800020", false),
        (item(PRODUCT_PERPETUAL, SKU_ATTESTATION), 10_012, 400, "900203", false),
        (
            with(item(PRODUCT_PERPETUAL, SKU_THREE_LEFT), json!({ "quantity": 4 })),
            10_002,
            400,
            "800017",
            false,
        ),
        (
            item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION),
            10_010,
            400,
            "800002",
            true,
        ),
        (item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_ADDON), 10_007, 400, "800029", false),
        (item(PRODUCT_RESERVATION, one), 10_010, 400, "3000", false),
        (bad(one, json!({ "scope": "everything" })), 10_010, 400, "3000", false),
        (bad(one, json!({ "duration": "3Years" })), 10_010, 400, "3000", false),
        (
            bad(one, json!({ "subscriptionId": SUBSCRIPTION_SOFTWARE })),
            10_007,
            400,
            "800011",
            false,
        ),
        (
            bad(one, json!({ "subscriptionId": SUBSCRIPTION_SUSPENDED })),
            10_007,
            400,
            "800012",
            false,
        ),
        (
            bad(one, json!({ "subscriptionId": SUBSCRIPTION_NO_RESERVATIONS })),
            10_008,
            400,
            "800013",
            false,
        ),
        (bad(one, json!({ "subscriptionId": SUBSCRIPTION_ACTIVE })), 10_011, 400, "800030", false),
        (bad(SKU_RESERVATION_RESTRICTED, json!({})), 10_003, 400, "800010", false),
    ];
    for (line, cart_error, status, code, in_cart) in cases {
        let set = |to| client.emulator.change(|settings| settings.line_problems = to);
        let shows_in_cart = |line: &Value| {
            let cart = create(&client, json!([line])).expect(201);
            assert_eq!(cart["lineItems"][0]["error"]["errorCode"], cart_error, "{cart}");
            let path = customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap()));
            client.press(&path).refused(400, "800009");
        };
        set(LineProblems::InCart);
        shows_in_cart(&line);
        set(LineProblems::Refused);
        create(&client, json!([line])).refused(status, code);
        set(LineProblems::Mixed);
        if in_cart {
            shows_in_cart(&line);
        } else {
            create(&client, json!([line])).refused(status, code);
        }
    }
    assert!(client.emulator.ledger().iter().all(|entry| entry.effect.orders.is_empty()));
}

#[test]
fn what_can_be_bought_is_no_problem() {
    let client = Client::new();
    let attested = json!({ "catalogItemId": client.item(PRODUCT_PERPETUAL, SKU_ATTESTATION, "US"), "quantity": 1,
        "billingCycle": "one_time", "attestationAccepted": true });
    let context = json!({ "Scope": "Shared", "SubscriptionId": SUBSCRIPTION_REGISTERED, "Duration": "1Year" });
    let mut pascal = reservation(&client, SKU_RESERVATION_ONE_YEAR, SUBSCRIPTION_REGISTERED);
    pascal["provisioningContext"] = context;
    for line in [
        attested,
        pascal,
        reservation(&client, SKU_RESERVATION_THREE_YEARS, SUBSCRIPTION_REGISTERED),
    ] {
        let cart = create(&client, json!([line])).expect(201);
        assert_eq!(cart["lineItems"][0].get("error"), None, "{cart}");
    }
    let cart = create(
        &client,
        json!([reservation(&client, SKU_RESERVATION_ONE_YEAR, SUBSCRIPTION_REGISTERED)]),
    );
    assert_eq!(cart.expect(201)["lineItems"][0]["termDuration"], "P1Y", "the only term");
}

#[test]
fn a_partner_may_sell_without_participants() {
    let client = Client::new().fabrikam();
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time",
        "participants": [{ "key": "transaction_reseller", "value": "5550001" }] });
    let path = format!("/v1/customers/{CUSTOMER_OF_FABRIKAM}/carts");
    let cart = client.post(&path, json!({ "lineItems": [line] })).expect(201);
    assert_eq!(cart["lineItems"][0]["error"]["errorCode"], 10_004);
}

#[test]
fn an_error_on_a_line_can_have_a_name_in_place_of_a_number() {
    let client = Client::with(|settings| settings.cart_error_codes = CartErrorCodes::Names);
    let line = with(software(&client), json!({ "catalogItemId": "CONTOSO00001:0001:GONE" }));
    let cart = create(&client, json!([line])).expect(201);
    assert_eq!(cart["lineItems"][0]["error"]["errorCode"], "catalog_item_id_is_not_valid");
}

#[test]
fn a_line_of_a_cart_costs_what_the_line_of_its_order_costs() {
    let client = Client::new();
    let line = with(software(&client), json!({ "quantity": 3 }));
    let cart = create(&client, json!([line])).expect(201);
    let price = &cart["lineItems"][0]["pricing"];
    assert_eq!((&price["price"], &price["extendedPrice"]), (&json!(617.25), &json!(1851.75)));

    let id = cart["id"].as_str().unwrap();
    let bought = client.press(&customer(&format!("/carts/{id}/checkout"))).expect(201);
    let order = bought["orders"][0]["id"].as_str().unwrap();
    let path = customer(&format!("/orders/{order}?include_price=true"));
    assert_eq!(client.get(&path).expect(200)["lineItems"][0]["pricing"], *price);
}

#[test]
fn a_cart_may_say_nothing_of_prices_or_only_of_subscriptions() {
    for (shown, expected) in [
        (CartPrices::All, [true, true, false]),
        (CartPrices::Subscriptions, [false, true, false]),
        (CartPrices::None, [false, false, false]),
    ] {
        let client = Client::with(|settings| settings.cart_prices = shown);
        let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
        let subscription = json!({ "catalogItemId": item, "termDuration": "P1Y" });
        let unknown = json!({ "catalogItemId": "CONTOSO00001:0001:GONE" });
        let line = software(&client);
        let lines = json!([line, with(line.clone(), subscription), with(line.clone(), unknown)]);
        let cart = create(&client, lines).expect(201);
        let priced = cart["lineItems"].as_array().unwrap().iter();
        let priced: Vec<_> = priced.map(|line| line.get("pricing").is_some()).collect();
        assert_eq!(priced, expected, "{shown:?}");
    }
}

#[test]
fn a_price_that_comes_back_is_not_believed() {
    let client = Client::new();
    let pricing = json!({ "pricing": { "extendedPrice": 0.01 } });
    let cart = create(&client, json!([with(software(&client), pricing)])).expect(201);
    assert_eq!(cart["lineItems"][0]["pricing"]["extendedPrice"], 617.25);
}

#[test]
fn an_error_on_a_line_can_be_scripted() {
    let client = Client::new();
    let action = Action::LineError { line: Some(1), code: 10_009, description: "Full.".into() };
    client.emulator.fault(Fault::on("createCart", action));
    let line = software(&client);
    let cart = create(&client, json!([line, line])).expect(201);
    assert_eq!(cart["lineItems"][0].get("error"), None);
    assert_eq!(
        cart["lineItems"][1]["error"],
        json!({ "errorCode": 10_009, "errorDescription": "Full." })
    );
}

#[test]
fn an_addon_comes_with_its_base_or_names_it() {
    let client = Client::new();
    let item = |sku: &str| client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, sku, "US");
    let addon = json!({ "id": 1, "catalogItemId": item(SKU_ADDON), "quantity": 2, "billingCycle": "one_time" });
    let base = json!({ "id": 0, "catalogItemId": item(SKU_SOFTWARE_SUBSCRIPTION), "quantity": 2,
        "billingCycle": "one_time", "termDuration": "P1Y", "addonItems": [addon] });
    let cart = create(&client, json!([base])).expect(201);
    assert_eq!(cart["lineItems"][0]["addonItems"][0]["orderGroup"], "0");
    let id = cart["id"].as_str().unwrap();
    let result = client.press(&customer(&format!("/carts/{id}/checkout"))).expect(201);
    assert_eq!(result["orders"][0]["lineItems"].as_array().unwrap().len(), 2);
    client.advance(8);
    let order = result["orders"][0]["id"].as_str().unwrap();
    let given = client.get(&customer(&format!("/subscriptions?order_id={order}"))).expect(200);
    assert_eq!(given["items"][1]["parentSubscriptionId"], given["items"][0]["id"]);

    let mut alone = addon.clone();
    alone["provisioningContext"] = json!({ "ParentSubscriptionId": SUBSCRIPTION_SOFTWARE });
    let cart = create(&client, json!([alone])).expect(201);
    let context = &cart["lineItems"][0]["provisioningContext"];
    assert_eq!(*context, json!({ "parentSubscriptionId": SUBSCRIPTION_SOFTWARE }));

    let many = with(addon.clone(), json!({ "quantity": 3 }));
    let cart =
        create(&client, json!([with(base.clone(), json!({ "addonItems": [many] }))])).expect(201);
    assert_eq!(cart["lineItems"][0]["addonItems"][0]["error"]["errorCode"], 10_018);
    let wrong = with(software(&client), json!({ "addonItems": [addon] }));
    create(&client, json!([wrong])).refused(400, "800029");
    let deep = with(addon.clone(), json!({ "addonItems": [addon] }));
    create(&client, json!([with(base, json!({ "addonItems": [deep] }))])).refused(400, "800002");
}

#[test]
fn a_put_replaces_the_content() {
    let client = Client::new();
    let line = software(&client);
    let cart = create(&client, json!([line])).expect(201);
    let path = customer(&format!("/carts/{}", cart["id"].as_str().unwrap()));
    client.advance(60);
    let mut sent = cart.clone();
    sent["lineItems"] = json!([with(line.clone(), json!({ "quantity": 7 })), line]);
    sent["novelty"] = json!("kept");
    let answer = client.put(&path, sent).expect(201);
    assert_eq!(answer["novelty"], "kept");
    assert_eq!(answer.get("status"), None);
    assert_eq!(answer.get("expirationTimestamp"), None);
    assert_eq!(answer["links"]["self"]["uri"], format!("{path}/"));
    let read = client.get(&path).expect(200);
    assert_eq!(read["lineItems"][0]["quantity"], 7);
    assert_eq!(read["lineItems"].as_array().unwrap().len(), 2);
    assert_eq!(read["creationTimestamp"], cart["creationTimestamp"]);
    assert_eq!(read["lastModifiedTimestamp"], "2026-01-01T00:01:00Z");
    assert_eq!(
        read["expirationTimestamp"], cart["expirationTimestamp"],
        "a change does not lengthen its life"
    );

    client
        .put(&path, json!({ "lineItems": [with(line.clone(), json!({ "quantity": 0 }))] }))
        .refused(400, "800002");
    assert_eq!(client.get(&path).expect(200), read, "a refused change changes nothing");
    client.press(&format!("{path}/checkout")).expect(201);
    client.put(&path, json!({ "lineItems": [line] })).refused(400, "800065");
}

#[test]
fn a_cart_expires() {
    let client = Client::with(|settings| settings.token_lifetime_seconds = 10_000_000);
    let cart = create(&client, json!([software(&client)])).expect(201);
    let path = customer(&format!("/carts/{}", cart["id"].as_str().unwrap()));
    client.advance(7 * 24 * 3_600 - 1);
    client.get(&path).expect(200);
    client.advance(1);
    client.get(&path).refused(404, "800008");
    client.put(&path, json!({ "lineItems": [software(&client)] })).refused(404, "800008");
    client.press(&format!("{path}/checkout")).refused(404, "800008");
    client.emulator.change(|settings| settings.expired_cart = ExpiredCart::Refused);
    client.press(&format!("{path}/checkout")).refused(400, "800009");
    client.emulator.change(|settings| settings.cart_lifetime_seconds = 900);
    let cart = create(&client, json!([software(&client)])).expect(201);
    assert_eq!(cart["expirationTimestamp"], "2026-01-08T00:15:00Z");
}

#[test]
fn a_cart_belongs_to_its_customer() {
    let client = Client::new();
    let cart = create(&client, json!([software(&client)])).expect(201);
    let id = cart["id"].as_str().unwrap();
    client.get(&format!("/v1/customers/{CUSTOMER_DE}/carts/{id}")).refused(404, "800008");
    client.get(&customer("/carts/00000000-0000-4000-8000-000000000000")).refused(404, "800008");
    client.get(&customer(&format!("/carts/{}", id.to_uppercase()))).expect(200);
}
