//! Orders that are held back, and orders that fail: neither is taken for a success.

use std::time::Duration;

use partner_center::order::{self, conditions};

use crate::stage::{Stage, other_software, request, software};

#[tokio::test(start_paused = true)]
async fn an_order_under_review_is_waited_for() {
    for held in ["suspended", "pending_review", "pending po upload", "PO_UPLOAD_COMPLETE"] {
        let stage = Stage::new();
        let customer = stage.customer();
        let id = stage.order(request(software(1))).await;
        assert!(stage.emulator.put_order(id.as_str(), Some(held)));
        let wait = customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |_| {});
        let hour = tokio::time::timeout(Duration::from_secs(60 * 60), wait).await;
        assert!(hour.is_err(), "{held}: {hour:?}");

        stage.emulator.put_order(id.as_str(), None);
        let done = customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |_| {}).await.unwrap();
        assert!(done.is_fulfilled() && !done.has_failed(), "{held}");
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_for_good_ends_the_wait_and_is_no_success() {
    for failure in ["po review rejected", "partial_success", "Partial Success", "error"] {
        let stage = Stage::with(|settings| settings.order_state = Some(failure.to_owned()));
        let customer = stage.customer();
        let request = request(software(1)).line(other_software());
        let failed = customer.purchase(&request).run().await.unwrap_err();
        let id = failed.orders()[0].id.clone().unwrap();
        let over = customer.wait_for_fulfillment(&id, order::POLL_INTERVAL, |_| {}).await.unwrap();
        assert!(over.is_over() && over.has_failed() && !over.is_fulfilled(), "{failure}");
        let settled = customer.wait_for_order(&id, order::POLL_INTERVAL, conditions::settled);
        assert!(conditions::failed(&settled.await.unwrap()), "{failure}");
    }
}

#[tokio::test(start_paused = true)]
async fn of_a_partial_success_a_part_is_held_and_billed() {
    let stage = Stage::new();
    let customer = stage.customer();
    let id = stage.order(request(software(1)).line(other_software())).await;
    stage.emulator.put_order(id.as_str(), Some("partial success"));
    stage.emulator.clock().advance(Duration::from_secs(60));
    let order = customer.order(&id).await.unwrap();
    assert_eq!(order.line_items.len(), 2);
    assert_eq!(customer.entitlements_from(&id).await.unwrap().len(), 1);
    stage.close_month();
    let billed = stage.billed(&order).await;
    assert_eq!((billed.len(), billed[0].1), (1, 1), "{billed:?}");
}
