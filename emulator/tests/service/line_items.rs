//! Pages of lines: their shapes, their oddities, and the way from one to the next.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Fault, LineTokens, NewInvoice, Profile};
use serde_json::{Value, json};

use crate::client::Client;
use crate::entitlements::{buy, software};

const DAY: u64 = 24 * 60 * 60;
const TOKEN: &str = "MS-ContinuationToken";
const ONE_TIME: &str = "provider=onetime&invoicelineitemtype=billinglineitems";

fn path(invoice: &str, query: &str) -> String {
    format!("/v1/invoices/{invoice}/lineitems?{query}")
}

fn page(client: &Client, path: &str, token: Option<&str>) -> Value {
    let mut client = client.with_token(client.token.clone().unwrap());
    if let Some(token) = token {
        client = client.header(TOKEN, token);
    }
    client.get(path).expect(200)
}

fn items(page: &Value) -> &Vec<Value> {
    page["items"].as_array().unwrap()
}

/// Walks all pages as a client should, and gives their sizes and lines.
fn walk(client: &Client, first: &str) -> (Vec<usize>, Vec<Value>) {
    let (mut sizes, mut all) = (Vec::new(), Vec::new());
    let mut current = page(client, first, None);
    loop {
        sizes.push(items(&current).len());
        all.extend(items(&current).clone());
        let Some(token) = current["continuationToken"].as_str().map(str::to_owned) else {
            return (sizes, all);
        };
        current = page(client, &format!("{first}&seekOperation=Next"), Some(&token));
    }
}

#[test]
fn one_time_lines_are_sought_page_by_page() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(7)).unwrap().id;
    let (sizes, all) = walk(&client, &path(&invoice, &format!("{ONE_TIME}&size=3")));
    assert_eq!(sizes, [3, 3, 1]);
    let (_, whole) = walk(&client, &path(&invoice, ONE_TIME));
    assert_eq!(all, whole, "pages neither repeat nor lose a line");
    let by_path = format!("/v1/invoices/{invoice}/lineitems/OneTime/BillingLineItems?size=3");
    assert_eq!(walk(&client, &by_path).1, whole);
}

#[test]
fn a_million_lines_are_made_as_they_are_read() {
    let client = Client::with(|settings| settings.profile = Profile::Plain);
    let invoice = client.emulator.add_invoice(NewInvoice::of(1_000_001)).unwrap();
    assert_eq!(invoice.lines["one_time/billing_line_items"], 1_000_001);
    let first = path(&invoice.id, ONE_TIME);
    let mut current = page(&client, &first, None);
    assert_eq!(current["totalCount"], 1_000_001);
    let mut seen: Vec<String> = Vec::new();
    for _ in 0..3 {
        assert_eq!(items(&current).len(), 2_000);
        seen.extend(items(&current).iter().map(|line| line["orderId"].to_string()));
        let token = current["continuationToken"].as_str().unwrap();
        current = page(&client, &format!("{first}&seekOperation=Next"), Some(token));
    }
    seen.sort();
    seen.dedup();
    assert_eq!(seen.len(), 6_000, "every line is another one");
    // The total is exact: 13,888 times the 72 lines that repeat, and 65 more.
    assert_eq!(invoice.total_charges, "1234049731.84");
}

#[test]
fn the_last_page_of_a_million_is_short() {
    let client = Client::with(|settings| settings.profile = Profile::Plain);
    for (provider, kind, name) in [
        ("azure", "usagelineitems", "DailyUsageLineItem"),
        ("azure", "billinglineitems", "UsageBasedLineItem"),
        ("office", "billinglineitems", "LicenseBasedLineItem"),
    ] {
        let new = NewInvoice::of(1_000_001).lines_of(provider, kind);
        let invoice = client.emulator.add_invoice(new).unwrap().id;
        let query = format!("provider={provider}&invoicelineitemtype={kind}");
        let last = page(&client, &path(&invoice, &format!("{query}&offset=1000000")), None);
        assert_eq!(items(&last).len(), 1);
        assert_eq!(items(&last)[0]["attributes"]["objectType"], name);
        assert_eq!(last["links"].get("next"), None);
        let before = page(&client, &path(&invoice, &format!("{query}&offset=998001")), None);
        assert_eq!((items(&before).len(), before["links"].get("next")), (2_000, None));
    }
}

#[test]
fn the_last_page_of_a_million_one_time_lines_is_reached_by_its_token() {
    let client = Client::with(|settings| settings.profile = Profile::Plain);
    let invoice =
        client.emulator.add_invoice(NewInvoice::of(1_000_001).id("G000999001")).unwrap().id;
    // Tokens are opaque to clients; a repeatable emulator gives the same one for the same place.
    let text = format!("1000000 2000 {invoice}/OneTimeBilling");
    let token = base64(&text);
    let last =
        page(&client, &format!("{}&seekOperation=Next", path(&invoice, ONE_TIME)), Some(&token));
    assert_eq!(items(&last).len(), 1);
    assert_eq!(last.get("continuationToken"), None);
    assert_eq!(last["links"].get("next"), None);
}

