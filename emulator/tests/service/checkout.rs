//! Checkout: whole, in part, repeated, and too late.

use partner_center_emulator::seed::*;
use partner_center_emulator::{
    Action, ExpiredCart, Fault, FriendlyNames, OrderedCart, PartlyOrderedCart, RepeatedCheckout,
    Seed,
};
use serde_json::{Value, json};

use crate::client::{Answer, Client};
use crate::purchase::customer;

pub(crate) fn line(client: &Client, product: &str, sku: &str, quantity: u32) -> Value {
    json!({ "catalogItemId": client.item(product, sku, "US"), "quantity": quantity, "billingCycle": "one_time" })
}

fn reservation(client: &Client) -> Value {
    let mut line = line(client, PRODUCT_RESERVATION, SKU_RESERVATION_ONE_YEAR, 1);
    line["provisioningContext"] = json!({ "scope": "shared", "subscriptionId": SUBSCRIPTION_REGISTERED, "duration": "1Year" });
    line
}

/// The path of a new cart.
pub(crate) fn cart(client: &Client, lines: Value) -> String {
    let cart = client.post(&customer("/carts"), json!({ "lineItems": lines })).expect(201);
    customer(&format!("/carts/{}", cart["id"].as_str().unwrap()))
}

pub(crate) fn checkout(client: &Client, cart: &str) -> Answer {
    client.press(&format!("{cart}/checkout"))
}

fn count(result: &Value, name: &str) -> usize {
    result[name].as_array().map_or(0, Vec::len)
}

/// Three groups: software once, software every year, a reservation.
fn three_groups(client: &Client) -> Value {
    let mut yearly = line(client, PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, 1);
    yearly["billingCycle"] = "annual".into();
    yearly["termDuration"] = "P1Y".into();
    json!([
        line(client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1),
        yearly,
        reservation(client),
        line(client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 2)
    ])
}

#[test]
fn each_order_group_becomes_an_order() {
    let client = Client::new();
    let path = cart(&client, three_groups(&client));
    let groups: Vec<Value> = client.get(&path).json()["lineItems"]
        .as_array()
        .unwrap()
        .iter()
        .map(|line| line["orderGroup"].clone())
        .collect();
    assert_eq!(groups, ["0", "OMS-1", "2", "0"]);
    let result = checkout(&client, &path).expect(201);
    let orders = result["orders"].as_array().unwrap();
    let sizes: Vec<usize> = orders.iter().map(|order| count(order, "lineItems")).collect();
    assert_eq!(sizes, [2, 1, 1]);
    assert_eq!(orders[0]["lineItems"][1]["lineItemNumber"], 1);
    assert_eq!(orders[1]["billingCycle"], "annual");
    assert_eq!(result.get("orderErrors"), None);
    let ledger = client.emulator.ledger();
    let placed = &ledger.last().unwrap().effect.orders;
    assert_eq!(placed.len(), 3);
    assert_eq!(orders[2]["id"], placed[2]);
}

#[test]
fn any_body_will_do() {
    let client = Client::new();
    for body in [&b""[..], b"null", b"\"success\"", b"{}", b"No-Content-Body"] {
        let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
        client.send("POST", &format!("{path}/checkout/"), body).unwrap().expect(201);
    }
}

#[test]
fn a_repeated_checkout_gives_the_same_orders() {
    let client = Client::new();
    let path = cart(&client, three_groups(&client));
    let first = checkout(&client, &path).expect(201);
    let second = checkout(&client, &path).expect(201);
    assert_eq!(first, second);
    assert!(client.emulator.ledger().last().unwrap().effect.is_none());
    client.advance(8);
    assert_eq!(checkout(&client, &path).expect(201)["orders"][0]["status"], "completed");
}

#[test]
fn a_repeated_checkout_can_be_refused() {
    let client = Client::new();
    for (repeated, status, code) in [
        (RepeatedCheckout::InProgress, 409, "800060"),
        (RepeatedCheckout::BeingProcessed, 409, "800064"),
        (RepeatedCheckout::AlreadySubmitted, 400, "800065"),
        (RepeatedCheckout::Refused { status: 403, code: 800_069 }, 403, "800069"),
    ] {
        client.emulator.change(|settings| settings.repeated_checkout = repeated);
        let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
        checkout(&client, &path).expect(201);
        checkout(&client, &path).refused(status, code);
    }
}

