//! Following orders.

use std::time::Duration;

use partner_center::{OrderId, order};

use crate::stage::{Stage, application, request, reservation, software};

async fn ordered(stage: &Stage) -> OrderId {
    let request = request(software(1)).line(reservation());
    let purchase = stage.customer().purchase(&request).run().await.unwrap();
    purchase.checkout.unwrap().order_ids().next().unwrap().clone()
}

#[tokio::test]
async fn a_user_sees_every_line_become_fulfilled() {
    let stage = Stage::with(|settings| {
        settings.prefulfillment_seconds = 45;
        settings.fulfillment_seconds = 100;
    });
    let order = ordered(&stage).await;
    let mut seen = Vec::new();
    let fulfillment = stage
        .customer()
        .wait_for_fulfillment(&order, order::POLL_INTERVAL, |look| {
            let lines = look.lines.as_ref().expect("a user may read lines");
            seen.push(lines[0].status.as_ref().unwrap().to_string());
        })
        .await
        .unwrap();
    assert!(fulfillment.is_fulfilled());
    seen.dedup();
    assert_eq!(seen, ["unfulfilled", "prefulfillmentPending", "fulfilled"]);
}

#[tokio::test]
async fn an_application_alone_goes_by_the_order_and_says_so() {
    let stage = Stage::new();
    let order = ordered(&stage).await;
    let alone = stage.signed_in_with(application());
    let fulfillment = alone
        .customer(stage.customer().id().clone())
        .wait_for_fulfillment(&order, order::POLL_INTERVAL, |_| {})
        .await
        .unwrap();
    assert!(fulfillment.is_fulfilled());
    assert_eq!(fulfillment.lines, None);
    assert!(!stage.emulator.requests().by_operation.contains_key("getOrderProvisioningStatus"));
}

#[tokio::test]
async fn polling_is_polite() {
    let stage = Stage::with(|settings| settings.fulfillment_seconds = 100);
    let order = ordered(&stage).await;
    let before = stage.emulator.clock().now();
    stage.customer().wait_for_fulfillment(&order, Duration::ZERO, |_| {}).await.unwrap();
    let waited = stage.emulator.clock().now().duration_since(before).unwrap().as_secs();
    let looks = stage.emulator.requests().by_operation["getOrder"];
    assert!(looks <= waited + 1, "{looks} looks in {waited} s");
}

#[tokio::test]
async fn a_new_order_is_read_by_id_before_it_is_listed() {
    let stage = Stage::new();
    let customer = stage.customer();
    let id = ordered(&stage).await;
    let listed = |orders: &[partner_center::types::Order]| {
        orders.iter().any(|order| order.id.as_ref() == Some(&id))
    };
    customer.order(&id).await.unwrap();
    assert!(!listed(&customer.orders().await.unwrap()));
    stage.emulator.clock().advance(Duration::from_secs(15 * 60));
    assert!(listed(&customer.orders().await.unwrap()));
    assert!(listed(&customer.one_time_orders().await.unwrap()));
}

#[tokio::test]
async fn prices_are_read_exactly_with_their_currency() {
    let stage = Stage::new();
    let id = ordered(&stage).await;
    let order = stage.customer().order_with_prices(&id).await.unwrap();
    let total = partner_center::values::total_price(&order).expect("a price");
    assert_eq!(total.currency, "USD");
    let lines: rust_decimal::Decimal = order
        .line_items
        .iter()
        .map(|line| line.pricing.as_ref().unwrap().extended_price.unwrap().get())
        .sum();
    assert_eq!(total.amount.get(), lines);
}
