//! Scripted faults, limits, and the ledger that tells what was done nevertheless.

use std::time::Duration;

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Entry, Fault, When};
use serde_json::json;

use crate::client::Client;
use crate::purchase::customer;

/// The path of a new cart.
fn cart(client: &Client) -> String {
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    customer(&format!("/carts/{}", cart["id"].as_str().unwrap()))
}

fn last(client: &Client) -> Entry {
    client.emulator.ledger().pop().expect("a write")
}

/// What became of a checkout that was cut: the status in the ledger, and how many orders there are.
#[track_caller]
fn cut(when: When, status: Option<u16>, orders: usize) {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    client.emulator.fault(Fault::on("checkoutCart", Action::cut(when)));
    assert!(client.send("POST", &path, b"").is_err());
    let entry = last(&client);
    assert_eq!((entry.status, entry.cut, entry.effect.orders.len()), (status, true, orders));
    client.press(&path).expect(201);
}

#[test]
fn a_cut_before_the_work_does_nothing() {
    cut(When::Before, None, 0);
}

#[test]
fn a_cut_after_the_work_leaves_an_order() {
    cut(When::After, Some(201), 1);
}

#[test]
fn a_cut_in_the_middle_of_the_answer_leaves_an_order() {
    cut(When::MidBody, Some(201), 1);
}

#[test]
fn a_refusal_comes_with_what_it_was_given() {
    let client = Client::new();
    let get = || client.get("/v1/customers");
    client.emulator.fault(Fault::on("listCustomers", Action::refuse(500, "800003")));
    get().refused(500, "800003");
    client.emulator.fault(Fault::any(Action::too_many("57")));
    let answer = get();
    assert_eq!(answer.header("retry-after"), "57");
    assert_eq!(answer.expect(429)["statusCode"], 429);
    client.emulator.fault(Fault::any(Action::refuse(503, "")));
    let answer = get();
    assert_eq!((answer.status, answer.bytes.len()), (503, 0));
    let fault = r#"{ "operation": "LISTCUSTOMERS", "method": "get", "pathContains": "SIZE=3", "action": { "refuse": {
        "status": 403, "body": "<x/>", "contentType": "text/xml", "headers": { "X-Proxy": "7" } } } }"#;
    client.emulator.fault(serde_json::from_str(fault).unwrap());
    get().expect(200);
    let answer = client.get("/v1/customers?size=3");
    assert_eq!(
        (answer.status, answer.text().as_str(), answer.header("x-proxy")),
        (403, "<x/>", "7")
    );
    assert_eq!(answer.header("content-type"), "text/xml");
    assert!(client.emulator.faults().is_empty());
}

#[test]
fn a_refusal_can_hide_that_the_work_was_done() {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    let action = r#"{ "refuse": { "status": 500, "code": "800005", "when": "after" } }"#;
    client.emulator.fault(Fault::on("checkoutCart", serde_json::from_str(action).unwrap()));
    client.press(&path).refused(500, "800005");
    let entry = last(&client);
    assert_eq!((entry.status, entry.cut, entry.effect.orders.len()), (Some(500), false, 1));
}

