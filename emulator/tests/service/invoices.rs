//! Invoices: seeded ones, and those that the end of a billing period brings.

use std::collections::BTreeMap;

use partner_center_emulator::seed::*;
use partner_center_emulator::{BillingPeriod, ModernInvoices, Profile};
use serde_json::{Value, json};

use crate::client::Client;
use crate::entitlements::{buy, buy_for, software};
use crate::purchase::customer;

const DAY: u64 = 24 * 60 * 60;

pub(crate) fn list(client: &Client, query: &str) -> Vec<Value> {
    let list = client.get(&format!("/v1/invoices{query}")).expect(200);
    list["items"].as_array().unwrap().clone()
}

fn ids(invoices: &[Value]) -> Vec<&str> {
    invoices.iter().map(|invoice| invoice["id"].as_str().unwrap()).collect()
}

/// The one-time lines of an invoice.
pub(crate) fn lines(client: &Client, invoice: &str) -> Vec<Value> {
    let path = format!(
        "/v1/invoices/{invoice}/lineitems?provider=onetime&invoicelineitemtype=billinglineitems"
    );
    client.get(&path).expect(200)["items"].as_array().unwrap().clone()
}

/// The invoices that were closed since the start, by currency.
fn closed(client: &Client) -> BTreeMap<String, String> {
    let invoices = client.emulator.invoices();
    let closed = invoices.into_iter().filter(|invoice| invoice.id.starts_with("G0001"));
    closed.map(|invoice| (invoice.currency, invoice.id)).collect()
}

fn plain() -> Client {
    Client::with(|settings| settings.profile = Profile::Plain)
}

