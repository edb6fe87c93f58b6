//! Ids of every method of the facade that puts one into an address.

use futures::TryStreamExt;
use partner_center::auth::StaticToken;
use partner_center::invoice::LineItemQuery;
use partner_center::{Catalog, Customer, Delivery, PartnerCenter, Result, external::BoxFuture};
use partner_center_test_support::Script;
use percent_encoding::percent_decode_str;

/// A method and one of its ids; the other ids are plain.
type Method = (&'static str, for<'a> fn(&'a PartnerCenter, &'a str) -> BoxFuture<'a, Result<()>>);

fn customer(partner: &PartnerCenter) -> Customer {
    partner.customer("customer-1")
}

fn catalog(partner: &PartnerCenter) -> Catalog {
    partner.catalog("US".parse().unwrap())
}

macro_rules! methods {
    ($(|$partner:ident, $id:ident| $call:expr;)*) => {
        &[$((stringify!($call), |$partner, $id| Box::pin(async move { $call.await.map(drop) }))),*]
    };
}

const METHODS: &[Method] = methods![
    |partner, id| partner.customer(id).details();
    |partner, id| partner.customer(id).subscriptions();
    |partner, id| partner.customer(id).order(&"order-1".into());
    |partner, id| partner.customer(id).cart(&"cart-1".into());
    |partner, id| partner.customer(id).entitlements();
    |partner, id| partner.customer(id).register(&"subscription-1".into());
    |partner, id| customer(partner).subscription(&id.into());
    |partner, id| customer(partner).register(&id.into());
    |partner, id| customer(partner).registration_status(&id.into());
    |partner, id| customer(partner).order(&id.into());
    |partner, id| customer(partner).order_with_prices(&id.into());
    |partner, id| customer(partner).cancel_sandbox_order(&id.into());
    |partner, id| customer(partner).cart(&id.into());
    |partner, id| catalog(partner).product(&id.into());
    |partner, id| catalog(partner).skus(&id.into());
    |partner, id| catalog(partner).sku(&id.into(), &"sku-1".into());
    |partner, id| catalog(partner).sku(&"product-1".into(), &id.into());
    |partner, id| catalog(partner).items(&"product-1".into(), &id.into());
    |partner, id| partner.invoice(&id.into());
    |partner, id| partner.statement(&id.into());
    |partner, id| partner.line_items(&id.into(), LineItemQuery::office()).items().try_next();
];

/// What was asked for an id, with `{id}` for each segment that says it.
async fn asked(method: &Method, id: &str) -> (Vec<String>, Result<()>) {
    let script = Script::default();
    // With a user, which some operations require.
    let partner = script.builder_for(StaticToken::app_and_user("token-1")).build().unwrap();
    let result = method.1(&partner, id).await;
    let lines = script.asked().into_iter().map(|asked| {
        assert_eq!(asked.header("host"), "");
        assert!(!asked.headers.contains_key("x-evil"));
        let (address, query) = asked.line.split_once('?').unwrap_or((&asked.line, ""));
        let segments = address.split('/').map(|segment| {
            let decoded: Vec<u8> = percent_decode_str(segment).collect();
            if decoded == id.as_bytes() { "{id}".to_owned() } else { segment.to_owned() }
        });
        format!("{}?{query}", segments.collect::<Vec<_>>().join("/"))
    });
    (lines.collect(), result)
}

#[tokio::test]
async fn an_id_is_one_segment_of_whatever_it_is_asked_with() {
    let long = ["x", "é", "."].map(|text| text.repeat(300));
    let odd = [
        "a/b",
        "../x",
        "/",
        "//",
        "a?b=c",
        "a#b",
        "%2e%2e",
        "%2F",
        "%",
        "...",
        "a\\..\\b",
        "\\",
        "a\r\nx-evil: 1",
        "a\n",
        "\0",
        "\u{7f}\t",
        "größe 😀",
        "a;b,c&d+e f",
        "@",
        ":",
        "http://a.test/",
    ];
    for method in METHODS {
        let (plain, _) = asked(method, "plain").await;
        assert!(plain.concat().contains("/{id}"), "{}: {plain:?}", method.0);
        for id in odd.into_iter().chain(long.iter().map(String::as_str)) {
            assert_eq!(asked(method, id).await.0, plain, "{} with {id:?}", method.0);
        }
    }
}

#[tokio::test]
async fn an_id_that_cannot_be_a_segment_is_refused_before_anything_is_sent() {
    let endless = "/".repeat(10_000);
    for method in METHODS {
        for (id, part) in [
            ("", "is empty"),
            (" \n", "nothing but white space"),
            (".", "`.`"),
            ("..", "`..`"),
            (&endless, "the address has 3"),
        ] {
            let (lines, result) = asked(method, id).await;
            let error = result.expect_err(method.0);
            let message = error.to_string();
            assert!(lines.is_empty(), "{}: {lines:?}", method.0);
            assert!(error.is_invalid() && message.contains(part), "{}: {message}", method.0);
            assert!(message.len() < 500, "{message}");
            assert_eq!(error.delivery(), Delivery::NotDone, "{}", method.0);
        }
    }
}
