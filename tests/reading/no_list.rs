//! Answers that are no list, and lists of which only a part came.

use futures::TryStreamExt;
use futures::future::{BoxFuture, FutureExt};
use partner_center::auth::StaticToken;
use partner_center::invoice::LineItemQuery;
use partner_center::types::TargetView;
use partner_center::{
    Catalog, Customer, Delivery, PartnerCenter, Result, export, listing::Listing,
};
use partner_center_test_support::{Script, answer};

type Count = BoxFuture<'static, Result<usize>>;

/// Reads a list and counts its items.
struct List {
    name: &'static str,
    read: fn(PartnerCenter) -> Count,
}

fn counted<T: Send + Unpin + 'static>(list: Listing<T>) -> Count {
    list.items().try_fold(0, |count, _| async move { Ok(count + 1) }).boxed()
}

fn customer(partner: &PartnerCenter) -> Customer {
    partner.customer("5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21")
}

fn catalog(partner: &PartnerCenter) -> Catalog {
    partner.catalog("DE".parse().unwrap())
}

/// Those that are read page by page.
const PAGED: [List; 4] = [
    List { name: "customers", read: |partner| counted(partner.customers()) },
    List { name: "invoices", read: |partner| counted(partner.invoices()) },
    List {
        name: "lines",
        read: |partner| counted(partner.line_items(&"G1".into(), LineItemQuery::one_time())),
    },
    List {
        name: "pages of lines",
        read: |partner| {
            let pages = partner.line_items(&"G1".into(), LineItemQuery::one_time()).pages();
            pages.try_fold(0, |count, page| async move { Ok(count + page.items.len()) }).boxed()
        },
    },
];

/// An answer that is a list.
macro_rules! whole {
    ($name:literal, |$partner:ident| $call:expr) => {
        List { name: $name, read: |$partner| async move { Ok($call.await?.len()) }.boxed() }
    };
}

/// Those that come in one answer.
const WHOLE: [List; 13] = [
    whole!("orders", |partner| customer(&partner).orders()),
    whole!("one-time orders", |partner| customer(&partner).one_time_orders()),
    whole!("provisioning", |partner| customer(&partner).provisioning_status(&"O1".into())),
    whole!("subscriptions", |partner| customer(&partner).subscriptions()),
    whole!("entitlements", |partner| customer(&partner).entitlements()),
    whole!("software", |partner| customer(&partner).entitlements_of("software".into())),
    whole!("activation links", |partner| customer(&partner).activation_links(&"O1".into())),
    whole!("of a line", |partner| customer(&partner).activation_links_of_line(&"O1".into(), 0)),
    whole!("products", |partner| catalog(&partner).products(TargetView::Software)),
    whole!("SKUs", |partner| catalog(&partner).skus(&"P1".into())),
    whole!("availabilities", |partner| async {
        catalog(&partner).availabilities(&"P1".into(), &"0001".into()).await
    }),
    whole!("balances", |partner| partner.balances()),
    whole!("estimates", |partner| partner.estimate_links("EUR")),
];

fn all() -> impl Iterator<Item = &'static List> {
    PAGED.iter().chain(&WHOLE)
}

/// A user, to whom no list is refused.
fn partner(script: &Script) -> PartnerCenter {
    script.builder_for(StaticToken::app_and_user("token")).build().unwrap()
}

#[tokio::test]
async fn an_answer_without_items_is_an_error_and_not_an_empty_list() {
    for List { name, read } in all() {
        for body in ["{}", r#"{"Message":"ok"}"#, r#"{"value":{"items":[{"id":"1"}]}}"#] {
            let script = Script::new(std::iter::repeat_with(|| answer(200, body)).take(2));
            let error = read(partner(&script)).await.expect_err(name);
            assert!(error.is_unreadable(), "{name}: {error}");
            assert_eq!(
                (error.delivery(), error.status()),
                (Delivery::NotDone, Some(200)),
                "{name}"
            );
            assert_eq!(error.body(), Some(body), "{name}");
            let cause = std::error::Error::source(&error).unwrap().to_string();
            assert!(cause.contains("it has no items"), "{name}: {cause}");
        }
    }
}

#[tokio::test]
async fn items_that_are_null_or_none_or_capitalized_are_a_list() {
    for List { name, read } in all() {
        for (body, count) in
            [(r#"{"items":null}"#, 0), (r#"{"Items":[]}"#, 0), (r#"{"Items":[{}]}"#, 1)]
        {
            let script = Script::new([answer(200, body)]);
            assert_eq!(read(partner(&script)).await.expect(name), count, "{name}: {body}");
        }
    }
}

#[tokio::test]
async fn an_export_of_what_is_no_page_is_not_finished() {
    let folder = tempfile::tempdir().unwrap();
    for body in ["{}", r#"{"Message":"ok"}"#, r#"{"value":{"items":[{}]}}"#] {
        let script = Script::new(std::iter::repeat_with(|| answer(200, body)).take(4));
        let lines = partner(&script).line_items(&"G1".into(), LineItemQuery::one_time());
        let error = export::csv(lines, folder.path().join("lines.csv")).run().await.unwrap_err();
        assert!(error.is_unreadable(), "{error}");
        let lines = partner(&script).line_items(&"G1".into(), LineItemQuery::one_time());
        let lossless = export::json_lines(lines, folder.path().join("lines.jsonl"));
        assert!(lossless.run().await.unwrap_err().is_unreadable());
    }
}
