//! Leaving a list in the middle and going on later.

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::{Invoices, LineItemQuery};
use partner_center::types::InvoiceLineItem;
use partner_center::{
    InvoiceId, PartnerCenter,
    listing::{Listing, Position},
};
use partner_center_emulator::ModernInvoices;
use partner_center_test_support::user;

use crate::stage::{Stage, all, key};

/// Reads so many items, stores the position as text, and resumes with another client.
async fn check<T>(stage: &Stage, list: impl Fn(&PartnerCenter) -> Listing<T>)
where
    T: serde::Serialize + Send + Unpin + 'static,
{
    let expected = all(list(&stage.partner)).await;
    assert!(expected.len() > 4, "{}", expected.len());
    for count in 0..=expected.len() {
        let mut items = list(&stage.partner).items();
        let mut found = Vec::new();
        for _ in 0..count {
            found.push(key(&items.try_next().await.unwrap().unwrap()));
        }
        let stored = serde_json::to_string(items.position()).unwrap();
        drop(items);

        let position: Position = serde_json::from_str(&stored).unwrap();
        assert_eq!(position.items_before(), count as u64, "{stored}");
        let another = stage.signed_in_with(user());
        let mut items = list(&another).starting_at(position).unwrap().items();
        assert_eq!(serde_json::to_string(items.position()).unwrap(), stored);
        while let Some(item) = items.try_next().await.unwrap() {
            found.push(key(&item));
            assert_eq!(items.position().items_before(), found.len() as u64);
        }
        assert_eq!(found, expected, "after {count}");
        assert!(items.position().is_end() || expected.len() == count);
    }
}

#[tokio::test]
async fn lines_by_token_go_on_after_any_of_them() {
    let stage = Stage::new();
    let invoice = stage.invoice(7);
    check(&stage, |partner| partner.line_items(&invoice, LineItemQuery::one_time().page_size(3)))
        .await;
    let even = stage.invoice(6);
    check(&stage, |partner| partner.line_items(&even, LineItemQuery::one_time().page_size(3)))
        .await;
}

#[tokio::test]
async fn lines_by_offset_go_on_after_any_of_them() {
    let stage = Stage::new();
    let invoice = stage.invoice_of(7, "office", "billinglineitems");
    check(&stage, |partner| partner.line_items(&invoice, LineItemQuery::office().page_size(3)))
        .await;
}

#[tokio::test]
async fn customers_go_on_after_any_of_them() {
    let stage = Stage::with(|settings| settings.customer_page_size = 2);
    check(&stage, PartnerCenter::customers).await;
}

#[tokio::test]
async fn invoices_go_on_after_any_of_them() {
    for modern in [ModernInvoices::FirstPage, ModernInvoices::EveryPage, ModernInvoices::Paged] {
        let stage = Stage::with(|settings| settings.modern_invoices = modern);
        for size in 1..=3 {
            let list = Invoices::all().page_size(size);
            check(&stage, |partner| partner.invoices_where(list.clone())).await;
        }
    }
}

fn sized(partner: &PartnerCenter, invoice: &InvoiceId, size: u32) -> Listing<InvoiceLineItem> {
    partner.line_items(invoice, LineItemQuery::one_time().page_size(size))
}

#[tokio::test]
async fn pages_may_have_another_size_afterwards() {
    let stage = Stage::new();
    let invoice = stage.invoice(11);
    let expected = all(sized(&stage.partner, &invoice, 5)).await;
    for size in 1..=11 {
        let mut items = sized(&stage.partner, &invoice, 5).items();
        for _ in 0..9 {
            items.try_next().await.unwrap();
        }
        let position = items.position().clone();
        assert_eq!((position.used(), position.items_before()), (4, 9));
        let mut rest = sized(&stage.partner, &invoice, size).starting_at(position).unwrap().items();
        let mut found = Vec::new();
        while let Some(item) = rest.try_next().await.unwrap() {
            found.push(key(&item));
            assert_eq!(rest.position().items_before(), 9 + found.len() as u64, "{size}");
        }
        assert_eq!(found, expected[9..], "{size}");
    }
}

#[tokio::test]
async fn a_list_that_has_become_shorter_is_noticed() {
    let stage = Stage::new();
    let invoice = stage.invoice(4);
    let position =
        r#"{"list":"invoices/ID/onetime/billinglineitems//","page":"beginning","used":7}"#;
    let position: Position =
        serde_json::from_str(&position.replace("ID", invoice.as_str())).unwrap();
    let mut items = stage.lines(&invoice).starting_at(position).unwrap().items();
    assert_eq!(
        items.next().await.unwrap().unwrap_err().to_string(),
        "listInvoiceLineItems: the answer (200) could not be used, the list has fewer items than had \
         been read of it before"
    );
}

#[tokio::test]
async fn the_end_is_a_position_too_and_asks_for_nothing() {
    let stage = Stage::new();
    let invoice = stage.invoice(3);
    let mut items = stage.lines(&invoice).items();
    while items.try_next().await.unwrap().is_some() {}
    let end = items.position().clone();
    assert!(end.is_end() && end.items_before() == 3);
    let before = stage.emulator.requests().total;
    assert!(all(stage.lines(&invoice).starting_at(end).unwrap()).await.is_empty());
    assert_eq!(stage.emulator.requests().total, before);
}

#[tokio::test]
async fn a_page_in_the_middle_tells_where_it_stands() {
    let stage = Stage::new();
    let invoice = stage.invoice(5);
    let mut items = stage.lines(&invoice).items();
    for _ in 0..3 {
        items.try_next().await.unwrap();
    }
    let list = stage.lines(&invoice).starting_at(items.position().clone()).unwrap();
    let pages: Vec<_> = list.pages().try_collect().await.unwrap();
    let told: Vec<_> = pages
        .iter()
        .map(|page| (page.items.len(), page.position.used(), page.position.items_before()))
        .collect();
    assert_eq!(told, [(1, 1, 3), (1, 0, 4)]);
    assert_eq!(pages[0].next, pages[1].position);
    assert!(pages[1].next.is_end());
}
