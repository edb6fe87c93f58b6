//! From the purchase to the customer's rights and to the partner's bill, in one go.

use std::future::Future;

use futures::TryStreamExt;
use partner_center::types::Order;
use partner_center::{order, types};

use crate::stage::{Stage, request, reservation, software};

#[tokio::test(start_paused = true)]
async fn a_purchase_ends_with_what_the_customer_holds_and_what_it_costs() {
    let stage = Stage::with(|settings| settings.entitlement_delay_seconds = 300);
    let customer = stage.customer();
    let request = request(software(2)).line(reservation());
    let purchase = customer.purchase(&request).run().await.unwrap();
    assert!(purchase.is_complete());

    let (mut held, mut reserved, mut orders) = (Vec::new(), Vec::new(), Vec::new());
    for id in purchase.order_ids() {
        let done = customer.wait_for_fulfillment(id, order::POLL_INTERVAL, |_| {}).await.unwrap();
        orders.push(done.order);
        for one in customer.wait_for_entitlements(id, order::POLL_INTERVAL).await.unwrap() {
            reserved.extend(customer.reservations(&one).await.unwrap());
            held.push(one.entitlement_type.unwrap());
        }
    }
    assert_eq!(held, [types::EntitlementType::Software, types::EntitlementType::Reservedinstance]);
    assert_eq!(reserved.len(), 1);

    stage.close_month();
    for order in &orders {
        let billed = stage.billed(order).await;
        assert_eq!(billed.len(), 1, "{billed:?}");
        assert!(billed[0].2.ends_with(" USD"), "{billed:?}");
    }
}

#[test]
fn every_step_can_be_moved_to_another_thread() {
    fn is_send<F: Future + Send>(_: F) {}
    let stage = Stage::new();
    let (customer, order, id) = (stage.customer(), Order::default(), "x".into());
    is_send(customer.wait_for_entitlements(&id, order::POLL_INTERVAL));
    is_send(customer.wait_for_entitlements_of_line(&order, 0, order::POLL_INTERVAL));
    is_send(customer.reservations(&types::Entitlement::default()));
    is_send(customer.cancel_lines(&order, &[0]));
    is_send(stage.partner.invoice_lines_of_order(&"x".into(), &id).try_collect::<Vec<_>>());
    let mut invoices = order.clone();
    invoices.id = Some(id);
    is_send(stage.partner.order_invoices(&invoices).unwrap().try_collect::<Vec<_>>());
}
