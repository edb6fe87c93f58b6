//! What stops a purchase before its checkout: limits, and whoever is asked for confirmation.

use std::future::Future;
use std::sync::atomic::{AtomicU32, Ordering};
use std::task::{Context, Waker};

use partner_center::cart::{LimitProblem, NoTotal, PurchaseLimits, Unjudged};
use partner_center::external::CancellationToken;
use partner_center::purchase::{Confirmation, Progress, PurchaseFailed, Step};
use partner_center::{Cart, Delivery, Money, PurchaseRequest};
use partner_center_emulator::{Action, CartPrices, seed};

use crate::stage::{Stage, request, software};

fn dollars(amount: &str) -> Money {
    Money { amount: amount.parse().unwrap(), currency: "USD".into() }
}

fn at_most(amount: &str) -> PurchaseLimits {
    PurchaseLimits::new().spend_at_most(dollars(amount))
}

/// Two of what costs 617.25 dollars.
fn two(limits: PurchaseLimits) -> PurchaseRequest {
    request(software(2)).limits(limits)
}

async fn refused(stage: &Stage, request: &PurchaseRequest) -> PurchaseFailed {
    let failed = stage.customer().purchase(request).run().await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::NotDone);
    assert!(failed.error().is_declined() && !failed.is_cancelled(), "{failed}");
    assert_eq!(stage.bought(), Vec::<String>::new());
    failed
}

/// What a failure says, without the id of its cart.
fn said(failed: &PurchaseFailed) -> String {
    let cart = failed.so_far().cart.as_ref().and_then(|cart| cart.id.as_ref()).unwrap();
    failed.to_string().replace(cart.as_str(), "CART")
}

#[tokio::test]
async fn a_cart_knows_what_it_will_cost() {
    let stage = Stage::new();
    let line = stage.software_line(3).await;
    let cart = stage.customer().create_cart(&[line.clone(), line]).await.unwrap();
    assert_eq!(cart.total().unwrap(), dollars("3703.5"));
    let read = stage.customer().cart(cart.id()).await.unwrap();
    assert_eq!(read.total().unwrap(), dollars("3703.5"));
}

#[tokio::test]
async fn a_cart_without_prices_has_no_total() {
    let stage = Stage::with(|settings| settings.cart_prices = CartPrices::None);
    let cart = stage.customer().create_cart(&[stage.software_line(3).await]).await.unwrap();
    assert_eq!(cart.total(), Err(NoTotal::NoPrice { lines: vec![0] }));
}

#[tokio::test]
async fn a_price_follows_a_change_and_is_not_sent_back() {
    let stage = Stage::new();
    let mut cart = stage.customer().create_cart(&[stage.software_line(1).await]).await.unwrap();
    cart.update(|cart| {
        let line = &mut cart.line_items[0];
        assert!(line.pricing.is_some());
        line.quantity = Some(2);
    })
    .await
    .unwrap();
    assert_eq!(cart.total().unwrap(), dollars("1234.5"));
    let sent = stage.emulator.transcript().into_iter().rev().find(|asked| asked.method == "PUT");
    assert!(!sent.unwrap().body.contains("pricing"));
}

#[tokio::test]
async fn a_purchase_within_all_limits_goes_through() {
    let stage = Stage::new();
    let limits = at_most("1234.5")
        .quantity_per_line(2)
        .total_quantity(2)
        .only_sku(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL);
    let stored = serde_json::to_string(&two(limits)).unwrap();
    let request: PurchaseRequest = serde_json::from_str(&stored).unwrap();
    let purchase = stage.customer().purchase(&request).run().await.unwrap();
    assert_eq!(purchase.order_ids().count(), 1);
}

#[tokio::test]
async fn a_cart_that_costs_too_much_is_not_checked_out() {
    let stage = Stage::new();
    let stored = serde_json::to_string(&two(at_most("1234.49"))).unwrap();
    let failed = refused(&stage, &serde_json::from_str(&stored).unwrap()).await;
    assert_eq!((failed.step(), stage.asked("checkoutCart")), (Step::Limits, 0));
    insta::assert_snapshot!(said(&failed), @"stopped while comparing the cart with the limits: cart CART is not within the limits of the purchase: it costs 1234.5 USD, and at most 1234.49 USD may be spent; change what is asked for, or `PurchaseLimits`; nothing was bought");
    let error = partner_center::Error::from(failed);
    assert!(error.cart_id().is_some());
}

