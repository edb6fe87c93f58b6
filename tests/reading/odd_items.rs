//! An odd item in a list that comes in one answer: it is reported, and costs no other.

use futures::future::{BoxFuture, FutureExt};
use partner_center::auth::StaticToken;
use partner_center::listing::Listed;
use partner_center::types::TargetView;
use partner_center::{Catalog, Customer, PartnerCenter, Result};
use partner_center_test_support::{Script, answer};

/// What a list consists of: how many items, the numbers and texts of those that are unreadable,
/// and whether it is complete.
#[derive(Debug, PartialEq)]
struct Seen {
    readable: usize,
    unreadable: Vec<(Option<u64>, String)>,
    complete: Option<usize>,
}

impl Seen {
    fn of<T>(list: Listed<T>) -> Self {
        let odd = list.unreadable().iter();
        Self {
            readable: list.len(),
            unreadable: odd.map(|odd| (odd.number(), odd.json().get().to_owned())).collect(),
            complete: list.complete().ok().map(|all| all.len()),
        }
    }
}

type Read = fn(PartnerCenter) -> BoxFuture<'static, Result<Seen>>;

macro_rules! lists {
    ($(|$partner:ident| $call:expr,)*) => {
        [$((|$partner: PartnerCenter| async move { Ok(Seen::of($call.await?)) }.boxed()) as Read),*]
    };
}

fn customer(partner: &PartnerCenter) -> Customer {
    partner.customer("5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21")
}

fn catalog(partner: &PartnerCenter) -> Catalog {
    partner.catalog("DE".parse().unwrap())
}

fn all() -> [Read; 13] {
    lists![
        |partner| customer(&partner).orders(),
        |partner| customer(&partner).one_time_orders(),
        |partner| customer(&partner).provisioning_status(&"O1".into()),
        |partner| customer(&partner).subscriptions(),
        |partner| customer(&partner).entitlements(),
        |partner| customer(&partner).entitlements_of("software".into()),
        |partner| customer(&partner).activation_links(&"O1".into()),
        |partner| customer(&partner).activation_links_of_line(&"O1".into(), 0),
        |partner| catalog(&partner).products(TargetView::Software),
        |partner| catalog(&partner).skus(&"P1".into()),
        |partner| catalog(&partner).availabilities(&"P1".into(), &"0001".into()),
        |partner| partner.balances(),
        |partner| partner.estimate_links("EUR"),
    ]
}

async fn read(list: Read, body: &'static str) -> Result<Seen> {
    let script = Script::new([answer(200, body)]);
    list(script.builder_for(StaticToken::app_and_user("token")).build().unwrap()).await
}

#[tokio::test]
async fn an_odd_item_of_any_list_is_reported_in_its_place_and_the_rest_is_delivered() {
    for (at, list) in all().into_iter().enumerate() {
        for (body, odd) in [
            (r#"{"totalCount":3,"items":[{},"odd",{}]}"#, r#""odd""#),
            (r#"{"Items":[{}, [ 1 ] ,{}],"links":{}}"#, "[ 1 ]"),
            (r#"{"items":[{},null,{}]}"#, "null"),
        ] {
            let seen = read(list, body).await.unwrap();
            let unreadable = vec![(Some(2), odd.to_owned())];
            assert_eq!(seen, Seen { readable: 2, unreadable, complete: None }, "{at}: {body}");
        }
        let seen = read(list, r#"{"items":[{},{}]}"#).await.unwrap();
        assert_eq!(seen, Seen { readable: 2, unreadable: Vec::new(), complete: Some(2) });
    }
}

#[tokio::test]
async fn what_is_wrong_with_the_list_itself_is_an_error_as_ever() {
    for list in all() {
        for body in [r#"{"items":7}"#, r#"{"items":[{},7],"links":7}"#, "[7]"] {
            assert!(read(list, body).await.unwrap_err().is_unreadable(), "{body}");
        }
        let goes_on = r#"{"items":[{},7],"links":{"next":{"uri":"/more"}}}"#;
        let error = read(list, goes_on).await.unwrap_err().to_string();
        assert!(error.contains("only a part of the list"), "{error}");
    }
}

#[tokio::test]
async fn who_asks_for_all_of_it_gets_the_error_of_the_answer() {
    let body = r#"{"items":[{"id":"A"},{"id":"B","lineItems":7}]}"#;
    let script = Script::new([answer(200, body)]);
    let orders = customer(&script.partner()).orders().await.unwrap();
    let error = orders.complete().unwrap_err();
    assert!(error.is_unreadable() && error.status() == Some(200));
    assert_eq!(error.body(), Some(body));
}

#[tokio::test]
async fn what_is_bought_is_not_chosen_from_a_list_that_is_not_whole() {
    let catalog = |body| {
        let script = Script::new([answer(200, r#"{"id":"0001"}"#), answer(200, body)]);
        catalog(&script.partner())
    };
    let body = r#"{"items":[{"id":"A"},7]}"#;
    let items = catalog(body).items(&"P1".into(), &"0001".into()).await.unwrap();
    assert_eq!((items.len(), items.unreadable().len()), (1, 1));
    assert!(items.complete().is_err());
}
