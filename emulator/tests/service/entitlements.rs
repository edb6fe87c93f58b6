//! Entitlements of fulfilled orders, reservations behind them, and where software is activated.

use partner_center_emulator::seed::*;
use partner_center_emulator::{ArtifactLinks, Profile, Reservations};
use serde_json::{Value, json};

use crate::client::Client;
use crate::purchase::customer;

/// Buys one line and gives the order.
pub(crate) fn buy(client: &Client, line: Value) -> Value {
    buy_for(client, CUSTOMER_US, vec![line])
}

/// Buys lines that stand in one order and gives it.
pub(crate) fn buy_for(client: &Client, customer: &str, lines: Vec<Value>) -> Value {
    let path = format!("/v1/customers/{customer}/carts");
    let cart = client.post(&path, json!({ "lineItems": lines })).expect(201);
    let result =
        client.press(&format!("{path}/{}/checkout", cart["id"].as_str().unwrap())).expect(201);
    result["orders"][0].clone()
}

/// A line of software, paid once.
pub(crate) fn software(client: &Client, sku: &str, quantity: u32) -> Value {
    let item = client.item(PRODUCT_PERPETUAL, sku, "US");
    json!({ "catalogItemId": item, "quantity": quantity, "billingCycle": "one_time",
        "attestationAccepted": true })
}

pub(crate) fn reservation(client: &Client, scope: &str, subscription: &str) -> Value {
    let item = client.item(PRODUCT_RESERVATION, SKU_RESERVATION_THREE_YEARS, "US");
    json!({ "catalogItemId": item, "quantity": 2, "billingCycle": "one_time", "termDuration": "P3Y",
        "provisioningContext": { "scope": scope, "subscriptionId": subscription, "duration": "3Years" } })
}

fn held(client: &Client, query: &str) -> Vec<Value> {
    let list = client.get(&customer(&format!("/entitlements{query}"))).expect(200);
    list["items"].as_array().unwrap().clone()
}

#[test]
fn software_shows_once_it_is_fulfilled() {
    let client = Client::with(|settings| settings.entitlement_delay_seconds = 60);
    let order = buy(&client, software(&client, SKU_PERPETUAL, 2));
    client.advance(67);
    assert_eq!(held(&client, ""), Vec::<Value>::new());
    client.advance(1);
    let [entitlement] = &held(&client, "?showExpiry=true")[..] else { panic!() };
    assert_eq!(
        entitlement["referenceOrder"],
        json!({ "id": order["id"], "lineItemId": "0", "alternateId": order["alternateId"] })
    );
    assert_eq!(
        (&entitlement["productId"], &entitlement["skuId"]),
        (&json!(PRODUCT_PERPETUAL), &json!(SKU_PERPETUAL))
    );
    assert_eq!(entitlement["quantity"], 2);
    assert_eq!(entitlement["entitlementType"], "software");
    assert_eq!(entitlement.get("expiryDate"), None, "it never ends");
}

#[test]
fn a_sku_can_include_others_and_a_term_ends() {
    let client = Client::new();
    buy(&client, software(&client, SKU_ATTESTATION, 1));
    let linux = client.item(PRODUCT_LINUX, "0001", "US");
    let linux = json!({ "catalogItemId": linux, "quantity": 1, "billingCycle": "one_time", "termDuration": "P1Y" });
    buy(&client, linux);
    client.advance(8);
    let found = held(&client, "");
    assert_eq!(found[0]["includedEntitlements"][0]["skuId"], SKU_PERPETUAL);
    assert_eq!(found[0]["includedEntitlements"][0]["referenceOrder"], found[0]["referenceOrder"]);
    assert_eq!(found[1].get("expiryDate"), None, "it was not asked for");
    assert_eq!(held(&client, "?showexpiry=True")[1]["expiryDate"], "2027-01-01T00:00:00Z");
}

#[test]
fn subscriptions_are_no_entitlements() {
    let client = Client::new();
    let item = client.item(PRODUCT_SOFTWARE_SUBSCRIPTION, SKU_SOFTWARE_SUBSCRIPTION, "US");
    buy(
        &client,
        json!({ "catalogItemId": item, "quantity": 5, "billingCycle": "one_time", "termDuration": "P1Y" }),
    );
    client.advance(8);
    assert_eq!(held(&client, ""), Vec::<Value>::new());
}

#[test]
fn types_are_read_in_every_spelling() {
    let client = Client::new();
    buy(&client, software(&client, SKU_PERPETUAL, 1));
    buy(&client, reservation(&client, "shared", SUBSCRIPTION_REGISTERED));
    client.advance(8);
    for (spelling, expected) in [
        ("software", "software"),
        ("Software", "software"),
        ("reservedInstance", "reservedinstance"),
        ("reserved_instance", "reservedinstance"),
        ("virtualmachinereservedinstance", "reservedinstance"),
    ] {
        let found = held(&client, &format!("?entitlementtype={spelling}"));
        assert_eq!(found.len(), 1, "{spelling}");
        assert_eq!(found[0]["entitlementType"], expected);
    }
    client.get(&customer("/entitlements?entitlementType=toys")).refused(400, "900126");
    client.get("/v1/customers/none/entitlements").refused(400, "900118");
    client.app_only().get(&customer("/entitlements")).refused(403, "900329");
}