/// The alphabet for addresses, without padding.
fn base64(text: &str) -> String {
    const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    let bits: String = text.bytes().map(|byte| format!("{byte:08b}")).collect();
    bits.as_bytes()
        .chunks(6)
        .map(|six| format!("{:0<6}", std::str::from_utf8(six).unwrap()))
        .map(|six| ALPHABET[usize::from_str_radix(&six, 2).unwrap()] as char)
        .collect()
}

#[test]
fn old_lines_are_counted_off() {
    let client = Client::new();
    let query = "provider=Office&invoicelineitemtype=BillingLineItems&size=1";
    let first = page(&client, &path(INVOICE_LEGACY, query), None);
    assert_eq!(items(&first).len(), 1);
    assert_eq!(first.get("continuationToken"), None);
    let next = first["links"]["next"]["uri"].as_str().unwrap();
    assert!(next.ends_with("&nvoicelineitemtype=BillingLineItems&size=1&offset="), "{next}");
    client.get(&format!("/v1{next}")).refused(400, "800002");
    let second = page(&client, &path(INVOICE_LEGACY, &format!("{query}&offset=1")), None);
    assert_eq!(items(&second)[0]["offerName"], "CONTOSO PAGES (PLAN 1)");
    assert_eq!(second["links"].get("next"), None);

    let query = "provider=azure&invoicelineitemtype=usagelineitems&size=40";
    let first = page(&client, &path(INVOICE_LEGACY, query), None);
    let next = first["links"]["next"]["uri"].as_str().unwrap();
    let second = page(&client, &format!("/v1{next}"), None);
    assert_eq!(items(&second).len(), 20, "two lines of thirty days");
}

#[test]
fn the_links_of_one_time_lines_are_damaged_on_the_wire_only() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(5)).unwrap().id;
    let first = path(&invoice, &format!("{ONE_TIME}&size=2"));
    let wire = page(&client, &first, None);
    let next = wire["links"]["next"]["uri"].as_str().unwrap();
    assert!(
        next.ends_with(
            "provider=OneTime&nvoicelineitemtype=BillingLineItems&size=2?seekOperation=Next"
        ),
        "{next}"
    );
    assert_eq!(
        wire["links"]["next"]["headers"][0],
        json!({ "key": TOKEN, "value": wire["continuationToken"] })
    );
    assert!(
        wire["continuationToken"].as_str().unwrap().contains(','),
        "it is not for one value of a list"
    );
    assert_eq!(wire["totalCount"], 1, "of two");
    client.emulator.change(|settings| settings.profile = Profile::Plain);
    let plain = page(&client, &first, None);
    let next = format!("/v1{}", plain["links"]["next"]["uri"].as_str().unwrap());
    let token = plain["continuationToken"].as_str().unwrap();
    assert_eq!(items(&page(&client, &next, Some(token))).len(), 2);
    assert_eq!(plain["totalCount"], 5);
}

#[test]
fn tokens_stand_where_they_are_told_to() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(3)).unwrap().id;
    let first = path(&invoice, &format!("{ONE_TIME}&size=2"));
    let places = |place| {
        client.emulator.change(|settings| settings.line_tokens = place);
        let page = page(&client, &first, None);
        (page.get("continuationToken").is_some(), page["links"].get("next").is_some())
    };
    assert_eq!(places(LineTokens::AsShown), (true, true));
    assert_eq!(places(LineTokens::Body), (true, false));
    assert_eq!(places(LineTokens::Link), (false, true));
}

#[test]
fn a_token_is_good_for_its_lines_and_in_its_way() {
    let client = Client::new();
    let add = || client.emulator.add_invoice(NewInvoice::of(5)).unwrap().id;
    let (one, other) = (add(), add());
    let query = format!("{ONE_TIME}&size=2");
    let token =
        page(&client, &path(&one, &query), None)["continuationToken"].as_str().unwrap().to_owned();
    let ask = |invoice: &str, query: &str, token: &str| {
        let client = client.with_token(client.token.clone().unwrap());
        client.header(TOKEN, token).get(&path(invoice, query))
    };
    let next = format!("{query}&seekOperation=Next");
    assert_eq!(ask(&one, &next, &token).status, 200);
    ask(&other, &next, &token).refused(400, "800002");
    ask(&one, &next, "made-up").refused(400, "800002");
    ask(&one, &query, &token).refused(400, "800002");
    client.get(&path(&one, &next)).refused(400, "800002");
    ask(&one, &format!("{query}&seekOperation=Last"), &token).refused(400, "800002");
}

