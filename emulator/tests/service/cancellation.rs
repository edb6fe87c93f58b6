//! Cancelling orders: software by its lines, and a sandbox's orders as a whole.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Fault, When};
use serde_json::{Value, json};

use crate::client::Client;
use crate::entitlements::{buy, buy_for, reservation, software};
use crate::purchase::customer;

const DAY: u64 = 24 * 60 * 60;

fn path(order: &Value) -> String {
    customer(&format!("/orders/{}", order["id"].as_str().unwrap()))
}

fn naming(order: &Value, lines: &[usize]) -> Value {
    let lines: Vec<Value> = lines
        .iter()
        .map(|at| json!({ "lineItemNumber": at, "offerId": order["lineItems"][at]["offerId"] }))
        .collect();
    json!({ "id": order["id"], "status": "cancelled", "lineItems": lines })
}

/// Two lines of software in one order, fulfilled.
fn two_lines(client: &Client) -> Value {
    let mut lines = vec![software(client, SKU_PERPETUAL, 3), software(client, SKU_ATTESTATION, 1)];
    for (id, line) in lines.iter_mut().enumerate() {
        line["id"] = id.into();
    }
    let order = buy_for(client, CUSTOMER_US, lines);
    assert_eq!(order["lineItems"].as_array().unwrap().len(), 2);
    client.advance(8);
    order
}

