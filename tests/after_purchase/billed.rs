//! An order on the partner's invoices.

use futures::{StreamExt, TryStreamExt};
use partner_center::invoice::{LineItemQuery, check_line};
use partner_center::order::{InvoicedOrder, OrderInvoiceLines};
use partner_center::types::{DocumentType, InvoiceLineItem, Order};
use partner_center::{Delivery, OrderId};
use partner_center_emulator::{Action, Fault, NewInvoice, seed};
use partner_center_test_support::application;
use serde_json::json;

use crate::stage::{DAY, Stage, other_software, request, reservation, software};

/// The order of the seeded invoice that was amended.
const AMENDED: &str = "Q2hhcnQtb2YtYS1sb25nLWRlYWQtc2hpcA03";

/// The first invoice in dollars that the emulator closes; the one in euros comes before it.
const IN_DOLLARS: &str = "G000100002";

/// An order of which nothing is known but its id.
fn only_id(id: &str) -> Order {
    let mut order = Order::default();
    order.id = Some(id.into());
    order
}

#[tokio::test(start_paused = true)]
async fn an_order_is_on_the_invoice_of_its_month_and_on_none_before() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(3)).line(other_software())).await;
    assert_eq!(stage.billed(&order).await, [], "not billed yet");
    assert_eq!(stage.asked("listInvoiceLineItems"), 0, "no invoice is as young as the order");

    stage.close_month();
    let found: Vec<InvoicedOrder> =
        stage.partner.order_invoices(&order).unwrap().try_collect().await.unwrap();
    assert_eq!(found.len(), 1);
    let found = &found[0];
    assert_eq!(found.id.as_str(), IN_DOLLARS);
    assert_eq!(found.invoice.document_type, Some(DocumentType::Invoice));
    assert!(found.unread.is_empty());
    assert_eq!(found.lines.len(), 2);
    let mut total = rust_decimal::Decimal::ZERO;
    for (one, quantity) in found.lines.iter().zip(["3", "1"]) {
        assert_eq!(check_line(&one.line), Ok(None), "subtotal and tax make the total");
        let InvoiceLineItem::OneTime(line) = &one.line else { panic!("{one:?}") };
        assert_eq!(line.quantity.unwrap().to_string(), quantity);
        assert_eq!(line.currency, Some("USD".into()));
        total += line.total_for_customer.unwrap().get();
    }
    let stated = found.total().unwrap();
    assert_eq!(stated.amount.get(), total);
    assert_eq!(stated.currency, "USD");
}

#[tokio::test(start_paused = true)]
async fn other_orders_on_the_same_invoice_are_left_out() {
    let stage = Stage::new();
    let first = stage.fulfilled(request(software(1))).await;
    let second = stage.fulfilled(request(reservation())).await;
    stage.close_month();
    for order in [&first, &second] {
        let found = stage.billed(order).await;
        assert_eq!(found.len(), 1);
        assert_eq!((found[0].0.as_str(), found[0].1), (IN_DOLLARS, 1));
    }
    assert_ne!(stage.billed(&first).await, stage.billed(&second).await);
    let shouted = only_id(&first.id.as_ref().unwrap().as_str().to_uppercase());
    assert_eq!(stage.billed(&shouted).await, stage.billed(&first).await);
}

#[tokio::test(start_paused = true)]
async fn a_credit_after_a_cancellation_stands_on_a_later_invoice() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    stage.close_month();
    let billed = stage.billed(&order).await;
    stage.customer().cancel_lines(&order, &[0, 1]).await.unwrap();
    assert_eq!(stage.billed(&order).await, billed, "the credit comes with the next invoice");

    stage.close_month();
    let both: Vec<InvoicedOrder> =
        stage.partner.order_invoices(&order).unwrap().try_collect().await.unwrap();
    let totals: Vec<_> = both.iter().map(|one| one.total().unwrap().amount.get()).collect();
    let [charge, credit] = totals[..] else { panic!("{totals:?}") };
    assert!(charge > rust_decimal::Decimal::ZERO);
    assert_eq!(charge, -credit);
    assert_eq!((both[0].lines.len(), both[1].lines.len()), (2, 2));
    let InvoiceLineItem::OneTime(line) = &both[1].lines[0].line else { panic!("{both:?}") };
    assert_eq!(line.charge_type.as_deref(), Some("cancel"));
}

