//! Bad input: what the message says, and that nothing was bought.

use std::error::Error as _;

use partner_center::auth::ClientSecret;
use partner_center::{
    CartLineItem, Country, Delivery, Error, PartnerCenter, PurchaseLine, Term,
    purchase::PurchaseFailed,
};
use partner_center_emulator::{Action, seed};

use crate::stage::{Stage, builder, request, reservation, software};

#[track_caller]
fn check(error: &Error, parts: &[&str]) {
    let mut message = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        message = format!("{message}: {cause}");
        source = cause.source();
    }
    for part in parts {
        assert!(message.contains(part), "`{message}` does not say `{part}`");
    }
}

/// Runs a purchase that must fail before anything is written.
async fn refused(stage: &Stage, line: PurchaseLine) -> PurchaseFailed {
    let request = request(line);
    let failed = stage.customer().purchase(&request).run().await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::NotDone);
    assert_eq!(stage.writes(), Vec::<String>::new());
    failed
}

#[tokio::test]
async fn the_mark_of_another_purchase_in_a_name_is_refused_unless_this_one_has_its_own() {
    let stage = Stage::new();
    let named = |name: &str| request(software(1).friendly_name(name));
    for name in ["pc-7f3a90c2d41be865", "Team pc-7f3a90c2d41be865 of the pc-room"] {
        let failed = stage.customer().purchase(&named(name)).run().await.unwrap_err();
        let parts = ["line 1: the friendly name has `pc-7f3a90c2d41be865`", "`tag_friendly_names`"];
        check(failed.error(), &parts);
    }
    assert_eq!(stage.writes(), Vec::<String>::new());
    for fine in [
        named("pc-7f3a90c2d41be865").tag_friendly_names(),
        named("pc-7f3a90c2d41be8650"),
        named("the pc-room"),
    ] {
        assert!(stage.customer().purchase(&fine).run().await.unwrap().is_complete());
    }
}

#[tokio::test]
async fn ids_that_would_change_the_path_are_refused_unsent() {
    let stage = Stage::new();
    for (id, part) in [("", "is empty"), ("..", "`..`"), (".", "`.`")] {
        let error = stage.partner.customer(id).details().await.unwrap_err();
        check(&error, &["customer-id", part, "nothing was sent"]);
        assert_eq!(error.delivery(), Delivery::NotDone);
    }
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test]
async fn ids_with_reserved_characters_stay_one_segment() {
    let stage = Stage::new();
    for id in ["../orders", "a/b?c=d#e", "a%2fb", "a\\..\\b", "line\nbreak"] {
        let error = stage.customer().order(&id.into()).await.unwrap_err();
        assert_eq!(error.code(), Some("20000"), "{id:?}: {error}");
    }
    assert_eq!(stage.emulator.requests().by_operation["getOrder"], 5);
}

#[test]
fn a_country_has_two_letters() {
    let error = "USA".parse::<Country>().unwrap_err();
    check(&error, &["country", "`USA`", "two letters", "`US`"]);
}

#[tokio::test]
async fn a_quantity_of_nothing_is_refused_unsent() {
    let stage = Stage::new();
    let failed = refused(&stage, software(0)).await;
    check(failed.error(), &["line 1", "the quantity is 0", "at least 1"]);
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test]
async fn a_quantity_out_of_bounds_names_the_bound() {
    let stage = Stage::new();
    let line =
        |quantity| PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_FROM_FIVE_TO_TEN, quantity);
    check(refused(&stage, line(11)).await.error(), &["line 1", "11", "at most 10"]);
    check(refused(&stage, line(4)).await.error(), &["line 1", "4", "at least 5"]);
}

#[tokio::test]
async fn a_reservation_without_a_subscription_names_what_is_missing() {
    let stage = Stage::new();
    let line = PurchaseLine::sku(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_ONE_YEAR, 1)
        .term(Term::Year);
    let failed = refused(&stage, line).await;
    check(failed.error(), &["line 1", "`reservation`", "`Scope`", "`SubscriptionId`"]);
}

#[tokio::test]
async fn a_region_that_the_sku_is_not_for_is_refused() {
    use partner_center::{AppliedScope, ReservationTarget};

    let stage = Stage::new();
    let elsewhere = ReservationTarget::new(seed::SUBSCRIPTION_ACTIVE, AppliedScope::Shared)
        .region("antarcticanorth");
    let failed = refused(&stage, reservation().reservation(elsewhere)).await;
    check(failed.error(), &["line 1", "antarcticanorth", "the SKU is for eastus"]);
}

#[tokio::test]
async fn a_restricted_sku_is_refused_with_the_services_reason() {
    let stage = Stage::new();
    let line = PurchaseLine::sku(seed::PRODUCT_RESERVATION, seed::SKU_RESERVATION_RESTRICTED, 1)
        .term(Term::Year)
        .reservation(partner_center::ReservationTarget::new(
            seed::SUBSCRIPTION_REGISTERED,
            partner_center::AppliedScope::Shared,
        ));
    let failed = refused(&stage, line).await;
    check(failed.error(), &["line 1", "cannot be had just now", "NotAvailableForSubscription"]);
}

#[tokio::test]
async fn an_attestation_has_to_be_accepted() {
    let stage = Stage::new();
    let line = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_ATTESTATION, 1);
    check(refused(&stage, line.clone()).await.error(), &["attestation", "`accept_attestation`"]);
    let request = request(line.accept_attestation());
    assert!(stage.customer().purchase(&request).run().await.unwrap().is_complete());
}