#[test]
fn lines_are_cancelled_one_by_one() {
    let client = Client::new();
    let order = two_lines(&client);
    let after = client.patch(&path(&order), naming(&order, &[0])).expect(200);
    assert_eq!(after["status"], "completed");
    assert_eq!(
        (&after["lineItems"][0]["quantity"], &after["lineItems"][1]["quantity"]),
        (&json!(0), &json!(1))
    );
    let held = client.get(&customer("/entitlements")).expect(200);
    assert_eq!(held["items"].as_array().unwrap().len(), 1);
    client.patch(&path(&order), naming(&order, &[0])).refused(400, "800061");
    let after = client.patch(&path(&order), naming(&order, &[1])).expect(200);
    assert_eq!(after["status"], "cancelled");
    assert_eq!(client.get(&path(&order)).expect(200), after);
    let priced = client.get(&format!("{}?include_price=true", path(&order))).text();
    assert!(priced.contains(r#""totalPrice":0"#), "{priced}");

    let ledger = client.emulator.ledger();
    let cancelled: Vec<Vec<usize>> = ledger
        .iter()
        .filter(|entry| entry.operation_id == "cancelOrder")
        .map(|entry| entry.effect.cancelled.as_ref().map(|c| c.lines.clone()).unwrap_or_default())
        .collect();
    assert_eq!(cancelled, [vec![0], vec![], vec![1]]);
}

#[test]
fn an_order_without_named_lines_is_cancelled_whole() {
    let client = Client::new();
    let order = two_lines(&client);
    let after = client.patch(&path(&order), json!({ "Status": "Cancelled" })).expect(200);
    assert_eq!(after["status"], "cancelled");
}

#[test]
fn what_was_given_back_can_be_sold_again() {
    let client = Client::new();
    let order = buy(&client, software(&client, SKU_THREE_LEFT, 3));
    client.advance(8);
    client.patch(&path(&order), naming(&order, &[0])).expect(200);
    buy(&client, software(&client, SKU_THREE_LEFT, 3));
}

#[test]
fn a_body_must_fit_the_order() {
    let client = Client::new();
    let order = two_lines(&client);
    let path = path(&order);
    for (body, status, code) in [
        (json!({}), 400, "800002"),
        (json!({ "status": "completed" }), 400, "800002"),
        (json!({ "id": "other", "status": "cancelled" }), 400, "800002"),
        (json!({ "status": "cancelled", "lineItems": [{ "lineItemNumber": 7 }] }), 400, "800071"),
        (json!({ "status": "cancelled", "lineItems": [{}] }), 400, "800071"),
        (
            json!({ "status": "cancelled", "lineItems": [{ "lineItemNumber": 0, "offerId": "A:B:C" }] }),
            400,
            "800004",
        ),
    ] {
        client.patch(&path, body).refused(status, code);
    }
    client.patch(&customer("/orders/none"), json!({ "status": "cancelled" })).refused(404, "20000");
    assert_eq!(client.get(&path).expect(200)["status"], "completed", "nothing was cancelled");
}

#[test]
fn there_is_a_time_for_cancelling() {
    let mut client = Client::new();
    let order = buy(&client, software(&client, SKU_PERPETUAL, 1));
    client.patch(&path(&order), naming(&order, &[0])).refused(409, "800014");
    client.advance(30 * DAY);
    client.renew();
    client.patch(&path(&order), naming(&order, &[0])).expect(200);
    let order = buy(&client, software(&client, SKU_PERPETUAL, 1));
    client.advance(30 * DAY + 1);
    client.renew();
    client.patch(&path(&order), naming(&order, &[0])).refused(400, "900117");
}

#[test]
fn software_subscriptions_have_a_week() {
    let mut client = Client::new();
    let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time", "termDuration": "P1Y" });
    let (one, other) = (buy(&client, line.clone()), buy(&client, line));
    client.advance(8);
    client.patch(&path(&one), naming(&one, &[0])).expect(200);
    let subscriptions =
        client.get(&customer(&format!("/subscriptions?order_id={}", one["id"].as_str().unwrap())));
    assert_eq!(subscriptions.expect(200)["items"][0]["status"], "deleted");
    client.advance(7 * DAY);
    client.renew();
    client.patch(&path(&other), naming(&other, &[0])).refused(400, "900213");
}

#[test]
fn other_things_are_not_cancelled_by_their_order() {
    let client = Client::new();
    let order = buy(&client, reservation(&client, "shared", SUBSCRIPTION_REGISTERED));
    client.advance(8);
    client.patch(&path(&order), naming(&order, &[0])).refused(403, "800019");
    let old = client.get(&customer("/orders")).expect(200)["items"][0].clone();
    client.patch(&path(&old), naming(&old, &[0])).refused(400, "800063");
}

#[test]
fn a_sandbox_cancels_whole_orders() {
    let tenant = Client::new();
    let client = tenant.with_token(tenant.refresh(SANDBOX_TENANT, SANDBOX_REFRESH_TOKEN).token());
    let order = buy_for(
        &client,
        CUSTOMER_SANDBOX,
        vec![reservation(&client, "shared", SUBSCRIPTION_SANDBOX)],
    );
    let path = format!("/v1/customers/{CUSTOMER_SANDBOX}/orders/{}", order["id"].as_str().unwrap());
    let body = json!({ "id": order["id"], "status": "cancelled" });
    client.advance(60 * DAY);
    let renewed =
        || tenant.with_token(tenant.refresh(SANDBOX_TENANT, SANDBOX_REFRESH_TOKEN).token());
    let after = renewed().patch(&path, body.clone()).expect(200);
    assert_eq!(after["status"], "cancelled");
    assert_eq!(after["lineItems"][0]["quantity"], 2, "the wire still shows it");
    renewed().patch(&path, body.clone()).refused(400, "800061");
    let old = format!("/v1/customers/{CUSTOMER_SANDBOX}/orders/c5000000-0001");
    renewed().patch(&old, json!({ "status": "cancelled" })).refused(400, "900117");
}

#[test]
fn a_cancellation_whose_answer_is_lost_was_done() {
    let client = Client::new();
    let order = two_lines(&client);
    client.emulator.fault(Fault::on("cancelOrder", Action::cut(When::After)));
    let body = naming(&order, &[0]).to_string();
    client.send("PATCH", &path(&order), body.as_bytes()).unwrap_err();
    assert_eq!(client.get(&path(&order)).expect(200)["lineItems"][0]["quantity"], 0);
    let ledger = client.emulator.ledger();
    let entry = ledger.last().unwrap();
    assert!(entry.cut && entry.effect.orders.is_empty());
    assert_eq!(entry.effect.cancelled.as_ref().unwrap().lines, [0]);
}