#[tokio::test(start_paused = true)]
async fn what_amends_an_invoice_is_looked_through_as_well() {
    let stage = Stage::new();
    let found: Vec<InvoicedOrder> =
        stage.partner.order_invoices(&only_id(AMENDED)).unwrap().try_collect().await.unwrap();
    let shown: Vec<_> = found
        .iter()
        .map(|one| {
            let kind = one.invoice.document_type.as_ref().unwrap();
            format!("{kind} {} {}", one.id, one.total().unwrap())
        })
        .collect();
    assert_eq!(
        shown,
        [
            "invoice G000000102 3509.91 EUR",
            "void_note G000000103 -3509.91 EUR",
            "adjustment_note G000000104 2807.92 EUR",
        ]
    );
    assert_eq!(found[0].invoice.amends_of, None);
    assert_eq!(found[2].invoice.amends_of, Some(seed::INVOICE_AMENDED.into()));
}

#[tokio::test(start_paused = true)]
async fn invoices_that_cannot_have_it_are_not_read() {
    let stage = Stage::new();
    // Nothing is known of the order's age, so every invoice of new commerce is looked through:
    // five documents, and none of the three of older commerce.
    assert_eq!(stage.billed(&only_id("unheard-of")).await, []);
    assert_eq!(stage.asked("listInvoiceLineItems"), 5);
    assert_eq!(stage.asked("listInvoices"), 1);
}

#[tokio::test(start_paused = true)]
async fn lines_are_found_while_pages_are_read() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1)).line(other_software())).await;
    let id = order.id.unwrap();
    stage.close_month();
    // On this invoice two lines of metered usage come first, and the order's lines after them.
    let by_ones = || LineItemQuery::one_time().page_size(1);
    let lines = |id: &OrderId| {
        OrderInvoiceLines::among(stage.partner.line_items(&IN_DOLLARS.into(), by_ones()), id)
    };
    let first = lines(&id).next().await.unwrap().unwrap();
    assert_eq!(first.number, 3);
    let pages = stage.asked("listInvoiceLineItems");
    assert!((3..=4).contains(&pages), "{pages}: as far as the line, and one ahead");

    let all: Vec<_> = lines(&id).try_collect().await.unwrap();
    assert_eq!(all.iter().map(|one| one.number).collect::<Vec<_>>(), [3, 4]);
    assert_eq!(all[0], first);
    let whole = stage.partner.invoice_lines_of_order(&IN_DOLLARS.into(), &id);
    assert_eq!(whole.try_collect::<Vec<_>>().await.unwrap(), all);
}

#[tokio::test(start_paused = true)]
async fn an_order_is_found_among_lines_of_any_list() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(2)).line(other_software())).await;
    let id = order.id.unwrap();
    let unbilled = || stage.partner.unbilled_line_items("USD", LineItemQuery::one_time()).unwrap();
    let soon: Vec<_> = OrderInvoiceLines::among(unbilled(), &id).try_collect().await.unwrap();
    assert_eq!(soon.len(), 2, "not on an invoice, and to be on the next one");
    stage.close_month();
    assert_eq!(
        OrderInvoiceLines::among(unbilled(), &id).try_collect::<Vec<_>>().await.unwrap(),
        []
    );

    let legacy = stage.partner.line_items(&seed::INVOICE_LEGACY.into(), LineItemQuery::office());
    let licenses: Vec<_> =
        OrderInvoiceLines::among(legacy, &"567735045559160002".into()).try_collect().await.unwrap();
    assert!(
        matches!(&licenses[..], [one] if matches!(one.line, InvoiceLineItem::LicenseBased(_))),
        "{licenses:?}"
    );
}