#[test]
fn wrong_questions_are_refused() {
    let client = Client::new();
    for query in [
        "",
        "provider=office",
        "provider=office&invoicelineitemtype=usagelineitems",
        "provider=none&invoicelineitemtype=billinglineitems",
        "provider=onetime&invoicelineitemtype=usagelineitems",
        "provider=onetime&invoicelineitemtype=usagelineitems&currencycode=EUR",
        "provider=onetime&invoicelineitemtype=usagelineitems&currencycode=dollar",
        "provider=onetime&invoicelineitemtype=billinglineitems&size=2001",
        "provider=onetime&invoicelineitemtype=billinglineitems&size=0",
        "provider=office&invoicelineitemtype=billinglineitems&offset=-1",
    ] {
        client.get(&path(INVOICE_ONE_TIME, query)).refused(400, "800002");
    }
    client.get(&path("none", ONE_TIME)).refused(404, "1000");
    let by_path = format!("/v1/invoices/{INVOICE_LEGACY}/lineitems/Office/UsageLineItems");
    client.get(&by_path).refused(400, "800002");
    let none = page(&client, &path(INVOICE_LEGACY, ONE_TIME), None);
    assert_eq!(none["items"], json!([]), "a good pair that the invoice does not have");
}

#[test]
fn lines_are_odd_in_turn_on_the_wire() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(6)).unwrap().id;
    let wire = page(&client, &path(&invoice, ONE_TIME), None);
    let lines = items(&wire);
    assert!(lines[0]["totalForCustomer"].is_number() && lines[1]["totalForCustomer"].is_string());
    assert_eq!(lines[0]["billingProvider"], "one_time");
    assert_eq!(
        (lines[2].get("billingProvider"), lines[2].get("invoiceLineItemType")),
        (None, None)
    );
    assert!(lines[3]["customerId"].as_str().unwrap().starts_with("org:"));
    assert_eq!(lines[4]["attributes/objectType"], "OneTimeInvoiceLineItem");
    assert_eq!(lines[4]["pcToBCExchangeRateDate"], "0001-01-01T00:00:00");
    assert!(lines[5]["chargeStartDate"].as_str().unwrap().ends_with("-08:00"));
    assert_eq!((&lines[1]["resellerMpnId"], &lines[5]["resellerMpnId"]), (&json!("0"), &json!("")));
    client.emulator.change(|settings| settings.profile = Profile::Plain);
    let plain = page(&client, &path(&invoice, ONE_TIME), None);
    let names = |line: &Value| line.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert!(items(&plain).iter().all(|line| names(line) == names(&plain["items"][0])));
    assert!(items(&plain).iter().all(|line| line["totalForCustomer"].is_number()));
}