#[tokio::test]
async fn a_cart_without_a_price_is_refused_unless_that_is_allowed() {
    let stage = Stage::with(|settings| settings.cart_prices = CartPrices::Subscriptions);
    let failed = refused(&stage, &two(at_most("9999"))).await;
    insta::assert_snapshot!(said(&failed), @"stopped while comparing the cart with the limits: cart CART is not within the limits of the purchase: the service does not say what line 1 will cost (`Unjudged::NoPrice` allows that); change what is asked for, or `PurchaseLimits`; nothing was bought");
    let allowed = two(at_most("9999").allow(Unjudged::NoPrice));
    assert!(stage.customer().purchase(&allowed).run().await.unwrap().is_complete());
}

#[tokio::test]
async fn a_cart_in_another_currency_is_refused_unless_that_is_allowed() {
    let stage = Stage::new();
    let german = stage.partner.customer(seed::CUSTOMER_DE);
    let failed = german.purchase(&two(at_most("9999"))).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Limits, Delivery::NotDone));
    insta::assert_snapshot!(said(&failed), @"stopped while comparing the cart with the limits: cart CART is not within the limits of the purchase: it costs something in EUR, for which there is no limit (`Unjudged::OtherCurrency` allows that); change what is asked for, or `PurchaseLimits`; nothing was bought");
    let allowed = two(at_most("9999").allow(Unjudged::OtherCurrency));
    assert!(german.purchase(&allowed).run().await.unwrap().is_complete());
}

#[tokio::test]
async fn numbers_and_products_are_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let limits =
        PurchaseLimits::new().quantity_per_line(1).total_quantity(2).only_product("CONTOSO00002");
    let failed = refused(&stage, &two(limits).line(software(1))).await;
    assert_eq!(failed.step(), Step::Request);
    assert_eq!(stage.emulator.requests().total, 0);
    insta::assert_snapshot!(failed, @"stopped while checking the request: the request is not within the limits of the purchase: line 1 is for `CONTOSO00001:0001`, which is not among the products allowed; line 2 is for `CONTOSO00001:0001`, which is not among the products allowed; line 1 asks for 2, and a line may ask for 1 at most; all lines together ask for 3, and may ask for 2 at most; change what is asked for, or `PurchaseLimits`; nothing was bought");
}

#[tokio::test]
async fn a_plan_says_what_would_be_refused_and_what_is_not_known_yet() {
    let stage = Stage::new();
    let plan = stage.customer().plan(&two(at_most("1.50").quantity_per_line(1))).await.unwrap();
    let problem = LimitProblem::LineQuantity { line: 0, limit: 1, quantity: Some(2) };
    assert_eq!(plan.limits.problems, [problem]);
    assert_eq!(plan.limits.spend, [dollars("1.5")]);
    assert_eq!(stage.writes(), Vec::<String>::new());
    let stored = serde_json::to_string(&plan).unwrap();
    assert_eq!(serde_json::from_str::<partner_center::Plan>(&stored).unwrap(), plan);
    let printed = plan.to_string();
    let limits: Vec<_> = printed.lines().skip(2).collect();
    insta::assert_snapshot!(limits.join("\n"), @"
    not within the limits, so that it would be refused: line 1 asks for 2, and a line may ask for 1 at most
    limit: at most 1.50 USD, which only a cart can be compared with
    agreement: a partner has confirmed the Microsoft Customer Agreement, accepted 2025-02-14T00:00:00
    ");
}

#[tokio::test]
async fn a_cart_of_ones_own_is_held_against_limits_before_it_is_checked_out() {
    let stage = Stage::new();
    let cart = stage.customer().create_cart(&[stage.software_line(2).await]).await.unwrap();
    let error = cart.check_limits(&at_most("1234").total_quantity(1)).unwrap_err();
    assert!(error.is_declined() && error.delivery() == Delivery::NotDone);
    assert_eq!(error.cart_id(), Some(cart.id().as_str()));
    let said = error.to_string().replace(cart.id().as_str(), "CART");
    insta::assert_snapshot!(said, @"cart CART is not within the limits of the purchase: all lines together ask for 2, and may ask for 1 at most; it costs 1234.5 USD, and at most 1234 USD may be spent; change what is asked for, or `PurchaseLimits`");
    cart.check_limits(&at_most("1234.5")).unwrap();
    assert!(cart.checkout().await.unwrap().is_complete());
}

#[tokio::test]
async fn whoever_is_asked_sees_the_cart_and_its_price() {
    let stage = Stage::new();
    let request = request(software(2));
    let ask = |cart: &Cart| {
        let total = cart.total();
        async move {
            match total {
                Ok(total) if total == dollars("1234.5") => Confirmation::Buy,
                other => Confirmation::stop(format!("{other:?}")),
            }
        }
    };
    let purchase = stage.customer().purchase(&request).confirm_with(ask).run().await.unwrap();
    assert!(purchase.is_complete());
}

#[tokio::test]
async fn whoever_says_no_buys_nothing() {
    let stage = Stage::new();
    let request = request(software(2));
    let ask = |_: &Cart| async { Confirmation::stop("too dear\nfor us") };
    let failed = stage.customer().purchase(&request).confirm_with(ask).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Confirmation, Delivery::NotDone));
    assert!(failed.error().is_declined());
    assert_eq!(stage.asked("checkoutCart"), 0);
    insta::assert_snapshot!(said(&failed), @"stopped while asking for confirmation: cart CART was not confirmed: too dear�for us; nothing was bought");
}

