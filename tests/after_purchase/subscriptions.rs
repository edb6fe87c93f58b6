//! Software subscriptions: who buys once is told that they renew, and can stop that.

use std::time::Duration;

use partner_center::purchase::Warning;
use partner_center::{Delivery, OrderId, PurchaseLine, SubscriptionId, Term, types};
use partner_center_emulator::{Action, When, seed};
use partner_center_test_support::{CUSTOMER, Script, answer};

use crate::stage::{DAY, Stage, request, reservation, software};

fn yearly(quantity: u32) -> PurchaseLine {
    let (product, sku) = (seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION);
    PurchaseLine::sku(product, sku, quantity).term(Term::Year)
}

/// A stage on which a sign-in outlives a term.
fn for_years() -> Stage {
    Stage::with(|settings| settings.refresh_token_seconds = 10 * 366 * DAY.as_secs())
}

/// Buys a subscription, and waits until it is there.
async fn bought(stage: &Stage, quantity: u32) -> (OrderId, SubscriptionId) {
    let order = stage.fulfilled(request(yearly(quantity))).await;
    let id = order.id.unwrap();
    let found = stage.customer().subscriptions_from(&id).await.unwrap();
    assert_eq!(found.len(), 1);
    (id, found[0].id.clone().unwrap())
}

/// How often a subscription was asked to change.
fn changes(stage: &Stage) -> usize {
    stage.writes().iter().filter(|operation| *operation == "updateSubscription").count()
}

#[tokio::test(start_paused = true)]
async fn a_plan_says_which_lines_renew_and_how_to_stop_that() {
    let stage = Stage::new();
    let (product, trial) = (seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_TRIAL);
    let request = request(software(1))
        .line(yearly(1))
        .line(reservation())
        .line(PurchaseLine::sku(product, trial, 1).term(Term::Month));
    let plan = stage.customer().plan(&request).await.unwrap();
    let renews = |warning: &&Warning| matches!(warning, Warning::Renews { .. });
    let warnings: Vec<_> = plan.warnings.iter().filter(renews).collect();
    let expected = Warning::Renews { line: 1, cancellable_for: Some("P7D".to_owned()) };
    assert_eq!(warnings, [&expected]);
    let text = plan.to_string();
    for word in ["line 2: it renews by itself", "`Customer::stop_renewal`", "P7D"] {
        assert!(text.contains(word), "{word}: {text}");
    }
}

#[tokio::test(start_paused = true)]
async fn without_more_it_renews_and_is_charged_again() {
    let stage = for_years();
    let (_, id) = bought(&stage, 2).await;
    stage.emulator.clock().advance(366 * DAY);
    let renewed = stage.customer().subscription(&id).await.unwrap();
    assert_eq!(renewed.status, Some(types::SubscriptionStatus::Active));
    let orders = stage.customer().orders().await.unwrap();
    let own = |order: &&types::Order| order.line_items[0].subscription_id.as_ref() == Some(&id);
    let own: Vec<_> = orders.iter().filter(own).collect();
    assert_eq!(own.len(), 2);
    let renewal = &own[1].line_items[0].transaction_type;
    assert_eq!(renewal, &Some(types::OrderLineItemTransactionType::Renew));
}

#[tokio::test(start_paused = true)]
async fn one_call_stops_the_renewal_and_a_second_one_sends_nothing() {
    let stage = for_years();
    let (_, id) = bought(&stage, 2).await;
    let customer = stage.customer();
    for _ in 0..2 {
        let ending = customer.stop_renewal(&id).await.unwrap();
        assert_eq!(ending.auto_renew_enabled, Some(false));
    }
    assert_eq!(changes(&stage), 1);
    stage.emulator.clock().advance(366 * DAY);
    let over = customer.subscription(&id).await.unwrap();
    assert_eq!(over.status, Some(types::SubscriptionStatus::Expired));
    let error = customer.resume_renewal(&id).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("900277"), Delivery::NotDone));
}

#[tokio::test(start_paused = true)]
async fn renewal_can_be_resumed_before_the_term_ends() {
    let stage = Stage::new();
    let (_, id) = bought(&stage, 1).await;
    let customer = stage.customer();
    customer.stop_renewal(&id).await.unwrap();
    assert_eq!(customer.resume_renewal(&id).await.unwrap().auto_renew_enabled, Some(true));
}

#[tokio::test(start_paused = true)]
async fn one_call_cancels_within_the_window() {
    let stage = Stage::new();
    let (order, id) = bought(&stage, 2).await;
    stage.emulator.clock().advance(6 * DAY);
    let customer = stage.customer();
    assert!(customer.subscription(&id).await.unwrap().cancellation_allowed_until_date.is_some());
    let gone = customer.cancel_subscription(&id).await.unwrap();
    assert_eq!(gone.status, Some(types::SubscriptionStatus::Deleted));
    customer.cancel_subscription(&id).await.unwrap();
    assert_eq!(changes(&stage), 1, "it is sent once");
    let order = customer.order(&order).await.unwrap();
    assert_eq!(order.status, Some(types::OrderStatus::Cancelled));
    stage.close_month();
    let billed = stage.billed(&order).await;
    assert_eq!(billed[0].1, 2, "charged, and given back in part: {billed:?}");
}

#[tokio::test(start_paused = true)]
async fn after_the_window_nothing_is_cancelled() {
    let stage = Stage::new();
    let (_, id) = bought(&stage, 2).await;
    stage.emulator.clock().advance(8 * DAY);
    let customer = stage.customer();
    assert!(customer.subscription(&id).await.unwrap().cancellation_allowed_until_date.is_none());
    let error = customer.cancel_subscription(&id).await.unwrap_err();
    assert_eq!((error.code(), error.delivery()), (Some("900213"), Delivery::NotDone));
}

