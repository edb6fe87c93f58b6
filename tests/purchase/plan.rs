//! A plan reads, and tells.

use partner_center::types::RegistrationStatus;
use partner_center::{
    AppliedScope, PurchaseLine, ReservationTarget, Term, catalog::InStock, purchase::Warning,
};
use partner_center_emulator::{Action, Fault, seed};

use crate::stage::{Stage, request, reservation, software};

#[tokio::test]
async fn a_plan_writes_nothing() {
    let stage = Stage::new();
    let request = request(software(2)).line(reservation());

    let plan = stage.customer().plan(&request).await.unwrap();

    assert_eq!(stage.writes(), Vec::<String>::new());
    assert_eq!(plan.country.as_str(), "US");
    assert_eq!(plan.lines[0].quantity, 2);
    let reservation = &plan.lines[1];
    let registration = reservation.registration.as_ref().unwrap();
    assert_eq!(registration.status, RegistrationStatus::NotRegistered);
    let inventory = reservation.inventory.as_ref().unwrap();
    assert_eq!(inventory.of(&reservation.item.product_id, &reservation.item.sku_id), InStock::Yes);
    let json = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<partner_center::Plan>(&json).unwrap(), plan);
}

#[tokio::test]
async fn a_plan_shows_how_to_get_out_of_it() {
    let stage = Stage::new();
    let line =
        PurchaseLine::sku(seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION, 1)
            .term(Term::Year);
    let plan = stage.customer().plan(&request(line)).await.unwrap();
    assert!(plan.lines[0].cancellation_windows().count() > 0, "{:#?}", plan.lines[0].item);
    assert!(plan.lines[0].renewals().count() > 0);
}

#[tokio::test]
async fn an_inventory_check_that_is_gone_is_a_warning_or_a_refusal() {
    for status in [404, 410, 501] {
        let stage = Stage::new();
        let line = reservation().reservation(ReservationTarget::new(
            seed::SUBSCRIPTION_REGISTERED,
            AppliedScope::Shared,
        ));
        let gone = Fault::on("checkInventory", Action::Empty { status, when: None });
        stage.emulator.fault(gone.times(0));
        let plan = stage.customer().plan(&request(line.clone())).await.unwrap();
        assert_eq!(plan.warnings, [Warning::InventoryNotKnown { line: 0, status }]);

        let strict = request(line).inventory_must_be_known();
        let error = stage.customer().plan(&strict).await.unwrap_err();
        assert!(error.to_string().contains(&status.to_string()), "{error}");
    }
}

#[tokio::test]
async fn a_request_can_be_stored_and_read_back() {
    let request = request(software(2)).line(reservation()).country("DE".parse().unwrap());
    let json = serde_json::to_string(&request).unwrap();
    assert_eq!(serde_json::from_str::<partner_center::PurchaseRequest>(&json).unwrap(), request);
}

#[tokio::test]
async fn the_country_can_be_given() {
    let stage = Stage::new();
    let request = request(software(1)).country("DE".parse().unwrap());
    let plan = stage.customer().plan(&request).await.unwrap();
    assert_eq!(plan.country.as_str(), "DE");
    assert!(!stage.emulator.requests().by_operation.contains_key("getCustomer"));
}
