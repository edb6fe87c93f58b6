//! What is sent for the pages of a list.

use futures::TryStreamExt;
use partner_center::invoice::{Invoices, LineItemQuery};
use partner_center::types::Period;

use crate::stage::{Stage, all};

/// The requests so far, without those for tokens, each with the start of its token.
fn sent(stage: &Stage) -> String {
    let exchanges = stage.emulator.transcript();
    let lines = exchanges.iter().filter(|exchange| exchange.operation_id != "token").map(|it| {
        let token = it.headers.iter().find(|(name, _)| name == "ms-continuationtoken");
        let token = token.map_or(String::new(), |_| " with a token".to_owned());
        format!("{} {}{token}", it.method, it.path)
    });
    lines.collect::<Vec<_>>().join("\n")
}

#[tokio::test]
async fn every_page_is_asked_for_with_the_whole_query() {
    let stage = Stage::new();
    let id = |text: &str| partner_center::InvoiceId::new(text);
    stage
        .emulator
        .add_invoice(partner_center_emulator::NewInvoice::of(5).id("G000000901"))
        .unwrap();
    all(stage.lines(&id("G000000901"))).await;
    let usage = LineItemQuery::one_time_usage("USD").with_earned_credit().page_size(20);
    all(stage.partner.line_items(&id("G000000101"), usage)).await;
    let usage = LineItemQuery::azure_usage().page_size(40);
    all(stage.partner.line_items(&id("D020000A02"), usage)).await;
    let office = LineItemQuery::office().page_size(1);
    all(stage.partner.line_items(&id("D020000A02"), office)).await;
    insta::assert_snapshot!(sent(&stage), @"
    GET /v1/invoices/G000000901/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&size=2
    GET /v1/invoices/G000000901/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&size=2&seekOperation=Next with a token
    GET /v1/invoices/G000000901/lineitems?provider=onetime&invoicelineitemtype=billinglineitems&size=2&seekOperation=Next with a token
    GET /v1/invoices/G000000101/lineitems?provider=onetime&invoicelineitemtype=usagelineitems&currencycode=USD&size=20&hasPartnerEarnedCredit=true
    GET /v1/invoices/G000000101/lineitems?provider=onetime&invoicelineitemtype=usagelineitems&currencycode=USD&size=20&seekOperation=Next&hasPartnerEarnedCredit=true with a token
    GET /v1/invoices/D020000A02/lineitems?provider=azure&invoicelineitemtype=usagelineitems&size=40
    GET /v1/invoices/D020000A02/lineitems?provider=azure&invoicelineitemtype=usagelineitems&size=40&offset=40
    GET /v1/invoices/D020000A02/lineitems?provider=office&invoicelineitemtype=billinglineitems&size=1
    GET /v1/invoices/D020000A02/lineitems?provider=office&invoicelineitemtype=billinglineitems&size=1&offset=1
    ");
}

#[tokio::test]
async fn lists_of_other_things_are_asked_for_in_the_same_way() {
    let stage = Stage::with(|settings| {
        settings.customer_page_size = 4;
        settings.invoice_delay_seconds = 30 * 24 * 3_600;
    });
    all(stage.partner.customers()).await;
    let usage = LineItemQuery::one_time_usage("EUR").period(Period::Previous).page_size(20);
    let list = stage.partner.unbilled_line_items("USD", usage).unwrap();
    list.items().try_next().await.unwrap();
    let day = |text: &str| text.parse().unwrap();
    let since = Invoices::all().since(day("2025-11-01")).before(day("2025-12-01")).page_size(1);
    all(stage.partner.invoices_where(since)).await;
    insta::assert_snapshot!(sent(&stage), @"
    GET /v1/customers
    GET /v1/customers?seekOperation=Next with a token
    GET /v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=usagelineitems&currencycode=USD&period=previous&size=20
    GET /v1/invoices?size=1&offset=0&filter=%7B%22LeftFilter%22%3A%7B%22Field%22%3A%22InvoiceDate%22%2C%22Value%22%3A%222025-11-01%22%2C%22Operator%22%3A%22greater_than_or_equals%22%7D%2C%22RightFilter%22%3A%7B%22Field%22%3A%22InvoiceDate%22%2C%22Value%22%3A%222025-12-01%22%2C%22Operator%22%3A%22less_than%22%7D%2C%22Operator%22%3A%22and%22%7D
    ");
}
