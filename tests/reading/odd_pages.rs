//! An odd item in a list that comes in pages: an error stands in its place, and it costs no other.

use futures::{StreamExt, TryStreamExt};
use partner_center::PartnerCenter;
use partner_center::listing::Items;
use partner_center::types::{CustomerResource, Invoice};
use partner_center_test_support::{Reply, Script, answer};

/// A page of customers that leads on.
fn first() -> Reply {
    answer(
        200,
        r#"{"items":[{"id":"a"}, "odd" ,{"id":"c"}],"continuationToken":"t","totalCount":"x"}"#,
    )
}

/// The last page of them, which ends with an odd one.
fn last() -> Reply {
    answer(200, r#"{"totalCount":2,"Items":[{"id":"d"},[1]],"links":{}}"#)
}

/// What a list gives: an id, or the number and the text of what cannot be read.
async fn given(mut items: Items<CustomerResource>) -> Vec<Result<String, (u64, String)>> {
    let mut all = Vec::new();
    while let Some(item) = items.next().await {
        all.push(match item {
            Ok(customer) => Ok(customer.id.unwrap().to_string()),
            Err(error) => {
                let odd = error.unreadable_item().unwrap_or_else(|| panic!("{error}"));
                let number = odd.number().unwrap();
                assert!(error.is_unreadable(), "{error}");
                assert!(error.to_string().contains(&format!("item {number} cannot")), "{error}");
                assert_eq!(items.position().items_before(), number);
                Err((number, odd.json().get().to_owned()))
            }
        });
    }
    all
}

fn readable(id: &str) -> Result<String, (u64, String)> {
    Ok(id.to_owned())
}

fn odd(number: u64, json: &str) -> Result<String, (u64, String)> {
    Err((number, json.to_owned()))
}

#[tokio::test]
async fn an_error_stands_in_the_place_of_an_odd_item_and_the_rest_is_delivered() {
    let partner = Script::new([first(), last()]).partner();
    let all = [readable("a"), odd(2, r#""odd""#), readable("c"), readable("d"), odd(5, "[1]")];
    assert_eq!(given(partner.customers().items()).await, all);
}

#[tokio::test]
async fn reading_goes_on_after_an_odd_item_from_its_position() {
    let partner = Script::new([first(), first(), last()]).partner();
    let mut items = partner.customers().items();
    assert!(items.next().await.unwrap().is_ok());
    assert!(items.next().await.unwrap().is_err());
    let list = partner.customers().starting_at(items.position().clone()).unwrap();
    let rest = [readable("c"), readable("d"), odd(5, "[1]")];
    assert_eq!(given(list.items()).await, rest);
}

/// The number of items of each page, and the numbers of what is odd.
async fn pages(partner: &PartnerCenter, used: usize) -> Vec<(usize, Vec<u64>)> {
    let position = format!(r#"{{"list":"customers","page":"beginning","used":{used}}}"#);
    let position = serde_json::from_str(&position).unwrap();
    let pages = partner.customers().starting_at(position).unwrap().pages();
    let pages: Vec<_> = pages.try_collect().await.unwrap();
    let pages = pages.iter().map(|page| {
        let odd = page.unreadable.iter();
        (page.items.len(), odd.map(|odd| odd.number().unwrap()).collect::<Vec<_>>())
    });
    pages.collect()
}

#[tokio::test]
async fn pages_have_odd_items_beside_the_others() {
    for (used, of_first) in
        [(0, (2, vec![2])), (1, (1, vec![2])), (2, (1, vec![])), (3, (0, vec![]))]
    {
        let partner = Script::new([first(), last()]).partner();
        assert_eq!(pages(&partner, used).await, [of_first, (1, vec![5])], "{used}");
    }
}

#[tokio::test]
async fn what_is_wrong_with_a_page_itself_is_an_error_as_ever() {
    for body in [r#"{"items":7}"#, r#"{"items":[{},7],"links":7}"#, "[7]"] {
        let mut items = Script::new([answer(200, body)]).partner().customers().items();
        let error = items.next().await.unwrap().unwrap_err();
        assert!(error.is_unreadable() && error.unreadable_item().is_none(), "{error}");
        assert!(items.next().await.is_none());
    }
}

async fn invoices(script: &Script) -> Vec<Result<Invoice, Option<u64>>> {
    let items = script.partner().invoices().items();
    let seen = items.map(|item| item.map_err(|error| error.unreadable_item()?.number()));
    seen.collect().await
}

#[tokio::test]
async fn an_odd_invoice_is_counted_where_it_says_that_it_is_paged() {
    for (kind, offset) in [
        (r#""Recurring""#, "offset=2"),
        (r#""OneTime""#, "offset=1"),
        // Too few give some again, and too many would leave some out.
        ("7", "offset=1"),
    ] {
        let odd = format!(r#"{{"id":"b","invoiceType":{kind},"amendments":7}}"#);
        let page = format!(
            r#"{{"items":[{{"id":"a","invoiceType":"Recurring"}},{odd}],"links":{{"next":{{}}}}}}"#
        );
        // The odd one comes again, and is known by its id.
        let next = format!(r#"{{"items":[{odd},{{"id":"c","invoiceType":"Recurring"}}]}}"#);
        let script = Script::new([answer(200, page.leak()), answer(200, next.leak())]);
        let seen = invoices(&script).await;
        let numbers: Vec<_> = seen.iter().map(|item| item.as_ref().err()).collect();
        assert_eq!(numbers, [None, Some(&Some(2)), None], "{kind}");
        assert!(script.asked()[1].line.contains(offset), "{kind}: {}", script.asked()[1].line);
    }
}

#[tokio::test]
async fn an_odd_invoice_of_another_time_is_left_out() {
    let body = r#"{"items":[{"id":"a","invoiceDate":"2026-02-28","amendments":7},
        {"id":"b","invoiceDate":"2026-03-02","amendments":7},{"id":"c","invoiceDate":7}]}"#;
    let march = partner_center::invoice::Invoices::all().since("2026-03-01".parse().unwrap());
    let items = Script::new([answer(200, body)]).partner().invoices_where(march).items();
    let ids = items.map(|item| item.unwrap_err().unreadable_item().unwrap().json().to_string());
    let ids: Vec<_> = ids.collect().await;
    assert_eq!(ids.len(), 2, "{ids:?}");
}
