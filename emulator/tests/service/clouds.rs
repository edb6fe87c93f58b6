//! What each cloud has, and does not have.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Cloud, Emulator, SilentOperations};
use serde_json::json;

use crate::client::{Client, options};

fn of(cloud: Cloud, silent: SilentOperations) -> Client {
    Client::with(|settings| (settings.cloud, settings.silent_operations) = (cloud, silent))
}

fn registration() -> String {
    format!("/v1/customers/{CUSTOMER_US}/subscriptions/{SUBSCRIPTION_ACTIVE}/registrations")
}

fn status(client: &Client, path: &str) -> u16 {
    client.get(path).status
}

const BY_COUNTRY: &str = "/v1/products/CONTOSO00001/skus?country=US";

fn by_customer() -> String {
    format!("/v1/customers/{CUSTOMER_US}/products/{PRODUCT_PERPETUAL}/skus")
}

#[test]
fn what_a_cloud_does_not_have_is_not_found_there_and_changes_nothing() {
    let client = of(Cloud::China, SilentOperations::Served);
    let text = client.post(&registration(), json!(null)).refused(404, "1000");
    assert!(text.contains("The cloud china does not have registerSubscription."), "{text}");
    let path = "/v1/extensions/product/checkInventory?country=US";
    client.post(path, json!({})).refused(404, "1000");
    client.emulator.change(|settings| settings.cloud = Cloud::Global);
    let path = registration().replace("registrations", "registrationstatus");
    assert_eq!(client.get(&path).expect(200)["status"], "NotRegistered");
}

#[test]
fn what_nobody_says_of_a_cloud_is_served_there_unless_the_settings_say_no() {
    for cloud in [Cloud::UsGovernment, Cloud::China] {
        let served = of(cloud, SilentOperations::Served);
        assert_eq!(status(&served, BY_COUNTRY), 200);
        assert_eq!(status(&served, &by_customer()), 200);
        let refused = of(cloud, SilentOperations::NotFound);
        refused.get(BY_COUNTRY).refused(404, "1000");
        assert_eq!(status(&refused, &by_customer()), 200);
        assert_eq!(status(&refused, "/v1/products?country=US&targetView=Software"), 200);
    }
    let global = of(Cloud::Global, SilentOperations::NotFound);
    assert_eq!(status(&global, BY_COUNTRY), 200);
    assert_eq!(global.post(&registration(), json!(null)).status, 202);
    let government = of(Cloud::UsGovernment, SilentOperations::Served);
    assert_eq!(government.post(&registration(), json!(null)).status, 202);
}

#[test]
fn a_cloud_can_be_chosen_from_the_start() {
    let emulator = Emulator::new(options().cloud(Cloud::China));
    assert_eq!(emulator.settings().cloud, Cloud::China);
    emulator.change(|settings| settings.cloud = Cloud::Global);
    emulator.reset();
    assert_eq!(emulator.settings().cloud, Cloud::China);
}

#[test]
fn a_token_is_asked_for_before_anything_is_said_of_the_cloud() {
    let client = of(Cloud::China, SilentOperations::Served);
    let nobody = Client::signed_out(client.emulator.clone());
    nobody.post(&registration(), json!(null)).refused(401, "800001");
}
