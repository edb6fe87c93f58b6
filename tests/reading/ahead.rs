//! When pages are asked for: none before the list is read, and one ahead at most.

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::LineItemQuery;

use crate::gate::Gate;
use crate::stage::{LINES, Stage};

#[tokio::test]
async fn nothing_is_sent_before_a_stream_is_polled() {
    let stage = Stage::new();
    let invoice = stage.invoice(6);
    let pages = stage.lines(&invoice).pages();
    let items = stage.lines(&invoice).items();
    let others = (stage.partner.customers().items(), stage.partner.invoices().pages());
    tokio::task::yield_now().await;
    assert_eq!(stage.emulator.requests().total, 0);
    drop((pages, items, others));
    tokio::task::yield_now().await;
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test]
async fn a_reader_of_one_page_asks_for_two_at_most() {
    let stage = Stage::new();
    let invoice = stage.invoice(100);
    let mut pages = stage.lines(&invoice).pages();
    let page = pages.next().await.unwrap().unwrap();
    assert_eq!(page.items.len(), 2);
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.asked(LINES), 2);

    let mut items = stage.lines(&invoice).items();
    items.next().await.unwrap().unwrap();
    items.next().await.unwrap().unwrap();
    for _ in 0..100 {
        tokio::task::yield_now().await;
    }
    assert_eq!(stage.asked(LINES), 4, "the first page and the one ahead, once more");
}

#[tokio::test]
async fn the_next_page_is_on_its_way_while_one_is_used_and_no_more_than_that() {
    let stage = Stage::new();
    let invoice = stage.invoice(10);
    let (gate, partner) = Gate::before(&stage);
    let mut pages = partner.line_items(&invoice, LineItemQuery::one_time().page_size(2)).pages();
    gate.let_through(1);
    for number in 0..5 {
        let page = pages.next().await.unwrap().unwrap();
        assert_eq!(page.position.items_before(), number * 2);
        for _ in 0..100 {
            tokio::task::yield_now().await;
        }
        assert_eq!(gate.waiting(), usize::from(number < 4), "behind page {number}");
        gate.let_through(1);
    }
    assert!(pages.next().await.is_none());
    assert_eq!((gate.most(), gate.given_up()), (1, 0));
    assert_eq!(stage.asked(LINES), 5);
}

#[tokio::test]
async fn dropping_a_stream_stops_the_page_that_is_on_its_way() {
    let stage = Stage::new();
    let invoice = stage.invoice(10);
    let (gate, partner) = Gate::before(&stage);
    let mut items = partner.line_items(&invoice, LineItemQuery::one_time().page_size(2)).items();
    gate.let_through(1);
    items.next().await.unwrap().unwrap();
    while gate.waiting() == 0 {
        tokio::task::yield_now().await;
    }
    drop(items);
    while gate.waiting() > 0 {
        tokio::task::yield_now().await;
    }
    assert_eq!(gate.given_up(), 1);
    assert_eq!(stage.asked(LINES), 1);
}

#[tokio::test]
async fn lists_by_offset_are_asked_for_page_after_page() {
    let stage = Stage::new();
    let invoice = stage.invoice_of(5, "office", "billinglineitems");
    let list = stage.partner.line_items(&invoice, LineItemQuery::office().page_size(2));
    let mut pages = list.pages();
    for number in 1..=3 {
        pages.try_next().await.unwrap().unwrap();
        assert_eq!(stage.asked(LINES), number);
    }
    assert!(pages.try_next().await.unwrap().is_none());
    assert_eq!(stage.asked(LINES), 3);
}
