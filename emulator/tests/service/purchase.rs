//! A whole purchase, as a client makes it.

use partner_center_emulator::seed::*;
use serde_json::json;

use crate::client::Client;

/// The path of the first customer.
pub(crate) fn customer(rest: &str) -> String {
    format!("/v1/customers/{CUSTOMER_US}{rest}")
}

#[test]
fn software_is_bought_and_fulfilled() {
    let client = Client::new();
    let products = client.get("/v1/products?country=US&targetView=SoftwarePerpetual").expect(200);
    assert_eq!(products["items"][0]["id"], PRODUCT_PERPETUAL);
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "id": 0, "catalogItemId": item, "quantity": 2, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    assert_eq!(cart["status"], "Active");
    assert_eq!(cart["lineItems"][0]["currencyCode"], "USD");
    assert_eq!(cart["lineItems"][0]["orderGroup"], "0");

    let path = customer(&format!("/carts/{}", cart["id"].as_str().unwrap()));
    let result = client.press(&format!("{path}/checkout")).expect(201);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    let order = &result["orders"][0];
    assert_eq!(order["status"], "pending");
    assert_eq!(order["lineItems"][0]["offerId"], item);

    let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
    assert_eq!(client.get(&path).expect(200)["status"], "pending");
    let mut stages = Vec::new();
    for _ in 0..4 {
        let status = client.get(&format!("{path}/provisioningstatus")).expect(200);
        stages.push(status["items"][0]["status"].as_str().unwrap().to_owned());
        client.advance(3);
    }
    assert_eq!(
        stages,
        ["Unfulfilled", "PrefulfillmentPending", "PrefulfillmentPending", "fulfilled"]
    );
    let order = client.get(&path).expect(200);
    assert_eq!(order["status"], "completed");
    assert_eq!(
        order["lineItems"][0].get("subscriptionId"),
        None,
        "perpetual software is not a subscription"
    );
}

#[test]
fn a_reservation_is_bought_once_its_subscription_is_registered() {
    let client = Client::new();
    let subscription = customer(&format!("/subscriptions/{SUBSCRIPTION_ACTIVE}"));
    let status =
        || client.get(&format!("{subscription}/registrationstatus")).expect(200)["status"].clone();
    let item = client.item(PRODUCT_RESERVATION, SKU_RESERVATION_THREE_YEARS, "US");
    let cart = json!({ "lineItems": [{
        "id": 0, "catalogItemId": item, "quantity": 1, "billingCycle": "one_time", "termDuration": "P3Y",
        "provisioningContext": { "scope": "shared", "subscriptionId": SUBSCRIPTION_ACTIVE, "duration": "3Years" },
    }] });
    assert_eq!(status(), "NotRegistered");
    client.post(&customer("/carts"), cart.clone()).refused(400, "800030");

    let registered = client.press(&format!("{subscription}/registrations"));
    assert_eq!(registered.status, 202);
    assert!(registered.bytes.is_empty());
    assert_eq!(
        registered.header("location"),
        format!("/customers/{CUSTOMER_US}/subscriptions/{SUBSCRIPTION_ACTIVE}/registrationstatus")
    );
    assert_eq!(status(), "registering");
    client.advance(5);
    assert_eq!(status(), "registered");

    let context = json!({
        "customerId": CUSTOMER_US, "azureSubscriptionId": SUBSCRIPTION_ACTIVE, "armRegionName": "eastus",
    });
    let question = json!({
        "targetItems": [{ "productId": PRODUCT_RESERVATION, "skuId": SKU_RESERVATION_THREE_YEARS }],
        "inventoryContext": context,
    });
    let verdict =
        client.post("/v1/extensions/product/checkInventory?country=US", question).expect(200);
    assert_eq!(verdict[0]["isRestricted"], false);

    let cart = client.post(&customer("/carts"), cart).expect(201);
    let result = client
        .press(&customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap())))
        .expect(201);
    assert_eq!(result["orders"][0]["lineItems"][0]["termDuration"], "P3Y");
    assert_eq!(
        result["orders"][0]["lineItems"][0]["provisioningContext"]["subscriptionId"],
        SUBSCRIPTION_ACTIVE
    );
}

#[test]
fn a_software_subscription_gives_a_subscription() {
    let client = Client::new();
    let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
    let line = json!({
        "catalogItemId": item, "quantity": 5, "billingCycle": "OneTime", "termDuration": "P3Y",
        "friendlyName": "Numbers",
    });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    let result = client
        .press(&customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap())))
        .expect(201);
    let id = result["orders"][0]["id"].as_str().unwrap();
    let path = customer(&format!("/subscriptions?order_id={id}"));
    assert_eq!(client.get(&path).expect(200)["totalCount"], 0);

    client.advance(8);
    let order = client.get(&customer(&format!("/orders/{id}"))).expect(200);
    let subscriptions = client.get(&path).expect(200);
    let subscription = &subscriptions["items"][0];
    assert_eq!(order["lineItems"][0]["subscriptionId"], subscription["id"]);
    assert_eq!(subscription["friendlyName"], "Numbers");
    assert_eq!(subscription["quantity"], 5);
    assert_eq!(subscription["commitmentEndDate"], "2029-01-01T00:00:00Z");

    let path = customer(&format!(
        "/subscriptions/{}/provisioningstatus",
        subscription["id"].as_str().unwrap()
    ));
    assert_eq!(client.get(&path).expect(200)["status"], "pending");
    client.advance(900);
    assert_eq!(client.get(&path).expect(200)["status"], "success");
}
