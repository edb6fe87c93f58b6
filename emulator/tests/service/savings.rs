//! Savings plans: what their lines have to say, and what they cost.

use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::Client;
use crate::purchase::customer;

fn line(client: &Client, change: impl FnOnce(&mut Value)) -> Value {
    let item = client.item(PRODUCT_SAVINGS_PLAN, SKU_SAVINGS_PLAN_ONE_YEAR, "US");
    let mut line = json!({
        "id": 0, "catalogItemId": item, "quantity": 1, "billingCycle": "one_time",
        "termDuration": "P1Y",
        "provisioningContext": { "scope": "single", "entitlementId": SUBSCRIPTION_ACTIVE },
        "purchaseCommitment": { "amount": 0.25, "currency": "usd", "grain": "hourly" },
    });
    change(&mut line);
    json!({ "lineItems": [line] })
}

#[test]
fn a_savings_plan_costs_its_amount_in_each_hour_of_the_term() {
    let client = Client::new();
    let cart = client.post(&customer("/carts"), line(&client, |_| {})).expect(201);
    let held = &cart["lineItems"][0];
    assert_eq!(held["purchaseCommitment"]["amount"], 0.25);
    assert_eq!(held["pricing"]["extendedPrice"], 2_190.0);
    let path = customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap()));
    let order = client.press(&path).expect(201)["orders"][0].clone();
    assert_eq!(order["lineItems"][0]["provisioningContext"]["scope"], "single");
}

#[test]
fn what_is_missing_or_wrong_has_its_code() {
    let client = Client::new();
    let refused = |code: &str, change: &dyn Fn(&mut Value)| {
        let body = line(&client, |line| change(line));
        client.post(&customer("/carts"), body).refused(400, code);
    };
    let context =
        |value: Value| move |line: &mut Value| line["provisioningContext"] = value.clone();
    refused("900312", &context(json!({})));
    refused("900312", &context(json!({ "scope": "planetary" })));
    refused("900313", &context(json!({ "scope": "single" })));
    refused(
        "900314",
        &context(json!({ "scope": "single", "entitlementId": SUBSCRIPTION_SUSPENDED })),
    );
    refused("900317", &context(json!({ "scope": "shared" })));
    refused("900318", &context(json!({ "scope": "shared", "subscriptionId": "none" })));
    let committed =
        |value: Value| move |line: &mut Value| line["purchaseCommitment"] = value.clone();
    refused("3000", &committed(Value::Null));
    refused("3000", &committed(json!({ "amount": 0.001, "currency": "usd", "grain": "hourly" })));
    refused("3000", &committed(json!({ "amount": 1, "currency": "eur", "grain": "hourly" })));
    refused("3000", &committed(json!({ "amount": 1, "currency": "usd", "grain": "daily" })));
}
