//! The purchase step by step.

use partner_center::catalog::InventoryContext;
use partner_center::types::CartStatus;
use partner_center::{
    AppliedScope, Prerequisites, Term, order::conditions, transport::CallOptions,
};
use partner_center_emulator::seed;
use std::time::Duration;

use crate::stage::Stage;

#[tokio::test]
async fn each_step_makes_what_the_next_one_takes() {
    let stage = Stage::new();
    let customer = stage.customer();
    let subscription = seed::SUBSCRIPTION_ACTIVE.into();

    assert_eq!(customer.registration(&subscription).await.unwrap(), None);
    customer.register(&subscription).await.unwrap();
    let registration =
        customer.wait_for_registration(&subscription, Duration::from_secs(15)).await.unwrap();
    let item = stage.item(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR).await;
    let inventory = customer
        .check_inventory(&item, &InventoryContext::new().subscription(subscription.clone()))
        .await
        .unwrap();
    let done = Prerequisites::none().registered(registration).inventory(inventory);
    let line = partner_center::CartLineItem::new(item.purchasable(&done).unwrap(), 1)
        .term(Term::Year)
        .reservation(&subscription, AppliedScope::Single);
    let cart = customer.create_cart(&[line]).await.unwrap();
    let id = cart.id().clone();
    let checkout = cart.checkout().await.unwrap();

    assert!(checkout.is_complete());
    let order = checkout.order_ids().next().unwrap();
    let order =
        customer.wait_for_order(order, Duration::from_secs(30), conditions::settled).await.unwrap();
    assert!(conditions::completed(&order));
    assert_eq!(stage.bought().len(), 1);
    assert_eq!(customer.cart(&id).await.unwrap().status(), Some(&CartStatus::Ordered));
}

#[tokio::test]
async fn a_correction_reaches_the_service() {
    let stage = Stage::new();
    let customer = stage.customer();
    let mut cart = customer.create_cart(&[stage.software_line(1).await]).await.unwrap();

    cart.replace_lines(&[stage.software_line(4).await]).await.unwrap();
    assert_eq!(cart.line_items()[0].quantity, Some(4));
    cart.update(|cart| cart.line_items[0].friendly_name = Some("Ledger seats".into()))
        .await
        .unwrap();

    let read = customer.cart(cart.id()).await.unwrap();
    assert_eq!(read.line_items()[0].quantity, Some(4));
    assert_eq!(read.line_items()[0].friendly_name.as_deref(), Some("Ledger seats"));
}

#[tokio::test]
async fn what_this_version_does_not_know_survives_a_correction_to_the_last_digit() {
    let stage = Stage::new();
    let customer = stage.customer();
    let exact = "12345678901234567890.12345678901234567890";
    let mut cart = customer.create_cart(&[stage.software_line(1).await]).await.unwrap();

    cart.update(|cart| {
        cart.unknown_fields.insert("budget", exact).unwrap();
        cart.line_items[0].unknown_fields.insert("costCenter", r#"{"code":1.0,"x":null}"#).unwrap();
    })
    .await
    .unwrap();
    let mut read = customer.cart(cart.id()).await.unwrap();
    read.update(|cart| cart.line_items[0].quantity = Some(2)).await.unwrap();

    let read = customer.cart(cart.id()).await.unwrap();
    assert_eq!(read.body().unknown_fields.get("budget"), Some(exact));
    assert_eq!(
        read.line_items()[0].unknown_fields.get("costCenter"),
        Some(r#"{"code":1.0,"x":null}"#)
    );
    assert_eq!(read.line_items()[0].quantity, Some(2));
}

#[tokio::test]
async fn a_request_id_can_be_given_from_outside() {
    let stage = Stage::new();
    let id = stage.partner.new_id();
    let cart = stage.customer().create_cart(&[stage.software_line(1).await]).await.unwrap();

    let _ = cart.with(CallOptions::new().request_id(id)).checkout().await.unwrap();

    let checkout = stage.emulator.ledger().pop().unwrap();
    assert_eq!(checkout.operation_id, "checkoutCart");
    assert_eq!(checkout.request_id, Some(id.to_string()));
}

#[tokio::test]
async fn two_partners_live_in_one_process() {
    let stage = Stage::new();
    let fabrikam = stage.signed_in_with(partner_center::auth::RefreshToken::new(
        seed::FABRIKAM_TENANT,
        "another application",
        seed::FABRIKAM_REFRESH_TOKEN,
    ));

    let error = fabrikam.customer(seed::CUSTOMER_US).details().await.unwrap_err();
    assert_eq!(error.code(), Some("20002"));
    fabrikam.customer(seed::CUSTOMER_OF_FABRIKAM).details().await.unwrap();
    stage.customer().details().await.unwrap();
}

#[tokio::test]
async fn customers_come_page_after_page() {
    use futures::TryStreamExt;

    let stage = Stage::with(|settings| settings.customer_page_size = 2);
    let all: Vec<_> = stage.partner.customers().items().try_collect().await.unwrap();

    let ids: std::collections::BTreeSet<_> =
        all.iter().filter_map(|customer| customer.id.as_ref()).map(ToString::to_string).collect();
    assert_eq!(ids.len(), all.len(), "no customer twice");
    assert!(all.len() >= 6 && ids.contains(seed::CUSTOMER_JP));
    assert_eq!(
        stage.emulator.requests().by_operation["listCustomers"],
        all.len().div_ceil(2) as u64
    );
}