#[tokio::test]
async fn nobody_is_asked_about_a_cart_that_would_not_be_bought_anyway() {
    let stage = Stage::new();
    let asked = AtomicU32::new(0);
    let ask = |_: &Cart| {
        asked.fetch_add(1, Ordering::Relaxed);
        async { Confirmation::Buy }
    };
    let beyond = two(at_most("1"));
    stage.customer().purchase(&beyond).confirm_with(ask).run().await.unwrap_err();
    let full = Action::LineError { line: None, code: 10_009, description: "Full.".into() };
    stage.fault("createCart", full);
    let request = request(software(1));
    stage.customer().purchase(&request).confirm_with(ask).run().await.unwrap_err();
    assert_eq!(asked.load(Ordering::Relaxed), 0);
}

#[tokio::test]
async fn a_purchase_that_is_dropped_while_it_asks_has_bought_nothing() {
    let stage = Stage::new();
    let (customer, request) = (stage.customer(), request(software(1)));
    let told = std::sync::Mutex::new(Vec::new());
    let ask = |_: &Cart| std::future::pending();
    let call = customer.purchase(&request).confirm_with(ask);
    let call = call.on_progress(|progress| told.lock().unwrap().push(progress.clone()));
    let mut run = Box::pin(call.run());
    while !matches!(told.lock().unwrap().last(), Some(Progress::CartCreated { .. })) {
        assert!(run.as_mut().poll(&mut Context::from_waker(Waker::noop())).is_pending());
    }
    drop(run);
    assert_eq!(stage.writes(), ["createCart"]);
}

#[tokio::test]
async fn a_purchase_can_be_cancelled_while_it_asks() {
    let stage = Stage::new();
    let (customer, request) = (stage.customer(), request(software(1)));
    let stop = CancellationToken::new();
    let ask = |_: &Cart| {
        stop.cancel();
        std::future::pending()
    };
    let call = customer.purchase(&request).confirm_with(ask).cancel_with(stop.clone());
    let failed = call.run().await.unwrap_err();
    assert!(failed.is_cancelled());
    assert_eq!((failed.step(), failed.bought()), (Step::Confirmation, Delivery::NotDone));
    assert_eq!(stage.asked("checkoutCart"), 0);
}

#[tokio::test]
async fn a_cart_that_expires_while_somebody_is_asked_is_not_bought() {
    let stage = Stage::with(|settings| settings.cart_lifetime_seconds = 60);
    let request = request(software(1));
    let ask = |_: &Cart| {
        stage.pass(std::time::Duration::from_secs(61));
        async { Confirmation::Buy }
    };
    let failed = stage.customer().purchase(&request).confirm_with(ask).run().await.unwrap_err();
    assert_eq!((failed.step(), failed.bought()), (Step::Checkout, Delivery::NotDone));
    assert!(failed.to_string().contains("it expired at"), "{failed}");
    assert_eq!(stage.asked("checkoutCart"), 0);
}

#[tokio::test]
async fn steps_without_anything_to_do_are_not_named() {
    let stage = Stage::new();
    let (customer, request) = (stage.customer(), request(software(1)));
    let stop = CancellationToken::new();
    let cancel = |progress: &Progress| {
        if matches!(progress, Progress::CartCreated { .. }) {
            stop.cancel();
        }
    };
    let call = customer.purchase(&request).on_progress(cancel).cancel_with(stop.clone());
    assert_eq!(call.run().await.unwrap_err().step(), Step::Checkout);
}