#[test]
fn old_lines_have_no_zone_and_numbers_for_mpn_ids() {
    let client = Client::new();
    let query = "provider=azure&invoicelineitemtype=billinglineitems";
    let lines = page(&client, &path(INVOICE_LEGACY, query), None);
    let line = &items(&lines)[0];
    assert_eq!((&line["mpnId"], &line["tier2MpnId"]), (&json!(5_550_000), &json!(-1)));
    assert_eq!(line["chargeStartDate"], "2025-11-01T00:00:00");
    assert_eq!(line["attributes"]["objectType"], "UsageBasedLineItem");
    let text = client.get(&path(INVOICE_LEGACY, query)).text();
    assert!(text.contains(r#""pretaxCharges":63.33,"taxAmount":5.54,"postTaxTotal":68.87,"pretaxEffectiveRate":0.08500671,"#), "{text}");
}

#[test]
fn usage_adds_up_to_what_is_charged() {
    let client = Client::with(|settings| settings.profile = Profile::Plain);
    let query = "provider=onetime&invoicelineitemtype=usagelineitems&currencycode=usd";
    let usage = page(&client, &path(INVOICE_ONE_TIME, query), None);
    assert_eq!(items(&usage).len(), 60, "two meters for thirty days");
    let text = client.get(&path(INVOICE_ONE_TIME, query)).text();
    assert!(text.contains(r#""effectiveUnitPrice":0.0731250004182619937251,"#), "{text}");
    let credited = page(
        &client,
        &path(INVOICE_ONE_TIME, &format!("{query}&hasPartnerEarnedCredit=true")),
        None,
    );
    assert_eq!(items(&credited).len(), 30);
    assert_eq!(credited["items"][0]["creditType"], "Partner Earned Credit Applied");
    // In units of the fifteenth decimal.
    let sum: i128 = items(&credited)
        .iter()
        .map(|line| {
            let text = format!("{:?}", line["billingPreTaxTotal"].to_string());
            let text = text.trim_matches('"').to_owned();
            let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
            format!("{whole}{part:0<15}").parse::<i128>().unwrap()
        })
        .sum();
    let lines = crate::invoices::lines(&client, INVOICE_ONE_TIME);
    let charged =
        lines.iter().find(|line| line["meterDescription"] == "Virtual machines, D2").unwrap();
    let cents = (sum + 5_000_000_000_000) / 10_000_000_000_000;
    assert_eq!(charged["subtotal"].to_string(), format!("{}.{:02}", cents / 100, cents % 100));
}

#[test]
fn what_is_not_billed_yet_is_shown_by_period() {
    let mut client = Client::with(|settings| settings.invoice_delay_seconds = 5 * DAY);
    let order = buy(&client, software(&client, SKU_PERPETUAL, 1));
    let unbilled = |client: &Client, kind: &str, period: &str, currency: &str| {
        let path = format!(
            "/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype={kind}&currencycode={currency}&period={period}"
        );
        items(&client.get(&path).expect(200)).clone()
    };
    let lines = unbilled(&client, "billinglineitems", "current", "usd");
    assert_eq!(lines.len(), 1);
    assert_eq!((&lines[0]["orderId"], &lines[0]["invoiceNumber"]), (&order["id"], &json!("")));
    assert!(unbilled(&client, "billinglineitems", "current", "eur").is_empty());
    assert!(unbilled(&client, "billinglineitems", "previous", "usd").is_empty());
    assert!(unbilled(&client, "usagelineitems", "current", "usd").is_empty(), "usage takes a day");
    client.advance(2 * DAY);
    client.renew();
    assert_eq!(unbilled(&client, "usagelineitems", "current", "usd").len(), 2 * 2);
    client.advance(30 * DAY);
    client.renew();
    assert!(unbilled(&client, "billinglineitems", "current", "usd").is_empty());
    assert_eq!(unbilled(&client, "billinglineitems", "Previous", "USD").len(), 1);
    client.advance(5 * DAY);
    client.renew();
    assert!(
        unbilled(&client, "billinglineitems", "previous", "usd").is_empty(),
        "it is billed now"
    );
}

#[test]
fn unbilled_lines_need_a_currency_and_a_period() {
    let client = Client::new();
    let base =
        "/v1/invoices/unbilled/lineitems?provider=onetime&invoicelineitemtype=billinglineitems";
    client.get(base).refused(400, "800002");
    client.get(&format!("{base}&currencycode=usd")).refused(400, "800002");
    client.get(&format!("{base}&currencycode=usd&period=next")).refused(400, "900126");
    let office = base.replace("onetime", "office");
    client.get(&format!("{office}&currencycode=usd&period=current")).refused(400, "800002");
    client.get("/v1/invoices/estimates/links").refused(400, "800002");
}

#[test]
fn estimate_links_lead_to_unbilled_lines() {
    let client = Client::new();
    let found = client.get("/v1/invoices/estimates/links?currencycode=usd").expect(200);
    let found = items(&found);
    assert_eq!(found.len(), 4);
    assert_eq!(
        (&found[0]["type"], &found[0]["period"]),
        (&json!("daily_rated_usage"), &json!("Current"))
    );
    for link in found {
        let uri = link["link"]["uri"].as_str().unwrap();
        assert!(uri.contains("provider=Marketplace") || uri.contains("provider=all"));
        client.get(&format!("/v1{uri}")).expect(200);
    }
}

#[test]
fn a_page_can_lead_to_itself() {
    let client = Client::new();
    let invoice = client.emulator.add_invoice(NewInvoice::of(5)).unwrap().id;
    let first = path(&invoice, &format!("{ONE_TIME}&size=2"));
    let next = format!("{first}&seekOperation=Next");
    let one = page(&client, &first, None);
    client.emulator.fault(Fault::on("listInvoiceLineItems", Action::RepeatToken {}));
    let token = one["continuationToken"].as_str().unwrap();
    let two = page(&client, &next, Some(token));
    assert_eq!(two["continuationToken"], token, "the token that it was asked for with");
    assert_ne!(two["items"], one["items"]);
    assert_eq!(page(&client, &next, Some(token))["items"], two["items"]);
}

#[test]
fn an_item_can_be_odd() {
    let client = Client::new();
    let item = json!({ "quantity": { "of": "what" } });
    let odd = Action::OddItem { position: 1, item: item.clone() };
    client.emulator.fault(Fault::on("listInvoiceLineItems", odd));
    let lines = page(&client, &path(INVOICE_ONE_TIME, ONE_TIME), None);
    assert_eq!(items(&lines)[1], item);
    assert!(items(&lines)[0]["orderId"].is_string());
}
