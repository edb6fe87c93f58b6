//! The list of invoices, of which the service pages a part.

use std::collections::BTreeSet;

use futures::TryStreamExt;
use partner_center::invoice::Invoices;
use partner_center_emulator::{Action, Fault, ModernInvoices, seed};
use partner_center_test_support::{Script, answer};

use crate::stage::Stage;

const MODES: [ModernInvoices; 3] =
    [ModernInvoices::FirstPage, ModernInvoices::EveryPage, ModernInvoices::Paged];

async fn ids(stage: &Stage, which: Invoices) -> Vec<String> {
    let list = stage.partner.invoices_where(which).items();
    list.map_ok(|invoice| invoice.id.unwrap().to_string()).try_collect().await.unwrap()
}

/// Those of the partner that amend nothing, as the emulator has them.
fn expected(stage: &Stage) -> BTreeSet<String> {
    let all = stage.emulator.invoices().into_iter();
    all.filter(|it| it.partner == seed::CONTOSO_TENANT && it.document_type == "invoice")
        .map(|invoice| invoice.id)
        .collect()
}

#[tokio::test]
async fn every_invoice_comes_once_however_the_service_pages() {
    for modern in MODES {
        for more in [0, 1, 4] {
            let stage = Stage::with(|settings| settings.modern_invoices = modern);
            for _ in 0..more {
                stage.invoice_of(1, "office", "billinglineitems");
            }
            let expected = expected(&stage);
            for size in [1, 2, 3, 4, 5, 6, 7, 50, 200] {
                let found = ids(&stage, Invoices::all().page_size(size)).await;
                let different: BTreeSet<_> = found.iter().cloned().collect();
                assert_eq!(different, expected, "{modern:?} {size}");
                assert_eq!(found.len(), expected.len(), "{modern:?} {size}: one came twice");
            }
        }
    }
}

#[tokio::test]
async fn invoices_are_listed_with_what_amends_them() {
    let stage = Stage::new();
    let invoices: Vec<_> = stage.partner.invoices().items().try_collect().await.unwrap();
    let amended = invoices.iter().find(|it| *it.id.as_ref().unwrap() == seed::INVOICE_AMENDED);
    let amendments: Vec<_> =
        amended.unwrap().amendments.iter().map(|it| it.id.as_ref().unwrap().as_str()).collect();
    assert_eq!(amendments, [seed::INVOICE_VOID_NOTE, seed::INVOICE_ADJUSTMENT_NOTE]);
}

#[tokio::test]
async fn invoices_are_filtered_by_their_date() {
    let day = |text: &str| text.parse().unwrap();
    let stage = Stage::new();
    let check = async |which: Invoices, expected: &[&str]| {
        let found: BTreeSet<_> = ids(&stage, which.clone()).await.into_iter().collect();
        let expected: BTreeSet<_> = expected.iter().map(|id| (*id).to_owned()).collect();
        assert_eq!(found, expected, "{which:?}");
    };
    let all = || Invoices::all().page_size(1);
    check(all().before(day("2025-11-08")), &[]).await;
    check(all().before(day("2025-11-09")), &["D020000A01"]).await;
    let december = all().since(day("2025-12-01")).before(day("2025-12-08"));
    check(december, &["G000000101", "G000000102", "G000000105"]).await;
    check(all().since(day("2025-12-08")).before(day("2025-12-09")), &["D020000A02", "D020000A03"])
        .await;
    let later = ids(&stage, all().since(day("2025-12-09"))).await;
    assert_eq!(later.len(), expected(&stage).len() - 6);
}

#[tokio::test]
async fn a_service_that_knows_no_filter_gives_no_others() {
    let page = r#"{"items":[
        {"id":"G1","invoiceDate":"2026-02-28T10:00:00Z"},
        {"id":"G2","invoiceDate":"2026-03-02T10:00:00Z"},
        {"id":"G3"}
    ]}"#;
    let script = Script::new([answer(200, page)]);
    let march = Invoices::all().since("2026-03-01".parse().unwrap());
    let found: Vec<_> = script.partner().invoices_where(march).items().try_collect().await.unwrap();
    let ids: Vec<_> = found.iter().map(|invoice| invoice.id.as_ref().unwrap().as_str()).collect();
    assert_eq!(ids, ["G2", "G3"]);
}

#[tokio::test]
async fn pages_that_repeat_are_an_error_and_no_loop() {
    let page = || {
        answer(
            200,
            r#"{"items":[{"id":"D1","invoiceType":"Recurring"}],
                "links":{"next":{"uri":"/invoices?size=1&offset=1","method":"GET","headers":[]}}}"#,
        )
    };
    let script = Script::new([page(), page(), page()]);
    let mut items = script.partner().invoices_where(Invoices::all().page_size(1)).items();
    assert!(items.try_next().await.unwrap().is_some());
    assert_eq!(
        items.try_next().await.unwrap_err().to_string(),
        "listInvoices: the answer (200) could not be used, it leads on, and has only invoices that were \
         on the pages before"
    );
    assert_eq!(script.asked().len(), 2);
}

#[tokio::test]
async fn a_page_of_invoices_that_fails_is_tried_again() {
    let stage = Stage::new();
    let fault = Fault::on("listInvoices", Action::Garbage { status: 200, when: None });
    stage.fault(fault.skip(1).times(2));
    assert_eq!(ids(&stage, Invoices::all().page_size(1)).await.len(), expected(&stage).len());
}
