//! Orders: read at once, listed late, priced to the last digit.

use partner_center_emulator::seed::*;
use serde_json::{Value, json};

use crate::client::Client;
use crate::purchase::customer;

fn buy(client: &Client, sku: &str, quantity: u32) -> Value {
    let item = client.item(PRODUCT_PERPETUAL, sku, "US");
    let line = json!({ "catalogItemId": item, "quantity": quantity, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    client
        .press(&customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap())))
        .expect(201)["orders"][0]
        .clone()
}

#[test]
fn a_new_order_is_read_at_once_and_listed_late() {
    let client = Client::new();
    let order = buy(&client, SKU_PERPETUAL, 1);
    let id = order["id"].as_str().unwrap();
    assert_eq!(client.get(&customer(&format!("/orders/{id}"))).expect(200), order);
    let listed = || {
        let list = client.get(&customer("/orders?billingType=OneTime")).expect(200);
        list["items"].as_array().unwrap().len()
    };
    client.advance(899);
    assert_eq!(listed(), 0);
    client.advance(1);
    assert_eq!(listed(), 1);
    client.emulator.change(|settings| settings.order_list_delay_seconds = 10_000);
    assert_eq!(listed(), 0);
}

#[test]
fn orders_are_filtered_by_billing_in_every_spelling() {
    let client = Client::with(|settings| settings.order_list_delay_seconds = 0);
    buy(&client, SKU_PERPETUAL, 1);
    let count = |query: &str| {
        client.get(&customer(&format!("/orders?{query}"))).expect(200)["totalCount"].clone()
    };
    for spelling in ["onetime", "OneTime", "one_time", "ONE_TIME"] {
        assert_eq!(count(&format!("billingtype={spelling}")), 1);
    }
    assert_eq!(count("billingType=annual"), 1);
    assert_eq!(count("billingType=monthly"), 4);
    assert_eq!(count(""), 6);
    client.get(&customer("/orders?billingType=daily")).refused(400, "900126");
}

#[test]
fn prices_are_exact_and_only_on_request() {
    let client = Client::new();
    let order = buy(&client, SKU_THREE_LEFT, 3);
    let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
    let plain = client.get(&path).text();
    assert!(!plain.contains("pricing") && !plain.contains("totalPrice"));
    let priced = client.get(&format!("{path}?include_price=True")).text();
    assert!(priced.contains(r#""price":49.5000000000000000000001,"#), "{priced}");
    assert!(priced.contains(r#""extendedPrice":148.5000000000000000000003}"#), "{priced}");
    assert!(priced.contains(r#""totalPrice":148.5000000000000000000003,"#), "{priced}");
}

#[test]
fn an_order_belongs_to_its_customer() {
    let client = Client::new();
    let order = buy(&client, SKU_PERPETUAL, 1);
    let id = order["id"].as_str().unwrap();
    client.get(&customer("/orders/none")).refused(404, "20000");
    client.get(&format!("/v1/customers/{CUSTOMER_DE}/orders/{id}")).refused(404, "20000");
    client.get(&customer("/orders/none/provisioningstatus")).refused(404, "20000");
}

#[test]
fn the_delays_of_provisioning_can_be_set() {
    let client = Client::with(|settings| {
        settings.prefulfillment_seconds = 0;
        settings.fulfillment_seconds = 100;
    });
    let order = buy(&client, SKU_PERPETUAL, 4);
    let path = customer(&format!("/orders/{}/provisioningstatus", order["id"].as_str().unwrap()));
    let status = client.get(&path).expect(200);
    assert_eq!(status["items"][0]["status"], "PrefulfillmentPending");
    assert_eq!(status["items"][0]["quantityProvisioningInformation"][0]["quantity"], 4);
    client.advance(100);
    assert_eq!(client.get(&path).expect(200)["items"][0]["status"], "fulfilled");
}

#[test]
fn an_order_is_put_into_a_state_and_let_go_again() {
    let mut client = Client::with(|settings| settings.order_state = Some("pending review".into()));
    let order = buy(&client, SKU_PERPETUAL, 1);
    assert_eq!(order["status"], "pending review");
    let id = order["id"].as_str().unwrap();
    let path = customer(&format!("/orders/{id}"));
    client.advance(24 * 60 * 60);
    client.renew();
    assert_eq!(client.get(&path).expect(200)["status"], "pending review");
    let lines = client.get(&format!("{path}/provisioningstatus")).expect(200);
    assert_eq!(lines["items"][0]["status"], "Unfulfilled");
    let put = json!({ "order": id, "state": null });
    client.post("/_emulator/orders", put).expect(200);
    assert_eq!(client.get(&path).expect(200)["status"], "completed");
}
