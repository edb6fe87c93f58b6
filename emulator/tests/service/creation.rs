//! Orders that are created without a cart, as clients do that know none.

use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::Client;
use crate::purchase::customer;

fn line(client: &Client, product: &str, sku: &str, quantity: u32) -> Value {
    json!({ "lineItemNumber": 0, "offerId": client.item(product, sku, "US"), "quantity": quantity })
}

fn orders() -> String {
    customer("/orders")
}

#[test]
fn an_order_without_a_cart_is_bought_charged_and_held() {
    let mut client = Client::new();
    let mut wanted = line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 2);
    wanted["friendlyName"] = "Servers".into();
    let order = client.post(&orders(), json!({ "lineItems": [wanted] })).expect(201);
    assert_eq!(order["billingCycle"], "one_time");
    assert_eq!(order["lineItems"][0]["friendlyName"], "Servers");
    assert_eq!(order["lineItems"][0]["offerId"], wanted["offerId"]);
    let id = order["id"].as_str().unwrap();
    let bought = |client: &Client| -> usize {
        client.emulator.ledger().iter().map(|entry| entry.effect.orders.len()).sum()
    };
    assert_eq!(bought(&client), 1);
    client.advance(60);
    let held = client.get(&customer("/entitlements")).expect(200);
    assert_eq!(held["items"][0]["referenceOrder"]["id"], id);
    client.advance(40 * 24 * 60 * 60);
    client.renew();
    let invoices = client.get("/v1/invoices?size=100&offset=0").text();
    assert!(invoices.contains("G000100001"), "{invoices}");
}

#[test]
fn what_a_client_leaves_out_it_may_send_as_null_or_unknown() {
    let client = Client::new();
    let mut wanted = line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1);
    wanted["TermDuration"] = Value::Null;
    wanted["ProvisioningContext"] = Value::Null;
    let body = json!({
        "Id": null, "BillingCycle": "unknown", "CreationDate": null, "LineItems": [wanted],
    });
    assert_eq!(client.post(&orders(), body).expect(201)["billingCycle"], "one_time");
}

#[test]
fn a_subscription_comes_of_an_order_in_capitals() {
    let mut client = Client::new();
    let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
    let body = json!({
        "BillingCycle": "Annual",
        "LineItems": [{
            "LineItemNumber": 0, "OfferId": item, "Quantity": 3, "TermDuration": "P1Y",
            "PartnerIdOnRecord": "5550123", "AdditionalPartnerIdsOnRecord": ["5550124", "5550125"],
        }],
    });
    let order = client.post(&orders(), body).expect(201);
    let line = &order["lineItems"][0];
    assert_eq!(line["partnerIdOnRecord"], "5550123");
    assert_eq!(line["additionalPartnerIdsOnRecord"], json!(["5550124", "5550125"]));
    client.advance(60);
    client.renew();
    let path = format!("{}?order_id={}", customer("/subscriptions"), order["id"].as_str().unwrap());
    assert_eq!(client.get(&path).expect(200)["items"][0]["quantity"], 3);
}

#[track_caller]
fn check_refused(change: impl FnOnce(&mut Value), status: u16, code: &str) {
    let client = Client::new();
    let wanted = line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1);
    let mut body = json!({ "lineItems": [wanted] });
    change(&mut body);
    client.post(&orders(), body).refused(status, code);
    assert!(client.emulator.ledger().iter().all(|entry| entry.effect.is_none()));
}

#[test]
fn what_cannot_be_bought_is_refused_and_nothing_is_bought() {
    check_refused(|body| body["lineItems"] = json!([]), 400, "800002");
    check_refused(|body| body["lineItems"][0]["quantity"] = 0.into(), 400, "800002");
    check_refused(|body| body["lineItems"][0]["quantity"] = 1_000.into(), 400, "800017");
    check_refused(|body| body["lineItems"][0]["lineItemNumber"] = 7.into(), 400, "800071");
    check_refused(|body| body["lineItems"][0]["lineItemNumber"] = Value::Null, 400, "800002");
    check_refused(|body| body["lineItems"][0]["offerId"] = "A:B:C".into(), 400, "800004");
    check_refused(|body| body["lineItems"][0]["offerId"] = Value::Null, 400, "900142");
    check_refused(|body| body["billingCycle"] = "annual".into(), 400, "800002");
    check_refused(|body| body["billingCycle"] = "hourly".into(), 400, "900126");
    check_refused(|body| body["currencyCode"] = "EUR".into(), 400, "800002");
}

#[test]
fn an_order_has_no_documents() {
    let client = Client::new();
    let wanted = line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1);
    let order = client.post(&orders(), json!({ "lineItems": [wanted] })).expect(201);
    let path = format!("{}/{}/attachments", orders(), order["id"].as_str().unwrap());
    assert_eq!(client.get(&path).expect(200)["totalCount"], 0);
    client.get(&format!("{}/none/attachments", orders())).refused(404, "20000");
}
