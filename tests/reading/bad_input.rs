//! What cannot be meant is refused before anything is sent, and in words that help.

use futures::StreamExt;
use partner_center::invoice::LineItemQuery;
use partner_center::types::{self, InvoiceLineItem};
use partner_center::{Delivery, Error, InvoiceId, listing::Listing};

use crate::stage::Stage;

async fn refusal<T: Send + Unpin + std::fmt::Debug + 'static>(list: Listing<T>) -> Error {
    let mut items = list.items();
    let error = items.next().await.unwrap().unwrap_err();
    assert!(items.next().await.is_none());
    error
}

/// Refused with these words, and nothing was sent.
#[track_caller]
fn check(stage: &Stage, error: &Error, message: &str) {
    assert_eq!(error.to_string(), message);
    assert!(error.is_invalid());
    assert_eq!(error.delivery(), Delivery::NotDone);
    assert_eq!(stage.emulator.requests().total, 0, "{message}");
}

fn lines(stage: &Stage, lines: LineItemQuery) -> Listing<InvoiceLineItem> {
    stage.partner.line_items(&InvoiceId::new("G000000101"), lines)
}

#[tokio::test]
async fn an_id_that_is_none() {
    let stage = Stage::new();
    for (id, message) in [
        ("", "invoice-id: it is empty; nothing was sent"),
        (".", "invoice-id: it is `.`"),
        ("..", "invoice-id: it is `..`"),
    ] {
        let id = InvoiceId::new(id);
        let errors = [
            refusal(stage.partner.line_items(&id, LineItemQuery::one_time())).await,
            stage.partner.invoice(&id).await.unwrap_err(),
            stage.partner.statement(&id).await.unwrap_err(),
            stage.partner.receipt(&id, &"TW00000017".into()).await.unwrap_err(),
        ];
        for error in &errors {
            let operation = error.operation().unwrap();
            assert_eq!(error.to_string().find(message), Some(operation.len() + 2), "{error}");
            check(&stage, error, &error.to_string());
        }
    }
    let error = stage.partner.receipt(&"G000000105".into(), &"".into()).await.unwrap_err();
    assert!(error.to_string().contains(": receipt-id: it is empty"), "{error}");
}

#[tokio::test]
async fn a_provider_and_a_type_that_do_not_go_together() {
    let stage = Stage::new();
    for (provider, kind) in [
        ("office", "usagelineitems"),
        ("marketplace", "billinglineitems"),
        ("none", "billinglineitems"),
        ("onetime", "estimates"),
        ("", ""),
    ] {
        let error = LineItemQuery::of(provider.into(), kind.into()).unwrap_err();
        let message = format!(
            "line items: `{provider}` with `{kind}` is no pair that the service takes: ask for \
             office, azure or onetime with billinglineitems, or for azure or onetime with \
             usagelineitems"
        );
        check(&stage, &error, &message);
    }
    for (provider, kind) in [
        ("Office", "BillingLineItems"),
        ("AZURE", "usage_line_items"),
        ("one_time", "billing_line_items"),
        ("all", "billinglineitems"),
    ] {
        assert!(LineItemQuery::of(provider.into(), kind.into()).is_ok(), "{provider} {kind}");
    }
    let (invoice, detail) = (types::Invoice::default(), types::InvoiceDetail::default());
    let error = LineItemQuery::of_detail(&invoice, &detail);
    check(&stage, &error.unwrap_err(), "line items: the detail names no provider");
}

#[tokio::test]
async fn a_currency_that_is_missing() {
    let stage = Stage::new();
    for provider in ["onetime", "marketplace"] {
        let usage = LineItemQuery::of(provider.into(), "usagelineitems".into());
        check(
            &stage,
            &usage.unwrap_err(),
            "currency: it is missing: usage of new commerce is asked for in one currency, as with \
             `LineItemQuery::one_time_usage(\"USD\")`",
        );
    }
    let missing = "currency: it is missing: give the code of one, such as `USD`";
    let wrong = "currency: `US dollars` is not the code of one: give three letters, such as `USD`";
    for (currency, message) in [("", missing), ("  ", missing), ("US dollars", wrong)] {
        let usage = || LineItemQuery::one_time_usage(currency);
        let mut invoice = types::Invoice::default();
        invoice.currency_code = Some(currency.into());
        let mut detail = types::InvoiceDetail::default();
        detail.billing_provider = Some("onetime".into());
        detail.invoice_line_item_type = Some("usagelineitems".into());
        let unbilled =
            || stage.partner.unbilled_line_items(currency, LineItemQuery::one_time()).unwrap_err();
        for error in [
            refusal(lines(&stage, usage())).await,
            LineItemQuery::of_detail(&invoice, &detail).unwrap_err(),
            unbilled(),
            stage.partner.estimate_links(currency).await.unwrap_err(),
        ] {
            check(&stage, &error, message);
        }
    }
}

