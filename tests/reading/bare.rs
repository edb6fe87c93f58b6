//! One bare object in the place of a list of the catalog: a list of one, which says so.

use futures::future::{BoxFuture, FutureExt};
use partner_center::listing::Listed;
use partner_center::types::TargetView;
use partner_center::{Catalog, PartnerCenter, Result};
use partner_center_test_support::{CUSTOMER, Script, answer};

/// How many items there are, and what came in the place of a list.
type Seen = (usize, Option<String>);

fn seen<T>(list: Listed<T>) -> Seen {
    let bare = list.bare_answer().map(|json| json.get().to_owned());
    (list.complete().unwrap().len(), bare)
}

type Read = fn(Catalog) -> BoxFuture<'static, Result<Seen>>;

macro_rules! lists {
    ($(|$catalog:ident| $call:expr,)*) => {
        [$((|$catalog: Catalog| async move { Ok(seen($call.await?)) }.boxed()) as Read),*]
    };
}

fn lists() -> [Read; 3] {
    lists![
        |catalog| catalog.products(TargetView::Software),
        |catalog| catalog.skus(&"P1".into()),
        |catalog| catalog.availabilities(&"P1".into(), &"0001".into()),
    ]
}

fn catalogs(partner: &PartnerCenter) -> [Catalog; 2] {
    [partner.catalog("US".parse().unwrap()), partner.customer(CUSTOMER).catalog()]
}

#[tokio::test]
async fn it_is_read_as_its_one_item_and_keeps_what_nobody_knows() {
    for body in [
        // Of the kind that was asked for, whatever that is.
        r#"{"id":"P1","title":"One","localizedAttributes":[{"key":"a","value":"b"}],"novelty":1.0}"#,
        // A SKU.
        r#"{"id":"0001","productId":"P1","minimumQuantity":1,"dynamicAttributes":{"rank":7},"isTrial":false}"#,
        // An availability, with a property twice.
        r#"{"Id":"A1","links":{"self":{"uri":"/products/P1?country=US"}},"terms":[],"links":{}}"#,
    ] {
        for read in lists() {
            let script = Script::new([answer(200, body), answer(200, body)]);
            for catalog in catalogs(&script.partner()) {
                assert_eq!(read(catalog).await.unwrap(), (1, Some(body.to_owned())));
            }
        }
    }
}

#[tokio::test]
async fn a_list_is_none_and_what_has_no_id_is_no_item() {
    for read in lists() {
        let script = Script::new([answer(200, r#"{"items":[{"id":"1"}]}"#)]);
        let [catalog, _] = catalogs(&script.partner());
        assert_eq!(read(catalog).await.unwrap(), (1, None));
        for body in [r#"{"title":"One"}"#, r#"{"id":"1","totalCount":0}"#, r#"[{"id":"1"}]"#] {
            let script = Script::new(std::iter::repeat_with(|| answer(200, body)).take(2));
            let [_, catalog] = catalogs(&script.partner());
            assert!(read(catalog).await.unwrap_err().is_unreadable(), "{body}");
        }
    }
}

#[tokio::test]
async fn an_order_in_the_place_of_all_orders_proves_nothing_of_the_others() {
    let script = Script::new(std::iter::repeat_with(|| answer(200, r#"{"id":"O1"}"#)).take(2));
    assert!(script.partner().customer(CUSTOMER).orders().await.unwrap_err().is_unreadable());
}

#[tokio::test]
async fn skus_that_are_listed_as_products_are_read_as_products() {
    let body = include_str!("../../spec/examples/listCustomerProducts.200.odd-skus.json");
    let script = Script::new([answer(200, body)]);
    let products = catalogs(&script.partner())[1].products(TargetView::Azure).await.unwrap();
    let product = &products[0];
    assert_eq!(product.id.as_ref().unwrap().as_str(), "0001");
    assert_eq!(product.title.as_deref(), Some("Contoso Server Standard"));
    assert!(product.product_type.is_none() && products.bare_answer().is_none());
}
