//! Answers that are no list, and lists of which only a part came.

use futures::future::{BoxFuture, FutureExt};
use futures::{Stream, StreamExt, TryStreamExt};
use partner_center::auth::StaticToken;
use partner_center::invoice::LineItemQuery;
use partner_center::types::TargetView;
use partner_center::{
    Catalog, Customer, Delivery, Error, PartnerCenter, Result, export, listing::Listing,
};
use partner_center_test_support::{Reply, Script, answer};

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

#[tokio::test]
async fn a_list_that_comes_in_one_answer_and_goes_on_is_only_a_part() {
    let body = r#"{"items":[{}],"links":{"next":{"uri":"/x?size=1","method":"GET"}}}"#;
    for List { name, read } in &WHOLE {
        let script = Script::new([answer(200, body)]);
        let error = read(partner(&script)).await.expect_err(name);
        let asked = script.asked();
        assert!(error.to_string().contains("it is only a part of the list"), "{name}: {error}");
        assert_eq!((error.delivery(), error.status()), (Delivery::NotDone, Some(200)), "{name}");
        assert_eq!(error.request_id(), Some(asked[0].header("ms-requestid")), "{name}");
        assert_eq!((error.tries(), asked.len()), (1, 1), "{name}");
    }
}

/// What links to a next page that cannot be asked for.
fn lost(headers: &str) -> Reply {
    let next = format!(r#"{{"uri":"/x?seekOperation=Next","method":"GET","headers":[{headers}]}}"#);
    answer(200, format!(r#"{{"items":[{{}}],"links":{{"next":{next}}}}}"#).leak())
}

#[tokio::test]
async fn a_link_without_a_token_is_an_error_after_the_items_of_its_page() {
    for headers in ["", r#"{"key":"MS-ContinuationToken","value":""}"#] {
        let script = Script::new([lost(headers), lost(headers), lost(headers)]);
        let partner = partner(&script);
        let (count, error) = to_the_end(partner.customers().items()).await;
        assert_eq!(count, 1);
        let why = "listCustomers: the answer (200) could not be used, it links to a next page \
                   without a continuation token";
        assert!(error.to_string().starts_with(why), "{error}");
        assert_eq!(error.request_id(), Some(script.asked()[0].header("ms-requestid")));

        let lines = || partner.line_items(&"G1".into(), LineItemQuery::one_time());
        let (count, error) = to_the_end(lines().items()).await;
        assert_eq!((count, error.is_unreadable()), (1, true));
        let (count, error) = to_the_end(lines().pages()).await;
        assert_eq!((count, error.is_unreadable()), (1, true));
        assert_eq!(script.asked().len(), 3, "nothing is asked for once more");
    }
}

/// How much is given before an error, after which there is nothing.
async fn to_the_end<T>(mut list: impl Stream<Item = Result<T>> + Unpin) -> (usize, Error) {
    let mut given = 0;
    loop {
        match list.next().await.unwrap() {
            Ok(_) => given += 1,
            Err(error) => {
                assert!(list.next().await.is_none());
                return (given, error);
            }
        }
    }
}

#[tokio::test]
async fn reading_goes_on_behind_a_lost_link_once_the_page_leads_on() {
    let script = Script::new([lost("")]);
    let partner = partner(&script);
    let mut customers = partner.customers().items();
    while let Some(Ok(_)) = customers.next().await {}
    let stored = serde_json::to_string(customers.position()).unwrap();
    assert_eq!(customers.position().items_before(), 1);

    script.then(lost(r#"{"key":"MS-ContinuationToken","value":"t"}"#));
    script.then(answer(200, r#"{"items":[{},{}]}"#));
    let list = partner.customers().starting_at(serde_json::from_str(&stored).unwrap()).unwrap();
    assert_eq!(counted(list).await.unwrap(), 2);
}

#[tokio::test]
async fn an_export_does_not_finish_at_a_lost_link() {
    let folder = tempfile::tempdir().unwrap();
    let script = Script::new([lost("")]);
    let lines = partner(&script).line_items(&"G1".into(), LineItemQuery::one_time());
    let error = export::csv(lines, folder.path().join("lines.csv")).run().await.unwrap_err();
    assert!(error.is_unreadable(), "{error}");
    assert!(!folder.path().join("lines.csv").exists());
}

#[tokio::test]
async fn an_empty_token_is_not_sent() {
    let script = Script::new([]);
    let partner = partner(&script);
    let call = partner.api().list_customers().ms_continuation_token("");
    let error = Error::from(call.send().await.unwrap_err());
    assert_eq!(
        error.to_string(),
        "listCustomers: MS-ContinuationToken: it is empty; nothing was sent: give a value"
    );
    let stored = r#"{"list":"customers","page":{"token":""},"before":2,"used":0}"#;
    let position = serde_json::from_str(stored).unwrap();
    let error = partner.customers().starting_at(position).unwrap_err();
    assert_eq!(
        error.to_string(),
        "position: its token is empty, which leads to no page: begin the list again"
    );
    assert!(script.asked().is_empty());
}

#[tokio::test]
async fn what_says_nothing_is_not_asked_with() {
    let script = Script::new([]);
    let partner = partner(&script);
    let errors = [
        customer(&partner).order(&" ".into()).await.map(drop).unwrap_err(),
        partner.customer("\t").orders().await.map(drop).unwrap_err(),
        catalog(&partner).products("".into()).await.map(drop).unwrap_err(),
        catalog(&partner).segment("".into()).skus(&"P1".into()).await.map(drop).unwrap_err(),
    ];
    insta::assert_snapshot!(errors.map(|error| error.to_string()).join("\n"), @"
    getOrder: order-id: it has nothing but white space; nothing was sent: give the id as the service returned it
    listOrders: customer-id: it has nothing but white space; nothing was sent: give the id as the service returned it
    listProducts: targetView: it is empty; nothing was sent: give a value
    listSkus: targetSegment: it is empty; nothing was sent: give a value
    ");
    assert!(script.asked().is_empty());
}
