//! Reads of one resource that are answered with something else.

use futures::future::{BoxFuture, FutureExt};
use partner_center::auth::StaticToken;
use partner_center::{Catalog, Customer, Delivery, Error, PartnerCenter, Result};
use partner_center_test_support::{CUSTOMER, Script, answer, answer_with};

/// A read, and the answer that is what it asks for.
struct Read {
    what: &'static str,
    right: &'static str,
    send: fn(PartnerCenter) -> BoxFuture<'static, Result<()>>,
}

macro_rules! read {
    ($what:literal, $right:expr, |$partner:ident| $call:expr) => {
        Read {
            what: $what,
            right: $right,
            send: |$partner| async move { $call.await.map(drop) }.boxed(),
        }
    };
}

fn customer(partner: &PartnerCenter) -> Customer {
    partner.customer(CUSTOMER)
}

fn catalog(partner: &PartnerCenter) -> Catalog {
    partner.catalog("DE".parse().unwrap())
}

const READS: [Read; 9] = [
    read!("cart", r#"{"id":"C1"}"#, |partner| async {
        customer(&partner).cart(&"c1".into()).await
    }),
    read!("order", r#"{"id":"O1"}"#, |partner| async {
        customer(&partner).order(&"o1".into()).await
    }),
    read!("order", r#"{"Id":"o1"}"#, |partner| async {
        customer(&partner).order_with_prices(&"o1".into()).await
    }),
    read!("customer", r#"{"id":"5D0F2A6E-1B7C-4F57-8A55-0C6F3C0E9B21"}"#, |partner| async {
        customer(&partner).details().await
    }),
    read!("subscription", r#"{"id":"s1"}"#, |partner| async {
        customer(&partner).subscription(&"S1".into()).await
    }),
    read!("product", r#"{"id":"P1"}"#, |partner| async {
        catalog(&partner).product(&"P1".into()).await
    }),
    read!("SKU", r#"{"id":"0001","productId":"P1"}"#, |partner| async {
        catalog(&partner).sku(&"P1".into(), &"0001".into()).await
    }),
    read!("availability", r#"{"id":"A1"}"#, |partner| async {
        catalog(&partner).availability(&"P1".into(), &"0001".into(), &"A1".into()).await
    }),
    read!("invoice", r#"{"id":"G1"}"#, |partner| async { partner.invoice(&"G1".into()).await }),
];

fn partner(script: &Script) -> PartnerCenter {
    script.builder_for(StaticToken::app_and_user("token")).build().unwrap()
}

async fn refused(read: &Read, body: &'static str) -> Error {
    let script = Script::new([answer(503, ""), answer(200, body)]);
    let error = (read.send)(partner(&script)).await.expect_err(read.what);
    let asked = script.asked();
    assert!(error.is_unreadable(), "{error}");
    assert_eq!((error.delivery(), error.status()), (Delivery::NotDone, Some(200)), "{error}");
    assert_eq!(error.request_id(), Some(asked[1].header("ms-requestid")));
    assert_eq!(error.correlation_id(), Some(asked[1].header("ms-correlationid")));
    assert_eq!(error.tries(), 2, "{error}");
    error
}

#[tokio::test]
async fn an_answer_that_is_not_what_was_asked_for_is_an_error() {
    for read in &READS {
        let what = format!("it is not the {} that was asked for: ", read.what);
        for body in ["{}", r#"{"Message":"ok"}"#, r#"{"id":null}"#, r#"{"value":{"id":"c1"}}"#] {
            let error = refused(read, body).await.to_string();
            assert!(error.contains(&format!("{what}it has no id")), "{error}");
        }
        let error = refused(read, r#"{"id":"other","productId":"P1"}"#).await.to_string();
        assert!(error.contains(&format!("{what}it is `other`")), "{error}");
    }
}

#[tokio::test]
async fn what_was_asked_for_is_known_by_its_id_in_any_case() {
    for Read { what, right, send } in &READS {
        let script = Script::new([answer(200, right)]);
        send(partner(&script)).await.expect(what);
    }
}

#[tokio::test]
async fn a_sku_of_another_product_is_not_the_one_and_one_of_none_is() {
    let sku = |script: Script| async move {
        catalog(&partner(&script)).sku(&"P1".into(), &"0001".into()).await.map(drop)
    };
    sku(Script::new([answer(200, r#"{"id":"0001"}"#)])).await.unwrap();
    let other = Script::new([answer(200, r#"{"id":"0001","productId":"P2"}"#)]);
    insta::assert_snapshot!(sku(other).await.unwrap_err(), @"getSku: the answer (200) could not be used, it is not the SKU of the product that was asked for: it is `P2`");
}

#[tokio::test]
async fn a_cart_that_changed_into_another_one_leaves_doubt_and_the_value_as_it_was() {
    let cart = r#"{"id":"c1","lineItems":[{"id":0,"quantity":1}]}"#;
    let script = Script::new([answer(200, cart), answer(200, "{}"), answer(200, "{}")]);
    let partner = partner(&script);
    let mut cart = customer(&partner).cart(&"c1".into()).await.unwrap();
    let error = cart.update(|body| body.line_items[0].quantity = Some(2)).await.unwrap_err();
    assert_eq!((error.delivery(), error.is_unreadable()), (Delivery::Unknown, true));
    assert_eq!(cart.refresh().await.unwrap_err().delivery(), Delivery::NotDone);
    assert_eq!(cart.line_items()[0].quantity, Some(1));
}

#[tokio::test]
async fn a_checkout_that_names_no_order_tells_what_was_sent_for_it() {
    let other = [("ms-requestid", "r-1")];
    let script = Script::new([answer(200, r#"{"id":"c1"}"#), answer_with(201, &other, "{}")]);
    let cart = customer(&partner(&script)).cart(&"c1".into()).await.unwrap();
    let error = cart.checkout().await.unwrap_err();
    assert_eq!(error.request_id(), Some(script.asked()[1].header("ms-requestid")));
    assert_eq!(error.answered_request_id(), Some("r-1"));
    assert_eq!((error.tries(), error.delivery()), (1, Delivery::Unknown));
}
