//! The inventory check that was retired, on both sides of its last day, and its successor.

use std::time::{Duration, SystemTime};

use partner_center_emulator::seed::*;
use partner_center_emulator::{InventoryByResourceType, RetiredInventoryCheck};
use serde_json::{Value, json};

use crate::client::Client;

/// The first second of 26 September 2026, in UTC.
const RETIRED: u64 = 1_790_380_800;

const BEFORE: &str = "/v1/extensions/product/checkInventory?country=US";
const AFTER: &str = "/v1/extensions/product/checkinventorybyresourcetype?country=US";

fn at(client: &Client, seconds: u64) {
    client.emulator.clock().set(SystemTime::UNIX_EPOCH + Duration::from_secs(seconds));
}

fn question(region: Option<&str>) -> Value {
    json!({
        "targetItems": [{ "productId": PRODUCT_RESERVATION, "skuId": SKU_RESERVATION_ONE_YEAR }],
        "inventoryContext": {
            "customerId": CUSTOMER_US,
            "azureSubscriptionId": SUBSCRIPTION_REGISTERED,
            "armRegionName": region,
        },
    })
}

#[test]
fn the_check_ends_with_its_last_day() {
    let mut client = Client::new();
    at(&client, RETIRED - 1);
    client.renew();
    client.post(BEFORE, question(Some("eastus"))).expect(200);
    at(&client, RETIRED);
    let gone = client.post(BEFORE, question(Some("eastus"))).expect(410);
    assert!(gone["message"].as_str().unwrap().contains("checkinventorybyresourcetype"), "{gone}");
}

#[test]
fn a_setting_says_otherwise_than_the_day() {
    let mut client =
        Client::with(|settings| settings.check_inventory = RetiredInventoryCheck::Gone);
    client.post(BEFORE, question(Some("eastus"))).expect(410);
    client.emulator.change(|settings| settings.check_inventory = RetiredInventoryCheck::Served);
    at(&client, RETIRED + 1);
    client.renew();
    client.post(BEFORE, question(Some("eastus"))).expect(200);
}

#[test]
fn the_successor_is_served_on_every_day() {
    let mut client = Client::new();
    let asked = format!("{AFTER}&resourceType=DedicatedHost");
    for day in [RETIRED - 1, RETIRED] {
        at(&client, day);
        client.renew();
        let verdicts = client.post(&asked, question(Some("eastus"))).expect(200);
        assert_eq!(verdicts[0]["skuId"], SKU_RESERVATION_ONE_YEAR);
        assert_eq!(verdicts[0]["isRestricted"], false);
    }
    let mut everything = question(Some("eastus"));
    everything.as_object_mut().unwrap().remove("targetItems");
    let verdicts = client.post(&asked, everything).expect(200);
    assert!(verdicts.as_array().unwrap().len() > 1, "{verdicts}");
}

#[test]
fn the_resource_type_decides_about_the_region() {
    let client = Client::new();
    let ask = |kind: &str, region: Option<&str>| {
        client.post(&format!("{AFTER}&resourceType={kind}"), question(region))
    };
    let text = ask("DedicatedHost", None).refused(400, "800002");
    assert!(text.contains("DedicatedHost needs `armRegionName`"), "{text}");
    let text = ask("cosmosdb", Some("eastus")).refused(400, "800002");
    assert!(text.contains("takes no `armRegionName`"), "{text}");
    ask("CosmosDb", None).expect(200);
    ask("SomethingOfTomorrow", Some("eastus")).expect(200);
    ask("", Some("eastus")).refused(400, "800002");
    client.post(AFTER, question(Some("eastus"))).refused(400, "800002");
}

#[test]
fn the_answer_of_the_successor_has_the_form_of_the_setting() {
    let client = Client::new();
    let asked = format!("{AFTER}&resourceType=DedicatedHost");
    let ask = |form| {
        client.emulator.change(|settings| settings.inventory_by_resource_type = form);
        client.post(&asked, question(Some("eastus")))
    };
    let list = ask(InventoryByResourceType::List).expect(200);
    assert_eq!(ask(InventoryByResourceType::Collection).expect(200)["items"], list);
    assert_eq!(ask(InventoryByResourceType::Other).expect(200)["inventory"], list);
    ask(InventoryByResourceType::Gone).refused(404, "1000");
}
