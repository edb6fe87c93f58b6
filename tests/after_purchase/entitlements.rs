//! Entitlements, and waiting for them.

use std::time::Duration;

use partner_center::types::{EntitlementType, EntitlementTypeFilter, Order};
use partner_center::{Delivery, order};
use partner_center_emulator::seed;
use partner_center_test_support::application;

use crate::stage::{Stage, other_software, request, reservation, software};

#[tokio::test(start_paused = true)]
async fn an_entitlement_appears_only_once_its_order_is_fulfilled() {
    let stage = Stage::with(|settings| {
        settings.fulfillment_seconds = 100;
        settings.entitlement_delay_seconds = 600;
    });
    let (customer, before) = (stage.customer(), stage.emulator.clock().now());
    let id = stage.order(request(software(3))).await;
    assert_eq!(customer.entitlements_from(&id).await.unwrap(), []);

    let fulfillment =
        customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |_| {}).await.unwrap();
    assert!(fulfillment.is_fulfilled());
    assert_eq!(customer.entitlements_from(&id).await.unwrap(), [], "fulfilled, and not shown yet");

    let held = customer.wait_for_entitlements(&id, order::POLL_INTERVAL).await.unwrap();
    let waited = stage.emulator.clock().now().duration_since(before).unwrap();
    assert!((700..=760).contains(&waited.as_secs()), "{waited:?}");
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].product_id, Some(seed::PRODUCT_PERPETUAL.into()));
    assert_eq!(held[0].sku_id, Some(seed::SKU_PERPETUAL.into()));
    assert_eq!(held[0].quantity, Some(3));
    assert!(
        customer
            .subscriptions()
            .await
            .unwrap()
            .iter()
            .all(|one| { one.order_id.as_ref() != Some(&id) })
    );
}

#[tokio::test(start_paused = true)]
async fn waiting_is_polite_and_ends_with_the_first_look_that_finds_something() {
    let stage = Stage::with(|settings| settings.entitlement_delay_seconds = 90);
    let order = stage.fulfilled(request(software(1))).await;
    let id = order.id.unwrap();
    stage.customer().wait_for_entitlements(&id, order::POLL_INTERVAL).await.unwrap();
    assert_eq!(stage.asked("listEntitlements"), 4, "at 30 s, 60 s, 90 s and 120 s");
    stage.customer().wait_for_entitlements(&id, order::POLL_INTERVAL).await.unwrap();
    assert_eq!(stage.asked("listEntitlements"), 5);
}

#[tokio::test(start_paused = true)]
async fn no_wait_asks_more_than_once_a_second() {
    let stage = Stage::with(|settings| settings.entitlement_delay_seconds = 100);
    let order = stage.fulfilled(request(software(1))).await;
    let before = stage.emulator.clock().now();
    let wait = stage.customer();
    wait.wait_for_entitlements(order.id.as_ref().unwrap(), Duration::ZERO).await.unwrap();
    let waited = stage.emulator.clock().now().duration_since(before).unwrap().as_secs();
    assert!(stage.asked("listEntitlements") <= waited + 1, "{waited}");
}

#[tokio::test(start_paused = true)]
async fn what_belongs_to_another_order_is_left_out() {
    let stage = Stage::new();
    let first = stage.fulfilled(request(software(1))).await;
    let second = stage.fulfilled(request(software(2))).await;
    assert_eq!(stage.held(&first).await.quantity, Some(1));
    assert_eq!(stage.held(&second).await.quantity, Some(2));
    let shouted = second.id.unwrap().as_str().to_uppercase();
    let held = stage.customer().entitlements_from(&shouted.as_str().into()).await.unwrap();
    assert_eq!(held.len(), 1, "the case of an id does not count");
}

#[tokio::test(start_paused = true)]
async fn one_line_of_an_order_can_be_waited_for() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    for (line, sku) in [(0, seed::SKU_PERPETUAL), (1, seed::SKU_THREE_LEFT)] {
        let wait = stage.customer();
        let held =
            wait.wait_for_entitlements_of_line(&order, line, order::POLL_INTERVAL).await.unwrap();
        assert_eq!(held.len(), 1, "line {line}");
        assert_eq!(held[0].sku_id, Some(sku.into()), "line {line}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_line_that_cannot_be_named_is_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    let id = order.id.clone().unwrap();
    for (order, line, message) in [
        (
            &order,
            7,
            format!(
                "line: order {id} has no line number 7; nothing was sent: its lines have the numbers 0, 1"
            ),
        ),
        (&Order::default(), 0, "order: it has no id; nothing was sent: read it again".to_owned()),
    ] {
        let wait = stage.customer();
        let wait = wait.wait_for_entitlements_of_line(order, line, order::POLL_INTERVAL);
        let error = wait.await.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.delivery(), Delivery::NotDone);
    }
    assert_eq!(stage.asked("listEntitlements"), 0);
}

#[tokio::test(start_paused = true)]
async fn a_cancelled_order_gives_none_and_a_time_out_ends_the_wait() {
    let stage = Stage::with(|settings| settings.entitlement_delay_seconds = 600);
    let order = stage.fulfilled(request(software(1))).await;
    stage.customer().cancel_lines(&order, &[0]).await.unwrap();
    let customer = stage.customer();
    let id = order.id.unwrap();
    let wait = customer.wait_for_entitlements(&id, order::POLL_INTERVAL);
    let ended = tokio::time::timeout(Duration::from_secs(3600), wait).await;
    assert!(ended.is_err(), "{ended:?}");
    assert!((115..=121).contains(&stage.asked("listEntitlements")), "once in 30 s for an hour");
    assert_eq!(customer.entitlements_from(&id).await.unwrap(), []);
}

#[tokio::test(start_paused = true)]
async fn one_kind_can_be_asked_for_and_ends_are_told() {
    let stage = Stage::new();
    let customer = stage.customer();
    stage.fulfilled(request(software(1))).await;
    stage.fulfilled(request(reservation())).await;
    assert_eq!(customer.entitlements().await.unwrap().len(), 2);

    let held = customer.entitlements_of(EntitlementTypeFilter::Software).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].entitlement_type, Some(EntitlementType::Software));
    assert_eq!(held[0].expiry_date, None, "perpetual software does not end");

    let held = customer.entitlements_of(EntitlementTypeFilter::ReservedInstance).await.unwrap();
    assert_eq!(held.len(), 1);
    assert_eq!(held[0].entitlement_type, Some(EntitlementType::Reservedinstance));
    let end = held[0].expiry_date.as_ref().and_then(|date| date.to_utc()).unwrap();
    assert_eq!(end.to_rfc3339().get(..10), Some("2031-01-10"));
}

#[tokio::test(start_paused = true)]
async fn an_application_alone_is_told_that_a_user_is_needed() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    let alone = stage.signed_in_with(application()).customer(seed::CUSTOMER_US);
    let wait = alone.wait_for_entitlements(order.id.as_ref().unwrap(), order::POLL_INTERVAL);
    let error = wait.await.unwrap_err();
    assert_eq!(error.code(), Some("900329"));
    assert_eq!(error.delivery(), Delivery::NotDone);
    let message = error.to_string();
    assert!(
        message.starts_with("listEntitlements: credential: the operation needs a user"),
        "{message}"
    );
    assert!(
        message.contains("nothing was sent: build the client with `auth::RefreshToken`"),
        "{message}"
    );
    assert_eq!(stage.asked("listEntitlements"), 0);
}
