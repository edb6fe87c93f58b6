//! The sample of the README, run as it stands.

use partner_center_emulator::Action;
use partner_center_test_support::Stage;

#[path = "../../examples/buy.rs"]
#[allow(dead_code, reason = "its main function reads the environment, which a test does not set")]
mod buy;

#[tokio::test]
async fn the_sample_buys_software_and_a_reservation() {
    let stage = Stage::new();
    buy::buy(&stage.customer()).await.unwrap();
    assert_eq!(stage.bought().len(), 2);
}

#[tokio::test]
async fn the_sample_fails_where_a_part_was_refused() {
    let stage = Stage::new();
    let refused = Action::OrderError {
        order_group: Some("0".to_owned()),
        code: 800_071,
        description: "not today".to_owned(),
    };
    stage.fault("checkoutCart", refused);
    let error = buy::buy(&stage.customer()).await.unwrap_err();
    let message = error.to_string();
    assert!(message.contains("was refused with code 800071: not today"), "{message}");
    assert!(message.ends_with("do not ask for all of it again"), "{message}");
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn the_sample_buys_nothing_where_something_cannot_be_had() {
    let stage = Stage::new();
    stage.fault("checkInventory", Action::refuse(403, "400030"));
    buy::buy(&stage.customer()).await.unwrap_err();
    assert!(stage.bought().is_empty());
}