#[test]
fn a_link_leads_to_the_reservation() {
    let client = Client::new();
    buy(&client, reservation(&client, "single", SUBSCRIPTION_REGISTERED));
    client.advance(8);
    let [entitlement] = &held(&client, "")[..] else { panic!() };
    assert_eq!(entitlement["dynamicAttributes"]["reservationType"], "virtualmachines");
    let artifact = &entitlement["entitledArtifacts"][0];
    let link = artifact["link"]["uri"].as_str().unwrap();
    assert!(link.ends_with(artifact["resourceId"].as_str().unwrap()));
    let details = client.get(&format!("/v1{link}")).expect(200);
    let reservation = &details["virtualMachineReservations"][0];
    assert_eq!(reservation["scopeType"], "Single");
    assert_eq!(
        reservation["appliedScopes"],
        json!([format!("/subscriptions/{SUBSCRIPTION_REGISTERED}")])
    );
    assert_eq!(reservation["quantity"], 2);
    assert_eq!(reservation["effectiveDateTime"], "2026-01-01T00:00:00Z");
    assert_eq!(reservation["expiryDateTime"], "2029-01-01T00:00:00", "without a zone");

    client.get(link).refused(404, "1000");
    client.get(&format!("/v1{}", link.replace(CUSTOMER_US, CUSTOMER_DE))).refused(404, "1000");
    client.get(&format!("/v1{link}0")).refused(404, "1000");
}

#[test]
fn links_and_lists_take_the_form_that_is_set() {
    let client = Client::with(|settings| settings.profile = Profile::Plain);
    buy(&client, reservation(&client, "shared", SUBSCRIPTION_REGISTERED));
    client.advance(8);
    let artifact = |links: ArtifactLinks, form: Reservations| {
        client.emulator.change(|settings| {
            settings.artifact_links = links;
            settings.reservations = form;
        });
        held(&client, "")[0]["entitledArtifacts"][0].clone()
    };
    let uri = |artifact: &Value| artifact["link"]["uri"].as_str().unwrap().to_owned();
    let elsewhere = artifact(ArtifactLinks::Elsewhere, Reservations::Mixed);
    assert!(uri(&elsewhere).starts_with("https://elsewhere.example/v1/customers/"));
    let versioned = artifact(ArtifactLinks::Versioned, Reservations::Current);
    assert_eq!(versioned["dynamicAttributes"]["reservationType"], "virtualmachines");
    let details = client.get(&uri(&versioned)).expect(200);
    assert_eq!(details["type"], "reservedinstance");
    assert_eq!(details["reservations"][0]["scopeType"], "Shared");
    let former = uri(&artifact(ArtifactLinks::Versioned, Reservations::Former));
    assert!(former.contains("/artifacts/virtualmachinereservedinstance/groups/"));
    let details = client.get(&former).expect(200);
    assert_eq!(details["type"], "virtual_machine_reserved_instance");
    assert_eq!(held(&client, "")[0]["entitlementType"], "virtual_machine_reserved_instance");
}

#[test]
fn software_has_links_to_activate_it() {
    let client = Client::new();
    let lines = vec![
        software(&client, SKU_PERPETUAL, 1),
        reservation(&client, "shared", SUBSCRIPTION_REGISTERED),
    ];
    let lines: Vec<Value> = lines
        .into_iter()
        .enumerate()
        .map(|(id, mut line)| {
            line["id"] = id.into();
            line
        })
        .collect();
    let cart = client.post(&customer("/carts"), json!({ "lineItems": lines })).expect(201);
    let result = client
        .press(&customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap())))
        .expect(201);
    let orders = result["orders"].as_array().unwrap();
    assert_eq!(orders.len(), 2);
    let path = customer(&format!("/orders/{}", orders[0]["id"].as_str().unwrap()));
    let count = |path: &str| client.get(path).expect(200)["items"].as_array().unwrap().len();
    assert_eq!(count(&format!("{path}/activationlinks")), 0, "it is not fulfilled yet");
    client.advance(8);
    let links = client.get(&format!("{path}/activationlinks")).expect(200);
    assert_eq!(links["items"][0]["lineItemNumber"], 0);
    let of_line = format!("{path}/lineitems/0/activationlinks");
    assert_eq!(client.get(&of_line).expect(200)["items"], links["items"]);
    assert!(
        links["items"][0]["link"]["uri"]
            .as_str()
            .unwrap()
            .starts_with("https://activation.example/")
    );
    let line = &client.get(&path).expect(200)["lineItems"][0];
    assert_eq!(
        format!("/v1{}", line["links"]["activationLinks"]["uri"].as_str().unwrap()),
        of_line
    );
    client.get(&format!("{path}/lineitems/7/activationlinks")).refused(404, "1000");
    let path = customer(&format!("/orders/{}", orders[1]["id"].as_str().unwrap()));
    assert_eq!(count(&format!("{path}/activationlinks")), 0, "a reservation is not activated");
}