#[tokio::test]
async fn lines_of_the_older_commerce_that_are_not_billed_yet() {
    let stage = Stage::new();
    for (lines, provider) in
        [(LineItemQuery::office(), "office"), (LineItemQuery::azure(), "azure")]
    {
        let error = stage.partner.unbilled_line_items("USD", lines).unwrap_err();
        let message = format!("line items: `{provider}` has no unbilled lines: ask for onetime");
        check(&stage, &error, &message);
    }
}

#[tokio::test]
async fn a_page_size_that_no_page_has() {
    let stage = Stage::new();
    for size in [0, 2_001, u32::MAX] {
        let message = format!("page size: it is {size}: ask for 1 to 2000 lines at a time");
        let error = refusal(lines(&stage, LineItemQuery::one_time().page_size(size))).await;
        check(&stage, &error, &message);
        let unbilled = LineItemQuery::one_time().page_size(size);
        let list = stage.partner.unbilled_line_items("USD", unbilled).unwrap();
        check(&stage, &refusal(list).await, &message);
    }
    let none = partner_center::invoice::Invoices::all().page_size(0);
    check(
        &stage,
        &refusal(stage.partner.invoices_where(none)).await,
        "page size: it is 0: ask for 1 or more invoices at a time",
    );
}

#[tokio::test]
async fn a_position_of_another_list() {
    let stage = Stage::new();
    let position = lines(&stage, LineItemQuery::one_time()).items().position().clone();
    let named = "invoices/G000000101/onetime/billinglineitems//";
    let others = [
        ("invoices/G000000102/onetime/billinglineitems//", {
            stage.partner.line_items(&"G000000102".into(), LineItemQuery::one_time())
        }),
        ("invoices/G000000101/onetime/usagelineitems/USD/", {
            lines(&stage, LineItemQuery::one_time_usage("USD"))
        }),
        ("invoices/unbilled/onetime/billinglineitems/USD/", {
            stage.partner.unbilled_line_items("USD", LineItemQuery::one_time()).unwrap()
        }),
    ];
    for (name, list) in others {
        let message = format!("position: it is one of the list `{named}`, not of `{name}`");
        check(&stage, &list.starting_at(position.clone()).unwrap_err(), &message);
    }
    let message = format!("position: it is one of the list `{named}`, not of `customers`");
    check(&stage, &stage.partner.customers().starting_at(position).unwrap_err(), &message);
}

#[tokio::test]
async fn a_position_that_somebody_changed() {
    let stage = Stage::new();
    let changed = |name: &str, page: &str| {
        serde_json::from_str(&format!(r#"{{"list":"{name}","page":{page},"used":0}}"#)).unwrap()
    };
    let elsewhere = "position: it starts in a way in which no page of this list does";
    let name = "invoices/G000000101/onetime/billinglineitems//";
    let list = lines(&stage, LineItemQuery::one_time())
        .starting_at(changed(name, r#"{"offset":2}"#))
        .unwrap();
    check(&stage, &refusal(list).await, elsewhere);
    let name = "invoices/G000000101/office/billinglineitems//";
    let list = lines(&stage, LineItemQuery::office())
        .starting_at(changed(name, r#"{"token":"x"}"#))
        .unwrap();
    check(&stage, &refusal(list).await, elsewhere);
    let list =
        stage.partner.customers().starting_at(changed("customers", r#"{"offset":2}"#)).unwrap();
    check(&stage, &refusal(list).await, elsewhere);
    let far = changed(name, r#"{"offset":5000000000}"#);
    let list = lines(&stage, LineItemQuery::office()).starting_at(far).unwrap();
    check(
        &stage,
        &refusal(list).await,
        "position: it is 5000000000 items on, farther than can be asked for",
    );
}

#[tokio::test]
async fn an_invoice_that_is_not_there() {
    let stage = Stage::new();
    let id = InvoiceId::new("G000009999");
    for (operation, error) in [
        ("getInvoice", stage.partner.invoice(&id).await.unwrap_err()),
        (
            "listInvoiceLineItems",
            refusal(stage.partner.line_items(&id, LineItemQuery::one_time())).await,
        ),
        ("getInvoiceStatement", stage.partner.statement(&id).await.unwrap_err()),
    ] {
        assert_eq!(
            error.to_string(),
            format!(
                "{operation}: refused with 404, code 1000: what the path names is not there; check \
                 every id in the path, and that the customer is this partner's"
            )
        );
        assert!(error.is_not_found() && error.remedy().is_some());
        let description = error.description().unwrap();
        assert!(description.contains("no invoice `G000009999`"), "{description}");
    }
}