#[test]
fn a_group_can_fail_alone_and_be_tried_again() {
    let client = Client::new();
    let error = Action::OrderError {
        order_group: Some("2".into()),
        code: 800_069,
        description: "Held.".into(),
    };
    client.emulator.fault(Fault::on("checkoutCart", error));
    let path = cart(&client, three_groups(&client));
    let result = checkout(&client, &path).expect(201);
    assert_eq!((count(&result, "orders"), count(&result, "orderErrors")), (2, 1));
    let error = &result["orderErrors"][0];
    assert_eq!(
        (&error["orderGroupId"], &error["code"]),
        (&json!("2"), &json!(800_069)),
        "the code is a number"
    );
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    let result = checkout(&client, &path).expect(201);
    assert_eq!((count(&result, "orders"), count(&result, "orderErrors")), (3, 0));
    let orders: Vec<usize> =
        client.emulator.ledger().iter().map(|entry| entry.effect.orders.len()).collect();
    assert_eq!(orders, [0, 2, 1]);
}

#[test]
fn when_every_group_fails_nothing_was_ordered() {
    let client = Client::new();
    let error = Action::OrderError { order_group: None, code: 900_121, description: String::new() };
    client.emulator.fault(Fault::on("checkoutCart", error));
    let path = cart(&client, three_groups(&client));
    let result = checkout(&client, &path).expect(201);
    assert_eq!((count(&result, "orders"), count(&result, "orderErrors")), (0, 3));
    assert_eq!(client.get(&path).expect(200)["status"], "Active");
}

#[test]
fn what_has_become_impossible_fails_its_group() {
    let client = Client::new();
    let last = |quantity| {
        json!([line(&client, PRODUCT_PERPETUAL, SKU_THREE_LEFT, quantity), reservation(&client)])
    };
    let (first, second) = (cart(&client, last(2)), cart(&client, last(2)));
    assert_eq!(count(&checkout(&client, &first).expect(201), "orders"), 2);
    let result = checkout(&client, &second).expect(201);
    assert_eq!(result["orderErrors"][0]["code"], 800_017, "one was left of two");
    assert_eq!(count(&result, "orders"), 1);

    let third = cart(
        &client,
        json!([reservation(&client), line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]),
    );
    let restriction =
        r#"{ "restrictions": [{ "product": "CONTOSO00003", "sku": "0001", "region": "eastus" }] }"#;
    client.emulator.plant(Seed::from_json(restriction).unwrap());
    let result = checkout(&client, &third).expect(201);
    assert_eq!(result["orderErrors"][0]["code"], 800_010);
    assert_eq!(result["orders"][0]["lineItems"][0]["friendlyName"], "Contoso Server Standard");
}

#[test]
fn a_stale_availability_is_called_a_limit_of_assets() {
    let client = Client::new();
    let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 3)]));
    client.emulator.rotate_availabilities();
    let text = checkout(&client, &path).refused(403, "800089");
    assert!(text.contains("Asked for 3, remaining 0"), "{text}");
    assert!(client.emulator.ledger().iter().all(|entry| entry.effect.orders.is_empty()));
    let fresh = json!({ "lineItems": [line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 3)] });
    client.put(&path, fresh).expect(201);
    checkout(&client, &path).expect(201);
}

#[test]
fn the_customer_agreement_comes_first() {
    let client = Client::new();
    let body = json!({ "lineItems": [line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)] });
    let path = format!("/v1/customers/{CUSTOMER_NO_AGREEMENT}/carts");
    let cart = client.post(&path, body).expect(201);
    client
        .press(&format!("{path}/{}/checkout", cart["id"].as_str().unwrap()))
        .refused(403, "13605");
}

#[test]
fn an_ordered_cart_does_not_expire() {
    let client = Client::with(|settings| settings.token_lifetime_seconds = 10_000_000);
    let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
    checkout(&client, &path).expect(201);
    client.advance(8 * 24 * 3_600);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    checkout(&client, &path).expect(201);
}

#[test]
fn an_ordered_cart_can_be_gone_after_its_life() {
    let client = Client::with(|settings| {
        settings.cart_lifetime_seconds = 60;
        settings.ordered_cart = OrderedCart::NotFound;
    });
    let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
    checkout(&client, &path).expect(201);
    client.advance(59);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    client.advance(1);
    client.get(&path).refused(404, "800008");
    checkout(&client, &path).refused(404, "800008");
}