#[tokio::test(start_paused = true)]
async fn more_licenses_are_bought_once_and_fewer_are_refused() {
    let stage = Stage::new();
    let (_, id) = bought(&stage, 2).await;
    let customer = stage.customer();
    let before = stage.bought().len();
    for _ in 0..2 {
        assert_eq!(customer.set_licenses(&id, 5).await.unwrap().quantity, Some(5));
    }
    assert_eq!(stage.bought().len(), before + 1);
    let error = customer.set_licenses(&id, 4).await.unwrap_err();
    assert_eq!(error.code(), Some("900257"));
    assert!(customer.set_licenses(&id, 0).await.unwrap_err().is_invalid());
}

#[tokio::test(start_paused = true)]
async fn a_change_whose_answer_was_lost_is_in_doubt_and_not_sent_again() {
    let stage = Stage::new();
    let (_, id) = bought(&stage, 2).await;
    let customer = stage.customer();
    stage.fault("updateSubscription", Action::cut(When::After));
    let error = customer.stop_renewal(&id).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert!(error.to_string().contains("look at what exists before asking again"), "{error}");
    assert_eq!(changes(&stage), 1);
    assert_eq!(customer.stop_renewal(&id).await.unwrap().auto_renew_enabled, Some(false));
    assert_eq!(changes(&stage), 1, "it had been done");
}

#[tokio::test(start_paused = true)]
async fn a_subscription_is_renamed_has_links_and_a_plan_has_azure_subscriptions() {
    let stage = Stage::new();
    let (_, id) = bought(&stage, 2).await;
    let customer = stage.customer();
    let renamed = customer.rename_subscription(&id, "Analysts").await.unwrap();
    assert_eq!(renamed.friendly_name.as_deref(), Some("Analysts"));
    assert_eq!(customer.activation_links_of_subscription(&id).await.unwrap().len(), 1);
    let plan = SubscriptionId::from(seed::SUBSCRIPTION_REGISTERED);
    let azure = customer.azure_entitlements(&plan).await.unwrap();
    assert_eq!(azure[0].subscription_id, Some(plan));
}

#[tokio::test(start_paused = true)]
async fn an_order_that_nobody_asked_documents_of_has_none() {
    let stage = Stage::new();
    let id = stage.order(request(software(1))).await;
    assert!(stage.customer().order_attachments(&id).await.unwrap().is_empty());
}

#[tokio::test(start_paused = true)]
async fn a_sandbox_activates_its_subscriptions() {
    let stage = Stage::sandbox();
    let id = SubscriptionId::from(seed::SUBSCRIPTION_SANDBOX);
    let done = stage.customer().activate_sandbox_subscription(&id).await.unwrap();
    assert_eq!((done.subscription_id, done.status.as_deref()), (Some(id.clone()), Some("Success")));
    let error = stage.customer().activate_sandbox_subscription(&id).await.unwrap_err();
    assert_eq!(error.code(), Some("800041"));
}

const RENEWS: &str = r#"{"id":"sub-1","autoRenewEnabled":true,"tomorrow":{"cost":1.10},
    "billingCycleEndDate":"0001-01-01T00:00:00",
    "scheduledNextTermInstructions":{"quantity":3,"tomorrow":true}}"#;

#[tokio::test(start_paused = true)]
async fn a_change_sends_back_what_this_version_does_not_know() {
    let ends = r#"{"id":"sub-1","autoRenewEnabled":false}"#;
    let script = Script::new([answer(200, RENEWS), answer(200, ends)]);
    let customer = script.partner().customer(CUSTOMER);
    customer.stop_renewal(&"sub-1".into()).await.unwrap();
    let sent = script.asked()[1].body.clone();
    for kept in [r#""tomorrow":{"cost":1.10}"#, r#""autoRenewEnabled":false"#, r#""tomorrow":true"#]
    {
        assert!(sent.contains(kept), "{kept}: {sent}");
    }
    assert!(!sent.contains("0001-01-01"), "{sent}");
}

#[tokio::test(start_paused = true)]
async fn an_answer_by_which_it_still_renews_is_no_success() {
    let script = Script::new([answer(200, RENEWS), answer(200, RENEWS)]);
    let customer = script.partner().customer(CUSTOMER);
    let error = customer.stop_renewal(&"sub-1".into()).await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::Unknown);
    assert!(error.to_string().contains("the subscription still renews"), "{error}");
}

#[tokio::test(start_paused = true)]
async fn what_was_bought_by_an_order_is_followed_like_any_other() {
    let stage = Stage::new();
    let customer = stage.customer();
    let country = customer.country().await.unwrap();
    let catalog = stage.partner.catalog(country).segment("commercial".into());
    let (product, sku) = (seed::PRODUCT_SOFTWARE_SUBSCRIPTION, seed::SKU_SOFTWARE_SUBSCRIPTION);
    let item = catalog.items(&product.into(), &sku.into()).await.unwrap()[0].clone();
    let agreed = partner_center::Prerequisites::none()
        .assume_met(types::PurchasePrerequisite::MicrosoftCustomerAgreement);
    let line =
        partner_center::CartLineItem::new(item.purchasable(&agreed).unwrap(), 3).term(Term::Year);
    let order = customer.place_order(&partner_center::order::NewOrder::new([line])).await.unwrap();
    let id = order.id.unwrap();
    let every = Duration::from_secs(30);
    assert!(customer.wait_for_fulfillment(&id, every, |_| {}).await.unwrap().is_fulfilled());
    let found = customer.subscriptions_from(&id).await.unwrap();
    assert_eq!(found[0].quantity, Some(3));
}
