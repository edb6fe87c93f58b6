//! Every public future can move between threads.

use std::time::Duration;

use partner_center::catalog::InventoryContext;
use partner_center::order::conditions;
use partner_center::types::TargetView;

use crate::stage::{Stage, request, software};

fn send<T: Send>(value: T) -> T {
    value
}

fn send_and_share<T: Send + Sync + 'static>() {}

#[test]
fn values_can_be_shared() {
    send_and_share::<partner_center::PartnerCenter>();
    send_and_share::<partner_center::Customer>();
    send_and_share::<partner_center::Catalog>();
    send_and_share::<partner_center::Cart>();
    send_and_share::<partner_center::Purchase>();
    send_and_share::<partner_center::purchase::PurchaseFailed>();
    send_and_share::<partner_center::Error>();
}

#[tokio::test]
async fn futures_can_be_sent() {
    let stage = Stage::new();
    let customer = stage.customer();
    let catalog = stage.partner.catalog("US".parse().unwrap());
    let request = request(software(1));
    let (product, sku, order, cart_id, subscription) =
        ("p".into(), "s".into(), "o".into(), "c".into(), "b".into());
    let item = stage.item("CONTOSO00001", "0001").await;

    drop(send(catalog.products(TargetView::Software)));
    drop(send(catalog.product(&product)));
    drop(send(catalog.skus(&product)));
    drop(send(catalog.items(&product, &sku)));
    drop(send(customer.details()));
    drop(send(customer.country()));
    drop(send(customer.subscriptions()));
    drop(send(customer.register(&subscription)));
    drop(send(customer.wait_for_registration(&subscription, Duration::ZERO)));
    drop(send(customer.check_inventory(&item, &InventoryContext::new())));
    drop(send(customer.create_cart(&[])));
    drop(send(customer.cart(&cart_id)));
    drop(send(customer.order(&order)));
    drop(send(customer.orders()));
    let new_order = partner_center::order::NewOrder::new(Vec::new());
    drop(send(customer.place_order(&new_order)));
    drop(send(customer.stop_renewal(&subscription)));
    drop(send(customer.update_subscription(&subscription, |_| {})));
    drop(send(customer.wait_for_order(&order, Duration::ZERO, conditions::settled)));
    drop(send(customer.wait_for_fulfillment(&order, Duration::ZERO, |_| {})));
    drop(send(customer.plan(&request)));
    drop(send(customer.purchase(&request).run()));
    let ask = |_: &partner_center::Cart| async { partner_center::purchase::Confirmation::Buy };
    drop(send(customer.purchase(&request).confirm_with(ask).run()));
    drop(send(stage.partner.customers().pages()));
    drop(send(stage.partner.customers().items()));
    let mut cart = customer.create_cart(&[stage.software_line(1).await]).await.unwrap();
    drop(send(cart.update(|_| {})));
    drop(send(cart.refresh()));
    drop(send(cart.checkout()));
}