#[test]
fn something_in_between_can_answer() {
    let client = Client::new();
    let path = format!("{}/checkout", cart(&client));
    let fault = |text: &str| {
        client.emulator.fault(Fault::on("checkoutCart", serde_json::from_str(text).unwrap()))
    };
    fault(r#"{ "html": {} }"#);
    let answer = client.press(&path);
    assert_eq!((answer.status, answer.header("content-type")), (502, "text/html"));
    assert_eq!(answer.header("ms-requestid"), "", "a proxy knows nothing of these");
    fault(r#"{ "empty": {} }"#);
    let answer = client.press(&path);
    assert_eq!((answer.status, answer.text().as_str()), (503, ""));
    assert!(last(&client).effect.is_none());
    fault(r#"{ "garbage": { "status": 201 } }"#);
    let answer = client.press(&path);
    assert_eq!(answer.status, 201);
    assert!(serde_json::from_slice::<serde_json::Value>(&answer.bytes).is_err());
    assert_eq!(
        last(&client).effect.orders.len(),
        1,
        "an answer that says success follows the work"
    );
    fault(r#"{ "empty": { "status": 201, "when": "before" } }"#);
    assert_eq!(client.press(&path).status, 201);
}

#[test]
fn a_delay_moves_a_frozen_clock() {
    let client = Client::new();
    client.emulator.fault(Fault::on("getCart", Action::delay(Duration::from_millis(90_500))));
    let path = cart(&client);
    client.get(&path).expect(200);
    assert_eq!(client.emulator.summary().time, "2026-01-01T00:01:30.5Z");
}

#[test]
fn the_token_endpoint_fails_only_when_it_is_named() {
    let client = Client::new();
    let refresh = || client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).status;
    client.emulator.fault(Fault::any(Action::refuse(500, "")).times(0));
    assert_eq!(refresh(), 200);
    client.emulator.fault(Fault::on("token", Action::refuse(503, "")).skip(1).times(2));
    assert_eq!([refresh(), refresh(), refresh(), refresh()], [200, 503, 503, 200]);
    client.emulator.clear_faults();
    client.get("/v1/customers").expect(200);
}

#[test]
fn the_ledger_holds_every_write_and_only_writes() {
    let client = Client::new().header("MS-RequestId", "r-1").header("MS-CorrelationId", "c-1");
    let path = cart(&client);
    client.get(&path).expect(200);
    let question = json!({ "targetItems": [{ "productId": PRODUCT_PERPETUAL }] });
    client.post("/v1/extensions/product/checkInventory?country=US", question).expect(200);
    Client::signed_out(client.emulator.clone())
        .press(&format!("{path}/checkout"))
        .refused(401, "800001");
    client.press(&format!("{path}/checkout")).expect(201);
    client.press(&customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}/registrations")));
    let ledger = client.emulator.ledger();
    let operations: Vec<(&str, Option<u16>)> =
        ledger.iter().map(|entry| (entry.operation_id.as_str(), entry.status)).collect();
    assert_eq!(
        operations,
        [
            ("createCart", Some(201)),
            ("checkoutCart", Some(401)),
            ("checkoutCart", Some(201)),
            ("registerSubscription", Some(202))
        ]
    );
    let created = &ledger[0];
    assert_eq!(created.request_id.as_deref(), Some("r-1"));
    assert_eq!(created.correlation_id.as_deref(), Some("c-1"));
    assert_eq!(created.tenant.as_deref(), Some(CONTOSO_TENANT));
    assert_eq!(created.path, customer("/carts"));
    assert!(created.body.contains("lineItems"));
    assert!(path.ends_with(created.effect.cart.as_deref().unwrap()));
    assert_eq!((ledger[1].tenant.as_deref(), ledger[1].request_id.as_deref()), (None, None));
    assert_eq!(ledger[3].effect.registration.as_deref(), Some(SUBSCRIPTION_ACTIVE));
}

#[test]
fn requests_are_counted_and_the_latest_kept() {
    let client = Client::with(|settings| settings.kept_requests = 2);
    client.get("/v1/toys");
    client.get("/v1/customers");
    client.get("/v1/customers?size=1");
    let counts = client.emulator.requests();
    assert_eq!(
        (counts.total, counts.by_operation["listCustomers"], counts.by_operation["token"]),
        (4, 2, 1)
    );
    let latest = client.emulator.transcript();
    assert_eq!(latest.len(), 2);
    assert_eq!(latest[1].path, "/v1/customers?size=1");
    assert_eq!(latest[1].status, Some(200));
    assert_eq!(
        latest[1].headers,
        [("authorization".to_owned(), "Bearer".to_owned())],
        "no token is shown"
    );
}

#[test]
fn too_many_requests_are_told_when_to_come_again() {
    let client = Client::with(|settings| settings.throttle.limit = 3);
    let path = customer("/orders");
    for _ in 0..3 {
        client.get(&path).expect(200);
    }
    client.advance(10);
    let answer = client.get(&path);
    assert_eq!(answer.header("retry-after"), "50");
    let body = answer.expect(429);
    assert_eq!(body["statusCode"], 429);
    assert!(body["message"].as_str().unwrap().contains("50 seconds"), "{body}");
    client.get(&customer("/subscriptions")).expect(200);
    client.get("/v1/products?country=US&targetView=Software").expect(200);
    client.fabrikam().get(&format!("/v1/customers/{CUSTOMER_OF_FABRIKAM}/orders")).expect(200);
    client.advance(50);
    client.get(&path).expect(200);
}

#[test]
fn five_hundred_a_minute_is_the_default() {
    let client = Client::new();
    let passed = (0..600).take_while(|_| client.get("/v1/customers?size=1").status == 200).count();
    assert_eq!(passed, 500);
    client.emulator.clear_throttle();
    client.get("/v1/customers").expect(200);
}

/// What became of the first so many requests under a seed.
fn in_chaos(seed: u64, requests: usize) -> Vec<Option<u16>> {
    let client = Client::with(|settings| {
        settings.throttle.areas.clear();
        settings.chaos.seed = seed;
        settings.chaos.lost_before = 10;
        settings.chaos.server_errors = 10;
        settings.chaos.throttled = 10;
        settings.chaos.garbage = 10;
        settings.chaos.latency_milliseconds = 3;
    });
    let status = |_| client.send("GET", "/v1/customers", b"").ok().map(|answer| answer.status);
    (0..requests).map(status).collect()
}

#[test]
fn trouble_at_random_is_repeatable_and_leaves_the_sign_in_alone() {
    let seen = in_chaos(3, 300);
    assert_eq!(seen, in_chaos(3, 300));
    assert_ne!(seen, in_chaos(4, 300));
    let count = |status| seen.iter().filter(|seen| **seen == status).count();
    assert!((15..50).contains(&count(None)), "{seen:?}");
    assert!((15..50).contains(&count(Some(429))), "{seen:?}");
    assert!(count(Some(200)) > 180, "{seen:?}");

    // The sign-in of `Client` went well in spite of this.
    let client = Client::with(|settings| settings.chaos.throttled = 100);
    client.get("/v1/customers").expect(429);
    client.emulator.fault(Fault::any(Action::refuse(500, "800003")));
    client.get("/v1/customers").refused(500, "800003");
}
