//! The inventory check before and after the day on which the service retired it, and by resource
//! type.

use partner_center::PurchaseRequest;
use partner_center::catalog::{InStock, Inventory, InventoryContext};
use partner_center::purchase::{Purchase, Warning};
use partner_center_emulator::{Action, InventoryByResourceType, RetiredInventoryCheck, seed};

use crate::stage::{Stage, request, reservation};

/// The first second of 26 September 2026, in UTC.
const RETIRED: u64 = 1_790_380_800;

const CHECK: &str = "checkInventory";
const BY_TYPE: &str = "checkInventoryByResourceType";

/// Late enough before the day's end that the purchase is over before it.
fn before() -> Stage {
    stage(RETIRED - 24 * 60 * 60)
}

fn after() -> Stage {
    stage(RETIRED)
}

fn stage(second: u64) -> Stage {
    Stage::at(second, |settings| settings.check_inventory = RetiredInventoryCheck::ByDate)
}

async fn buy(stage: &Stage, request: &PurchaseRequest) -> Purchase {
    let purchase = stage.customer().purchase(request).run().await.unwrap();
    assert_eq!(stage.bought().len(), 1);
    purchase
}

fn warnings(purchase: &Purchase) -> Vec<Warning> {
    purchase.plan.as_ref().unwrap().warnings.clone()
}

fn asked(stage: &Stage) -> [u64; 2] {
    [stage.asked(CHECK), stage.asked(BY_TYPE)]
}

#[tokio::test]
async fn until_its_last_day_the_check_is_asked_and_believed() {
    let stage = before();
    let purchase = buy(&stage, &request(reservation())).await;
    assert_eq!(warnings(&purchase), []);
    assert_eq!(asked(&stage), [1, 0]);
}

#[tokio::test]
async fn after_it_the_purchase_goes_on_and_says_that_it_is_not_known() {
    let stage = after();
    let request = request(reservation()).line(reservation());
    let purchase = buy(&stage, &request).await;
    let not_known = |line| Warning::InventoryNotKnown { line, status: 410 };
    assert_eq!(warnings(&purchase), [not_known(0), not_known(1)]);
    let said = not_known(0).to_string();
    assert!(said.contains("(status 410)") && said.contains("error 10003"), "{said}");
    assert_eq!(asked(&stage), [1, 0], "the second line is not asked about");
    stage.partner.customer(seed::CUSTOMER_US).plan(&request).await.unwrap();
    assert_eq!(asked(&stage), [1, 0], "nor is another purchase of the same client");
}

#[tokio::test]
async fn by_resource_type_it_is_known_on_either_side() {
    for stage in [before(), after()] {
        let request = request(reservation().resource_type("DedicatedHost"));
        let purchase = buy(&stage, &request).await;
        assert_eq!(warnings(&purchase), []);
        let line = &purchase.plan.as_ref().unwrap().lines[0];
        let inventory = line.inventory.as_ref().unwrap();
        assert_eq!(inventory.of(&line.item.product_id, &line.item.sku_id), InStock::Yes);
        assert_eq!(asked(&stage), [0, 1]);
    }
}

#[tokio::test]
async fn the_resource_type_of_the_request_is_for_lines_without_their_own() {
    let stage = after();
    let request = request(reservation()).line(reservation().resource_type("CosmosDb"));
    let plan = stage.customer().plan(&request.resource_type("DedicatedHost")).await.unwrap();
    assert_eq!(plan.warnings, []);
    let transcript = serde_json::to_string(&stage.emulator.transcript()).unwrap();
    for kind in ["resourceType=DedicatedHost", "resourceType=CosmosDb"] {
        assert!(transcript.contains(kind), "{kind}");
    }
}

#[tokio::test]
async fn a_resource_type_without_a_region_is_asked_about_without_one() {
    let stage = after();
    let item = stage.item(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR).await;
    let place = InventoryContext::new().subscription(seed::SUBSCRIPTION_REGISTERED);
    let place = place.region("eastus").resource_type("CosmosDb");
    let inventory = stage.customer().check_inventory(&item, &place).await.unwrap();
    assert_eq!(inventory.of(&item.product_id, &item.sku_id), InStock::Yes);
}

#[tokio::test]
async fn a_resource_type_that_needs_a_region_is_not_asked_about_without_one() {
    let stage = after();
    let item = stage.software().await.item().clone();
    let place = InventoryContext::new().resource_type("Backup");
    let error = stage.customer().check_inventory(&item, &place).await.unwrap_err();
    assert!(error.to_string().contains("asks for ArmRegionName"), "{error}");
    assert_eq!(asked(&stage), [0, 0]);
}

#[tokio::test]
async fn a_successor_that_is_gone_is_not_asked_again() {
    let stage = after();
    let gone = InventoryByResourceType::Gone;
    stage.emulator.change(|settings| settings.inventory_by_resource_type = gone);
    let request = request(reservation().resource_type("DedicatedHost"));
    let not_known = [Warning::InventoryNotKnown { line: 0, status: 404 }];
    for _ in 0..2 {
        assert_eq!(stage.customer().plan(&request).await.unwrap().warnings, not_known);
    }
    assert_eq!(asked(&stage), [0, 1]);
}

#[tokio::test]
async fn an_answer_of_the_successor_that_nobody_knows_is_kept() {
    let stage = after();
    let other = InventoryByResourceType::Other;
    stage.emulator.change(|settings| settings.inventory_by_resource_type = other);
    let wanted = request(reservation().resource_type("DedicatedHost"));
    let purchase = buy(&stage, &wanted).await;
    assert_eq!(warnings(&purchase), [Warning::InventoryUndecoded { line: 0 }]);
    match &purchase.plan.as_ref().unwrap().lines[0].inventory {
        Some(Inventory::Undecoded(answer)) => assert!(answer["inventory"].is_array(), "{answer}"),
        other => panic!("{other:?}"),
    }
    let strict = wanted.inventory_must_be_known();
    let error = stage.customer().plan(&strict).await.unwrap_err();
    assert!(error.to_string().contains("unknown form"), "{error}");
}

#[tokio::test]
async fn a_product_that_is_unknown_is_not_a_check_that_is_gone() {
    let stage = before();
    stage.fault(CHECK, Action::refuse(404, "400013"));
    let plan = stage.customer().plan(&request(reservation())).await.unwrap();
    assert_eq!(plan.warnings, [Warning::InventoryNotKnown { line: 0, status: 404 }]);
    assert_eq!(stage.customer().plan(&request(reservation())).await.unwrap().warnings, []);
    assert_eq!(asked(&stage), [2, 0]);
}