#[test]
fn the_status_of_a_cart_can_lag_behind_its_order() {
    let client = Client::with(|settings| settings.ordered_status_delay_seconds = 30);
    let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
    let order = checkout(&client, &path).expect(201)["orders"][0]["id"].clone();
    client.advance(29);
    assert_eq!(client.get(&path).expect(200)["status"], "Active");
    assert_eq!(checkout(&client, &path).expect(201)["orders"][0]["id"], order, "bought once");
    client.advance(1);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
}

#[test]
fn a_cart_bought_in_part_can_stay_active_until_the_rest_is_bought() {
    let client = Client::with(|settings| {
        settings.partly_ordered_cart = PartlyOrderedCart::Active;
        settings.expired_cart = ExpiredCart::Refused;
    });
    let error = Action::OrderError {
        order_group: Some("2".into()),
        code: 800_069,
        description: "Held.".into(),
    };
    client.emulator.fault(Fault::on("checkoutCart", error).times(2));
    let (path, other) =
        (cart(&client, three_groups(&client)), cart(&client, three_groups(&client)));
    for path in [&path, &other] {
        assert_eq!(count(&checkout(&client, path).expect(201), "orders"), 2);
        assert_eq!(client.get(path).expect(200)["status"], "Active");
    }
    assert_eq!(count(&checkout(&client, &path).expect(201), "orders"), 3);
    assert_eq!(client.get(&path).expect(200)["status"], "Ordered");
    for path in [&path, &other] {
        let id = path.rsplit('/').next().unwrap();
        assert!(client.emulator.expire_cart(id, client.emulator.clock().now()));
    }
    client.get(&path).expect(200);
    client.get(&other).refused(400, "800009");
}

#[test]
fn a_broken_service_buys_a_second_time() {
    let client = Client::with(|settings| {
        settings.repeated_checkout = RepeatedCheckout::BrokenBuysAgain;
    });
    let path = cart(&client, three_groups(&client));
    let ids = || {
        let result = checkout(&client, &path).expect(201);
        let orders = result["orders"].as_array().unwrap().clone();
        orders.into_iter().map(|order| order["id"].clone()).collect::<Vec<_>>()
    };
    let (first, second) = (ids(), ids());
    assert_eq!((first.len(), second.len()), (3, 3));
    assert!(first.iter().all(|id| !second.contains(id)), "{first:?} {second:?}");
    let bought: usize = client.emulator.ledger().iter().map(|e| e.effect.orders.len()).sum();
    assert_eq!(bought, 6);
}

#[test]
fn the_buyers_name_for_a_line_goes_on_to_the_order_unless_it_is_dropped() {
    let client = Client::new();
    let mut named = line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1);
    named["friendlyName"] = "pc-0001".into();
    for (names, shown) in
        [(FriendlyNames::Kept, "pc-0001"), (FriendlyNames::Dropped, "Contoso Server Standard")]
    {
        client.emulator.change(|settings| settings.friendly_names = names);
        let path = cart(&client, json!([named]));
        assert_eq!(client.get(&path).expect(200)["lineItems"][0]["friendlyName"], "pc-0001");
        let result = checkout(&client, &path).expect(201);
        assert_eq!(result["orders"][0]["lineItems"][0]["friendlyName"], shown);
    }
}

#[test]
fn a_cart_can_be_made_to_expire_between_creation_and_checkout() {
    let client = Client::new();
    let path = cart(&client, json!([line(&client, PRODUCT_PERPETUAL, SKU_PERPETUAL, 1)]));
    let id = path.rsplit('/').next().unwrap();
    let soon = client.emulator.clock().now() + std::time::Duration::from_secs(5);
    assert!(client.emulator.expire_cart(id, soon));
    client.advance(4);
    client.get(&path).expect(200);
    client.advance(1);
    checkout(&client, &path).refused(404, "800008");
    assert!(!client.emulator.expire_cart("none", soon));
}

#[test]
fn a_cart_that_is_not_there_cannot_be_checked_out() {
    let client = Client::new();
    client.press(&customer("/carts/none/checkout")).refused(404, "800008");
}