#[test]
fn the_end_of_a_month_bills_its_orders() {
    let mut client = plain();
    let order = buy(&client, software(&client, SKU_THREE_LEFT, 3));
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "DE");
    let german = json!({ "catalogItemId": item, "quantity": 2, "billingCycle": "one_time" });
    buy_for(&client, CUSTOMER_DE, vec![german]);
    client.advance(31 * DAY - 1);
    assert_eq!(closed(&client), BTreeMap::new());
    client.advance(1);
    client.renew();
    let closed = closed(&client);
    assert_eq!(closed.keys().collect::<Vec<_>>(), ["EUR", "USD"]);

    let invoice = client.get(&format!("/v1/invoices/{}", closed["USD"])).expect(200);
    assert_eq!(invoice["invoiceDate"], "2026-02-01T00:00:00Z");
    assert_eq!(invoice["billingPeriodStartDate"], "2026-01-01T00:00:00Z");
    assert_eq!(invoice["billingPeriodEndDate"], "2026-02-01T00:00:00Z");
    let lines = lines(&client, &closed["USD"]);
    let line = lines.iter().find(|line| line["orderId"] == order["id"]).unwrap();
    assert_eq!(line["productId"], PRODUCT_PERPETUAL);
    assert_eq!(line["customerId"], CUSTOMER_US);
    assert_eq!(line["chargeType"], "new");

    let path = format!(
        "/v1/invoices/{}/lineitems?provider=onetime&invoicelineitemtype=billinglineitems",
        closed["USD"]
    );
    let text = client.get(&path).text();
    assert!(text.contains(r#""unitPrice":49.5000000000000000000001,"#), "to the last digit");
    // A bill is rounded to the cent, and 8.75 percent are added.
    assert!(
        text.contains(r#""subtotal":148.50,"taxTotal":12.99,"totalForCustomer":161.49,"#),
        "{text}"
    );
    let path = path.replace(&closed["USD"], &closed["EUR"]);
    let text = client.get(&path).text();
    assert!(
        text.contains(r#""subtotal":1179.80,"taxTotal":224.16,"totalForCustomer":1403.96,"#),
        "{text}"
    );
}

/// An amount in hundredths, read from the text of a number.
fn cents(amount: &Value) -> i64 {
    let text = amount.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    let hundredths: i64 = format!("{part:0<2}").parse().unwrap();
    whole.parse::<i64>().unwrap() * 100
        + if whole.starts_with('-') { -hundredths } else { hundredths }
}

#[test]
fn lines_add_up_to_their_invoice() {
    let client = plain();
    for id in [INVOICE_ONE_TIME, INVOICE_AMENDED, INVOICE_VOID_NOTE, INVOICE_WITH_RECEIPT] {
        let lines = lines(&client, id);
        let sum: i64 = lines.iter().map(|line| cents(&line["totalForCustomer"])).sum();
        let invoice = client.get(&format!("/v1/invoices/{id}")).expect(200);
        assert_eq!(sum, cents(&invoice["totalCharges"]), "{id}");
        for line in lines {
            assert_eq!(
                cents(&line["subtotal"]) + cents(&line["taxTotal"]),
                cents(&line["totalForCustomer"])
            );
        }
    }
}

#[test]
fn an_invoice_says_which_kinds_of_lines_it_has() {
    let client = Client::new();
    let kinds = |id: &str| -> Vec<String> {
        let invoice = client.get(&format!("/v1/invoices/{id}")).expect(200);
        let details = invoice["invoiceDetails"].as_array().unwrap().clone();
        details
            .iter()
            .map(|d| {
                format!(
                    "{}/{}",
                    d["billingProvider"].as_str().unwrap(),
                    d["invoiceLineItemType"].as_str().unwrap()
                )
            })
            .collect()
    };
    assert_eq!(
        kinds(INVOICE_LEGACY),
        ["office/billing_line_items", "azure/billing_line_items", "azure/usage_line_items"]
    );
    assert_eq!(
        kinds(INVOICE_ONE_TIME),
        ["one_time/billing_line_items", "marketplace/usage_line_items"]
    );
}

#[test]
fn cancelled_lines_are_given_back() {
    let mut client = plain();
    let order = buy(&client, software(&client, SKU_PERPETUAL, 2));
    client.advance(29 * DAY);
    client.renew();
    let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
    let cancel = json!({ "status": "cancelled" });
    client.patch(&path, cancel.clone()).expect(200);
    client.advance(2 * DAY);
    client.renew();
    let lines = lines(&client, &closed(&client)["USD"]);
    let mine: Vec<&Value> = lines.iter().filter(|line| line["orderId"] == order["id"]).collect();
    assert_eq!(
        mine.iter().map(|line| line["chargeType"].as_str().unwrap()).collect::<Vec<_>>(),
        ["new", "cancel"]
    );
    assert_eq!(cents(&mine[0]["totalForCustomer"]) + cents(&mine[1]["totalForCustomer"]), 0);
    assert_eq!(mine[1]["quantity"], -2);
}

#[test]
fn a_credit_can_come_with_a_later_invoice() {
    let mut client = plain();
    client.advance(20 * DAY);
    client.renew();
    let order = buy(&client, software(&client, SKU_PERPETUAL, 1));
    client.advance(20 * DAY);
    client.renew();
    let path = customer(&format!("/orders/{}", order["id"].as_str().unwrap()));
    client.patch(&path, json!({ "status": "cancelled" })).expect(200);
    client.advance(20 * DAY);
    client.renew();
    let charges = |invoice: &str| -> Vec<Value> {
        let lines = lines(&client, invoice);
        lines
            .iter()
            .filter(|l| l["orderId"] == order["id"])
            .map(|l| l["chargeType"].clone())
            .collect()
    };
    let of_currency: Vec<String> = client
        .emulator
        .invoices()
        .into_iter()
        .filter(|invoice| invoice.id.starts_with("G0001") && invoice.currency == "USD")
        .map(|invoice| invoice.id)
        .collect();
    assert_eq!(of_currency.len(), 2);
    assert_eq!(charges(&of_currency[0]), [json!("new")]);
    assert_eq!(charges(&of_currency[1]), [json!("cancel")]);
}

#[test]
fn periods_and_the_delay_of_invoices_can_be_set() {
    let mut client = Client::with(|settings| {
        settings.billing_period = BillingPeriod::Days(1);
        settings.invoice_delay_seconds = 3 * 60 * 60;
    });
    buy(&client, software(&client, SKU_PERPETUAL, 1));
    client.advance(DAY + 3 * 60 * 60 - 1);
    client.renew();
    assert_eq!(closed(&client), BTreeMap::new());
    client.advance(1);
    assert_eq!(closed(&client).len(), 2, "Germany has a meter, the United States an order as well");
}

#[test]
fn meters_are_billed_every_month() {
    let client = Client::new();
    client.advance(90 * DAY);
    let invoices = client.emulator.invoices();
    let mine = invoices.iter().filter(|i| i.id.starts_with("G0001") && i.currency == "EUR");
    let lines: Vec<u64> = mine.map(|i| i.lines["marketplace/usage_line_items"]).collect();
    assert_eq!(lines, [31, 28, 31]);
}

#[test]
fn seeded_invoices_are_listed() {
    let client = Client::new();
    let all = list(&client, "");
    assert_eq!(
        ids(&all),
        [
            INVOICE_LEGACY_PAID,
            INVOICE_LEGACY,
            INVOICE_LEGACY_EUR,
            INVOICE_ONE_TIME,
            INVOICE_AMENDED,
            INVOICE_WITH_RECEIPT
        ]
    );
    assert_eq!(all[0]["invoiceType"], "Recurring");
    assert_eq!(all[0]["totalCharges"], 217.5);
    assert_eq!(all[0]["paidAmount"], 217.5);
    assert_eq!(all[0].get("billingPeriodStartDate"), None, "lists leave it out");
    let amendments = all[4]["amendments"].as_array().unwrap();
    assert_eq!(ids(amendments), [INVOICE_VOID_NOTE, INVOICE_ADJUSTMENT_NOTE]);
    assert_eq!(amendments[0]["documentType"], "void_note");
    assert_eq!(amendments[1]["documentType"], "adjustment_note");
    assert_eq!(amendments[1]["amendsOf"], INVOICE_AMENDED);
    assert_eq!(all[5]["taxReceipts"][0]["id"], RECEIPT);
    assert!(list(&client.fabrikam(), "").is_empty());
}

#[test]
fn size_and_offset_are_for_old_invoices() {
    let client = Client::new();
    let page = client.get("/v1/invoices?size=2&offset=0").expect(200);
    assert_eq!(
        ids(page["items"].as_array().unwrap()),
        [
            INVOICE_LEGACY_PAID,
            INVOICE_LEGACY,
            INVOICE_ONE_TIME,
            INVOICE_AMENDED,
            INVOICE_WITH_RECEIPT
        ]
    );
    assert_eq!(page["links"]["next"]["uri"], "/invoices?size=2&offset=2");
    let page = client.get("/v1/invoices?size=2&offset=2").expect(200);
    assert_eq!(ids(page["items"].as_array().unwrap()), [INVOICE_LEGACY_EUR]);
    assert_eq!(page["links"].get("next"), None);
    client.emulator.change(|settings| settings.modern_invoices = ModernInvoices::EveryPage);
    assert_eq!(list(&client, "?size=2&offset=2").len(), 4);
    client.emulator.change(|settings| settings.modern_invoices = ModernInvoices::Paged);
    assert_eq!(ids(&list(&client, "?size=2&offset=4")), [INVOICE_AMENDED, INVOICE_WITH_RECEIPT]);
    assert_eq!(ids(&list(&client, "?size=9&offset=77")), Vec::<&str>::new());
    client.get("/v1/invoices?size=two").refused(400, "800002");
}

#[test]
fn invoices_are_filtered_by_date() {
    let client = Client::new();
    let filter = r#"?filter=%7B%22Field%22%3A%22InvoiceDate%22%2C%22Value%22%3A%222025-12-05%22%2C%22Operator%22%3A%22greater_than%22%7D"#;
    assert_eq!(ids(&list(&client, filter)), [INVOICE_LEGACY, INVOICE_LEGACY_EUR]);
}

#[test]
fn the_link_of_an_invoice_differs_from_its_id() {
    let client = Client::new();
    let invoice = client.get(&format!("/v1/invoices/{INVOICE_ONE_TIME}")).expect(200);
    let uri = invoice["links"]["self"]["uri"].as_str().unwrap();
    assert_eq!(uri, format!("/invoices/OneTime-{INVOICE_ONE_TIME}"));
    assert_eq!(client.get(&format!("/v1{uri}")).expect(200)["id"], INVOICE_ONE_TIME);
    client.get(&format!("/v1/invoices/Recurring-{INVOICE_ONE_TIME}")).refused(404, "1000");
    let invoice = plain().get(&format!("/v1/invoices/{INVOICE_ONE_TIME}")).expect(200);
    assert_eq!(invoice["links"]["self"]["uri"], format!("/invoices/{INVOICE_ONE_TIME}"));
}

#[test]
fn an_invoice_belongs_to_its_partner() {
    let client = Client::new();
    let path = format!("/v1/invoices/{INVOICE_LEGACY}");
    for client in [&client.fabrikam(), &client] {
        client.get("/v1/invoices/none").refused(404, "1000");
        client.get("/v1/invoices/none/documents/statement").refused(404, "1000");
    }
    client.fabrikam().get(&path).refused(404, "1000");
    client.app_only().get(&path).refused(403, "900329");
    assert_eq!(client.app_only().get("/v1/invoices").status, 200);
}

#[test]
fn balances_are_kept_by_currency_and_kind() {
    let client = Client::new();
    let all = client.get("/v1/invoices/summaries").expect(200);
    let codes: Vec<&str> = all["items"]
        .as_array()
        .unwrap()
        .iter()
        .map(|s| s["currencyCode"].as_str().unwrap())
        .collect();
    assert_eq!(codes, ["EUR", "TWD", "USD"]);
    let own = client.get("/v1/invoices/summary").expect(200);
    assert_eq!(own, all["items"][2]);
    assert_eq!(own["details"][0]["invoiceType"], "Recurring");
    assert_eq!(own["details"][1]["invoiceType"], "OneTime");
    let sum: i64 = (0..2).map(|at| cents(&own["details"][at]["summary"]["balanceAmount"])).sum();
    assert_eq!(sum, cents(&own["balanceAmount"]));
    assert_eq!(own["lastPaymentAmount"].to_string(), "100.0");
    assert_eq!(own["lastPaymentDate"], "2025-12-20T12:00:00", "without a zone");
    assert_eq!(own["details"][1]["summary"]["lastPaymentDate"], "0001-01-01T00:00:00");
    assert_eq!(own["details"][0]["summary"]["latestInvoiceDate"], "0001-01-01T00:00:00");

    let paid = client.emulator.pay(INVOICE_ONE_TIME, "50.01").unwrap();
    assert_eq!(paid.paid_amount, "50.01");
    let after = client.get("/v1/invoices/summary").expect(200);
    assert_eq!(cents(&own["balanceAmount"]) - cents(&after["balanceAmount"]), 5_001);
    assert!(client.emulator.pay("none", "1").is_err());
    assert!(client.emulator.pay(INVOICE_ONE_TIME, "a lot").is_err());
}

#[test]
fn who_was_never_billed_owes_nothing() {
    let client = Client::new().fabrikam();
    assert_eq!(client.get("/v1/invoices/summaries").expect(200)["items"], json!([]));
    let own = client.get("/v1/invoices/summary").expect(200);
    assert_eq!(own["balanceAmount"], 0);
    assert_eq!(own["latestInvoiceDate"], "0001-01-01T00:00:00");
    assert_eq!(own["details"], json!([]));
}
