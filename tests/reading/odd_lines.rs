//! Lines that are of no known kind or cannot be read, and their numbers.

use futures::TryStreamExt;
use partner_center::invoice::LineItemQuery;
use partner_center::types::InvoiceLineItem;
use partner_center_emulator::{Action, Fault};
use serde_json::json;

use crate::stage::{LINES, Stage, all, key};

fn odd(position: usize, item: serde_json::Value) -> Action {
    Action::OddItem { position, item }
}

#[tokio::test]
async fn a_line_of_an_unknown_kind_keeps_its_json() {
    let stage = Stage::new();
    let invoice = stage.invoice(4);
    let item = json!({
        "attributes": { "objectType": "LineItemOfTomorrow" },
        "shade": "green", "depth": [1, { "of": null }],
    });
    stage.second_page(odd(1, item.clone()));
    let lines: Vec<_> = stage.lines(&invoice).items().try_collect().await.unwrap();
    let InvoiceLineItem::Other(other) = &lines[3] else { panic!("{:?}", lines[3]) };
    assert_eq!(other.kind(), Some("LineItemOfTomorrow"));
    assert_eq!(serde_json::from_str::<serde_json::Value>(other.json().get()).unwrap(), item);
    assert_eq!(other.number(), Some(4));
}

#[tokio::test]
async fn a_line_that_cannot_be_read_is_told_with_its_number_and_the_rest_of_its_page_comes() {
    let stage = Stage::new();
    let invoice = stage.invoice(9);
    let lines = LineItemQuery::one_time().page_size(3);
    let expected = all(stage.partner.line_items(&invoice, lines.clone())).await;
    let many = json!({
        "attributes": { "objectType": "OneTimeInvoiceLineItem" },
        "orderId": "Q1", "quantity": "many",
    });
    stage.second_page(odd(1, many.clone()));
    stage.second_page(odd(2, json!("no line at all")));

    let mut items = stage.partner.line_items(&invoice, lines).items();
    let mut told = Vec::new();
    let mut found = 0;
    while let Some(line) = items.try_next().await.unwrap() {
        found += 1;
        assert_eq!(items.position().items_before(), found);
        match line {
            InvoiceLineItem::Unreadable(line) => {
                assert_eq!(line.number(), Some(found));
                let json: serde_json::Value = serde_json::from_str(line.json().get()).unwrap();
                told.push((found, line.error().to_owned(), json));
            }
            line => assert_eq!(key(&line), expected[usize::try_from(found - 1).unwrap()]),
        }
    }
    assert_eq!(found, 9);
    assert_eq!((told.len(), told[0].0, told[1].0), (2, 5, 6));
    assert_eq!((&told[0].2, &told[1].2), (&many, &json!("no line at all")));
    assert!(told[0].1.contains("many"), "{}", told[0].1);
}

#[tokio::test]
async fn numbers_are_those_of_the_list_also_after_a_resumption_and_on_pages() {
    let stage = Stage::new();
    let invoice = stage.invoice_of(5, "azure", "billinglineitems");
    let lines = || stage.partner.line_items(&invoice, LineItemQuery::azure().page_size(4));
    let odd = || odd(2, json!({ "attributes": { "objectType": "Odd" } }));
    stage.fault(Fault::on(LINES, odd()));
    let mut items = lines().items();
    items.try_next().await.unwrap();
    items.try_next().await.unwrap();
    let position = items.position().clone();

    stage.fault(Fault::on(LINES, odd()));
    let mut pages = lines().starting_at(position).unwrap().pages();
    let page = pages.try_next().await.unwrap().unwrap();
    assert_eq!((page.items.len(), page.position.items_before()), (2, 2));
    let InvoiceLineItem::Other(other) = &page.items[0] else { panic!("{page:?}") };
    assert_eq!(other.number(), Some(3));
    assert_eq!(page.next.items_before(), 4);
}

#[tokio::test]
async fn a_line_that_says_nothing_of_itself_is_what_was_asked_for() {
    for (provider, word, lines) in [
        ("office", "billinglineitems", LineItemQuery::office()),
        ("azure", "billinglineitems", LineItemQuery::azure()),
        ("azure", "usagelineitems", LineItemQuery::azure_usage()),
        ("onetime", "billinglineitems", LineItemQuery::one_time()),
        ("onetime", "usagelineitems", LineItemQuery::one_time_usage("USD")),
    ] {
        let stage = Stage::new();
        let invoice = stage.invoice_of(1, provider, word);
        let mut known = stage.partner.line_items(&invoice, lines.clone()).items();
        let known = known.try_next().await.unwrap().unwrap().kind();
        stage.fault(Fault::on(LINES, odd(0, json!({ "customerId": "Contoso" }))));
        let mut bare = stage.partner.line_items(&invoice, lines).items();
        let bare = bare.try_next().await.unwrap().unwrap();
        assert!(bare.kind().is_some() && bare.kind() == known, "{bare:?}");
        assert!(key(&bare).contains("Contoso"));
    }
}