#[tokio::test]
async fn what_is_not_for_sale_lists_its_candidates() {
    let stage = Stage::new();
    let line = PurchaseLine::sku(seed::PRODUCT_PERPETUAL, seed::SKU_NOT_FOR_SALE, 1);
    check(refused(&stage, line).await.error(), &["no availability fits", "cannot be bought"]);
}

#[tokio::test]
async fn several_segments_are_not_guessed_among() {
    let stage = Stage::new();
    let request = partner_center::PurchaseRequest::new(software(1));
    let failed = stage.customer().purchase(&request).run().await.unwrap_err();
    check(failed.error(), &["give the segment", "(commercial): fits", "(education): fits"]);
    assert!(stage.writes().is_empty());
}

#[tokio::test]
async fn a_stale_catalog_item_is_refused_before_the_cart() {
    let stage = Stage::new();
    let stale = stage.software().await.id().clone();
    stage.emulator.rotate_availabilities();
    let failed = refused(&stage, PurchaseLine::item(&stale, 1)).await;
    check(failed.error(), &["line 1", stale.availability_id().as_str(), "out of date"]);
}

#[tokio::test]
async fn a_stale_item_in_a_cart_keeps_it_from_being_checked_out() {
    let stage = Stage::new();
    let line = stage.software_line(1).await;
    stage.emulator.rotate_availabilities();
    let cart = stage.customer().create_cart(&[line]).await.unwrap();
    assert_eq!(cart.problems().len(), 1);
    let error = cart.checkout().await.unwrap_err();
    check(&error, &["was not checked out", "line 1", "CatalogItemIdIsNotValid"]);
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(stage.writes(), ["createCart"]);
}

#[tokio::test]
async fn an_expired_cart_is_not_sent() {
    let stage = Stage::new();
    let cart = stage.customer().create_cart(&[stage.software_line(1).await]).await.unwrap();
    stage.emulator.clock().advance(std::time::Duration::from_secs(8 * 24 * 3600));
    let error = cart.checkout().await.unwrap_err();
    check(&error, &["it expired at 2030-01-08", "create a new one"]);
    assert_eq!(stage.writes(), ["createCart"]);
}

#[tokio::test]
async fn a_cart_is_not_checked_out_twice_knowingly() {
    let stage = Stage::new();
    let customer = stage.customer();
    let cart = customer.create_cart(&[stage.software_line(1).await]).await.unwrap();
    let id = cart.id().clone();
    let _ = cart.checkout().await.unwrap();
    let error = customer.cart(&id).await.unwrap().checkout().await.unwrap_err();
    check(&error, &["it was checked out before"]);
    assert_eq!(stage.bought().len(), 1);
}

#[tokio::test]
async fn an_empty_cart_is_not_created() {
    let stage = Stage::new();
    let error = stage.customer().create_cart(&[]).await.unwrap_err();
    check(&error, &["cart", "no lines"]);
    let nothing: [CartLineItem; 0] = [];
    assert!(stage.customer().create_cart(&nothing).await.is_err());
    assert!(stage.writes().is_empty());
}

#[test]
fn a_plain_http_address_is_refused_but_on_this_machine() {
    let secret = || ClientSecret::new("contoso.example", "an application", "a secret");
    for url in ["http://api.partnercenter.example", "http://192.0.2.7", "ftp://localhost"] {
        let error = PartnerCenter::builder(secret()).base_url(url).build().unwrap_err();
        check(&error, &["https"]);
        assert_eq!(error.delivery(), Delivery::NotDone);
    }
    for url in ["http://localhost:8080", "http://127.0.0.1:9", "http://[::1]:9"] {
        PartnerCenter::builder(secret()).base_url(url).authority(url).build().unwrap();
    }
}

#[tokio::test]
async fn a_token_endpoint_that_refuses_says_that_nothing_was_sent() {
    let stage = Stage::new();
    let stranger = ClientSecret::new("00000000-aaaa-4bbb-8ccc-000000000001", "app", "secret");
    let partner = builder(&stage.emulator, stranger).build().unwrap();
    let error = partner.customer(seed::CUSTOMER_US).details().await.unwrap_err();
    check(&error, &["no access token"]);
    assert!(error.code().is_some_and(|code| code.starts_with("AADSTS")), "{error:?}");
    assert!(error.is_auth());
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(!stage.emulator.requests().by_operation.contains_key("getCustomer"));
}

#[tokio::test]
async fn a_checkout_answered_with_broken_json_may_have_bought() {
    let stage = Stage::new();
    stage.fault("checkoutCart", Action::Garbage { status: 201, when: None });
    let request = request(software(1));
    let failed = stage.customer().purchase(&request).run().await.unwrap_err();
    assert_eq!(failed.bought(), Delivery::Unknown);
    check(failed.error(), &["checkoutCart", "accepted"]);
    assert!(failed.to_string().contains("something may have been bought"), "{failed}");
    assert_eq!(stage.bought().len(), 1, "and indeed it was bought");
    assert!(failed.so_far().cart.is_some());
}

#[tokio::test]
async fn a_read_answered_with_broken_json_bought_nothing() {
    let stage = Stage::new();
    for _ in 0..9 {
        stage.fault("getCustomer", Action::Garbage { status: 200, when: None });
    }
    let error = stage.customer().details().await.unwrap_err();
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert!(error.is_unreadable(), "{error:?}");
    check(&error, &["getCustomer"]);
}
