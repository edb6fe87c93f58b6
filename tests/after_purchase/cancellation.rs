//! Taking back what was bought.

use partner_center::types::{Order, OrderStatus};
use partner_center::{Delivery, Error, order};
use partner_center_emulator::{Action, When, seed};

use crate::stage::{DAY, Stage, other_software, request, reservation, reservation_on, software};

fn quantities(order: &Order) -> Vec<i32> {
    order.line_items.iter().map(|line| line.quantity.unwrap()).collect()
}

/// What the emulator took back, by order and line.
fn taken_back(stage: &Stage) -> Vec<(String, Vec<usize>)> {
    let effects = stage.emulator.ledger().into_iter().filter_map(|entry| entry.effect.cancelled);
    effects.map(|cancelled| (cancelled.order, cancelled.lines)).collect()
}

#[tokio::test(start_paused = true)]
async fn a_line_is_taken_back_and_its_entitlement_with_it() {
    let stage = Stage::new();
    let customer = stage.customer();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    let id = order.id.clone().unwrap();

    let left = customer.cancel_lines(&order, &[0]).await.unwrap();
    assert_eq!(left.status, Some(OrderStatus::Completed));
    assert_eq!(quantities(&left), [0, 1]);
    assert_eq!(stage.held(&order).await.sku_id, Some(seed::SKU_THREE_LEFT.into()));

    let none = customer.cancel_lines(&left, &[1]).await.unwrap();
    assert_eq!(none.status, Some(OrderStatus::Cancelled));
    assert_eq!(quantities(&none), [0, 0]);
    assert!(order::conditions::cancelled(&customer.order(&id).await.unwrap()));
    assert_eq!(customer.entitlements_from(&id).await.unwrap(), []);
    let id = id.to_string();
    assert_eq!(taken_back(&stage), [(id.clone(), vec![0]), (id, vec![1])]);
}

/// The bodies with which something was cancelled, without the ids that are new each time.
fn bodies(stage: &Stage, order: &Order) -> Vec<String> {
    let entries = stage.emulator.ledger().into_iter();
    let bodies = entries.filter(|entry| entry.operation_id == "cancelOrder").map(|e| e.body);
    let offers = order.line_items.iter().map(|line| line.offer_id.as_ref().unwrap().as_str());
    bodies
        .map(|body| {
            let body = body.replace(order.id.as_ref().unwrap().as_str(), "ORDER");
            offers
                .clone()
                .enumerate()
                .fold(body, |body, (number, offer)| body.replace(offer, &format!("OFFER {number}")))
        })
        .collect()
}

#[tokio::test(start_paused = true)]
async fn lines_are_named_by_number_and_offer_and_a_sandbox_names_none() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    stage.customer().cancel_lines(&order, &[1, 0]).await.unwrap();
    insta::assert_snapshot!(bodies(&stage, &order).join("\n"), @r#"{"id":"ORDER","lineItems":[{"lineItemNumber":1,"offerId":"OFFER 1"},{"lineItemNumber":0,"offerId":"OFFER 0"}],"status":"cancelled"}"#);

    let stage = Stage::sandbox();
    let order = stage.fulfilled(request(software(2))).await;
    stage.customer().cancel_sandbox_order(order.id.as_ref().unwrap()).await.unwrap();
    insta::assert_snapshot!(bodies(&stage, &order).join("\n"), @r#"{"id":"ORDER","status":"cancelled"}"#);
}

#[tokio::test(start_paused = true)]
async fn bad_input_is_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    let id = order.id.clone().unwrap();
    let mut nameless = order.clone();
    nameless.id = None;
    let mut partly = order.clone();
    partly.line_items[0].quantity = Some(0);
    for (order, lines, message) in [
        (&nameless, &[0][..], "order: it has no id; nothing was sent: read it again".to_owned()),
        (&order, &[], "lines: none is named; nothing was sent: give their numbers".to_owned()),
        (
            &order,
            &[0, 5],
            format!(
                "line: order {id} has no line number 5; nothing was sent: its lines have the numbers 0, 1"
            ),
        ),
        (
            &order,
            &[1, 0, 1],
            "lines: line number 1 is named twice; nothing was sent: name it once".to_owned(),
        ),
        (
            &partly,
            &[1, 0],
            format!(
                "lines: line number 0 of order {id} was taken back before; nothing was sent: leave it out"
            ),
        ),
    ] {
        let error = stage.customer().cancel_lines(order, lines).await.unwrap_err();
        assert_eq!(error.to_string(), message);
        assert_eq!(error.delivery(), Delivery::NotDone);
    }
    assert_eq!(stage.asked("cancelOrder"), 0);
}