#[tokio::test(start_paused = true)]
async fn a_line_that_cannot_be_read_is_reported_unless_it_is_anothers() {
    let unknown = json!({ "attributes": { "objectType": "Surcharge" }, "amount": "1.50" });
    let mut broken = json!({
        "attributes": { "objectType": "OneTimeInvoiceLineItem" },
        "orderId": "another",
        "subtotal": { "amount": 7 },
    });
    for (item, unread) in [
        (broken.clone(), 0),
        (json!({ "OrderId": "another", "attributes": { "objectType": "Surcharge" } }), 0),
        (unknown, 1),
        (json!("not even an object"), 1),
        (
            {
                broken["orderId"] = json!("OURS");
                broken
            },
            1,
        ),
    ] {
        let stage = Stage::new();
        let order = stage.fulfilled(request(software(1)).line(other_software())).await;
        stage.close_month();
        let mut item = item;
        if item["orderId"] == "OURS" {
            item["orderId"] = json!(order.id.as_ref().unwrap().as_str());
        }
        let odd = Action::OddItem { position: 0, item: item.clone() };
        let mut fault = Fault::on("listInvoiceLineItems", odd);
        fault.path_contains = Some(IN_DOLLARS.to_owned());
        stage.emulator.fault(fault);
        let found: Vec<InvoicedOrder> =
            stage.partner.order_invoices(&order).unwrap().try_collect().await.unwrap();
        assert_eq!(found.len(), 1, "{item}");
        assert_eq!(found[0].lines.len(), 2, "{item}");
        assert_eq!(found[0].unread.len(), unread, "{item}");
        assert_eq!(found[0].total().is_some(), unread == 0, "no total is better than a wrong one");
        for one in &found[0].unread {
            assert_eq!(one.number, 1);
            let json = match &one.line {
                InvoiceLineItem::Other(raw) => raw.json(),
                InvoiceLineItem::Unreadable(raw) => raw.json(),
                other => panic!("{other:?}"),
            };
            assert_eq!(serde_json::from_str::<serde_json::Value>(json.get()).unwrap(), item);
        }
    }
}

#[tokio::test(start_paused = true)]
async fn a_failure_in_the_middle_is_an_error_and_not_an_end() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    stage.close_month();
    stage.fault("listInvoiceLineItems", Action::refuse(404, "1000"));
    let found = stage.partner.order_invoices(&order).unwrap().try_collect::<Vec<_>>().await;
    let error = found.unwrap_err();
    let message = error.to_string();
    assert!(message.starts_with("listInvoiceLineItems: refused with 404, code 1000"), "{message}");
    assert_eq!(error.delivery(), Delivery::NotDone);
}

#[tokio::test(start_paused = true)]
async fn an_order_without_an_id_is_refused_before_anything_is_sent() {
    let stage = Stage::new();
    let error = stage.partner.order_invoices(&Order::default()).unwrap_err();
    assert_eq!(error.to_string(), "order: it has no id; nothing was sent: read it again");
    assert_eq!(stage.emulator.requests().total, 0);
}

#[tokio::test(start_paused = true)]
async fn an_application_alone_may_look_too() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    stage.close_month();
    let found = stage
        .signed_in_with(application())
        .order_invoices(&order)
        .unwrap()
        .try_collect::<Vec<_>>()
        .await;
    assert_eq!(found.unwrap().len(), 1);
}

#[tokio::test(start_paused = true)]
async fn lines_of_an_invoice_of_any_length_are_looked_through() {
    let stage = Stage::new();
    let order = stage.fulfilled(request(software(1))).await;
    stage.pass(31 * DAY);
    stage.emulator.add_invoice(NewInvoice::of(2_500).id("G000199999")).unwrap();
    let found = stage.billed(&order).await;
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].0, IN_DOLLARS);
    assert_eq!(stage.billed(&only_id("unheard-of")).await, Vec::<(String, usize, String)>::new());
    let made = stage.partner.invoice_lines_of_order(&"G000199999".into(), &order.id.unwrap());
    assert_eq!(made.try_collect::<Vec<_>>().await.unwrap(), []);
}