/// A refusal of the service, after which all is as it was.
#[track_caller]
fn check_refusal(stage: &Stage, error: &Error, code: &str, meaning: &str) {
    assert_eq!(error.code(), Some(code), "{error}");
    let message = error.to_string();
    assert!(message.starts_with("cancelOrder: refused with 4"), "{message}");
    assert!(message.contains(&format!("code {code}")), "{message}");
    assert_eq!(error.explain().unwrap().meaning, meaning);
    assert_eq!(stage.asked("cancelOrder"), 1, "it is sent once");
    assert!(taken_back(stage).is_empty());
}

#[tokio::test(start_paused = true)]
async fn after_thirty_days_software_stays() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    stage.pass(30 * DAY);
    let error = stage.customer().cancel_lines(&order, &[0]).await.unwrap_err();
    check_refusal(&stage, &error, "900117", "The days for cancelling are over.");
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(stage.held(&order).await.quantity, Some(1));
}

#[tokio::test(start_paused = true)]
async fn a_reservation_is_not_taken_back_by_its_order() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(reservation())).await;
    let error = stage.customer().cancel_lines(&order, &[0]).await.unwrap_err();
    let meaning = "Outside a sandbox, orders of this kind cannot be cancelled.";
    check_refusal(&stage, &error, "800019", meaning);
    assert_eq!(error.delivery(), Delivery::NotDone);
}

#[tokio::test(start_paused = true)]
async fn an_order_that_is_still_worked_on_is_to_be_read_again() {
    let stage = Stage::with(|settings| settings.fulfillment_seconds = 60);
    let id = stage.order(request(software(1))).await;
    let order = stage.customer().order(&id).await.unwrap();
    let error = stage.customer().cancel_lines(&order, &[0]).await.unwrap_err();
    check_refusal(&stage, &error, "800014", "A change of this order is still being worked on.");
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert!(error.remedy().unwrap().starts_with("Read the order"), "{:?}", error.remedy());
}

#[tokio::test(start_paused = true)]
async fn a_lost_answer_is_not_asked_for_again_and_the_order_tells() {
    for (when, left) in [(When::Before, 1), (When::After, 0)] {
        let stage = Stage::new();
        let order = stage.fulfilled(request(software(1))).await;
        stage.fault("cancelOrder", Action::cut(when));
        let error = stage.customer().cancel_lines(&order, &[0]).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{when:?}: {error}");
        assert_eq!(stage.asked("cancelOrder"), 1);
        let now = stage.customer().order(order.id.as_ref().unwrap()).await.unwrap();
        assert_eq!(quantities(&now), [left], "{when:?}");
    }
}

#[tokio::test(start_paused = true)]
async fn an_order_of_the_sandbox_is_cancelled_as_a_whole() {
    let stage = Stage::sandbox();
    let line = reservation_on(seed::SUBSCRIPTION_SANDBOX);
    let order = stage.fulfilled(request(line)).await;
    let id = order.id.clone().unwrap();
    assert_eq!(stage.held(&order).await.quantity, Some(1));

    stage.pass(59 * DAY);
    let cancelled = stage.customer().cancel_sandbox_order(&id).await.unwrap();
    assert_eq!(cancelled.status, Some(OrderStatus::Cancelled));
    assert_eq!(quantities(&cancelled), [1], "the order is gone, and its lines stay as they were");
    assert_eq!(stage.customer().entitlements_from(&id).await.unwrap(), []);
    assert_eq!(taken_back(&stage), [(id.to_string(), vec![0])]);
}

#[tokio::test(start_paused = true)]
async fn after_sixty_days_an_order_of_the_sandbox_stays() {
    let stage = Stage::sandbox();
    let order = stage.fulfilled(request(software(1))).await;
    stage.pass(60 * DAY);
    let error = stage.customer().cancel_sandbox_order(order.id.as_ref().unwrap()).await;
    check_refusal(&stage, &error.unwrap_err(), "900117", "The days for cancelling are over.");
}

#[tokio::test(start_paused = true)]
async fn outside_the_sandbox_an_order_is_not_cancelled_as_a_whole() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(reservation())).await;
    let error = stage.customer().cancel_sandbox_order(order.id.as_ref().unwrap()).await;
    let meaning = "Outside a sandbox, orders of this kind cannot be cancelled.";
    check_refusal(&stage, &error.unwrap_err(), "800019", meaning);
}
