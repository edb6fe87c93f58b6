//! Price sheets, on a host of their own.

use partner_center_emulator::seed::{CONTOSO_TENANT, PRODUCT_PERPETUAL};
use partner_center_emulator::{Action, ByteOrderMark, Fault, PriceCredentials, Profile, When};

use crate::client::{Answer, Client};

const HOST: &str = "api.partner.microsoft.com";
const SOFTWARE: &str = "/v1.0/sales/pricesheets(Market='US',PricesheetView='software')/$value";
const RATES: &str = "/v1.0/sales/fxrates(Month='202601')/$value";

fn sheet(market: &str, view: &str) -> String {
    format!("/v1.0/sales/pricesheets(Market='{market}',PricesheetView='{view}')/$value")
}

/// The rows of a sheet, as its cells without their quotes.
fn rows(answer: &Answer) -> Vec<Vec<String>> {
    let text = answer.text();
    let lines = text.trim_start_matches('\u{feff}').lines();
    let cells = |line: &str| line.trim_matches('"').split("\",\"").map(str::to_owned).collect();
    lines.map(cells).collect()
}

#[test]
fn a_sheet_has_the_catalog_and_its_prices() {
    let client = Client::with(|settings| settings.profile = Profile::Plain).at(HOST);
    let answer = client.get(SOFTWARE);
    assert_eq!(answer.status, 200);
    assert_eq!(answer.header("content-type"), "application/octet-stream");
    assert_eq!(answer.header("content-disposition"), "attachment; filename=sheets.csv");
    assert_ne!(answer.header("request-id"), "");
    assert_eq!(answer.header("ms-requestid"), "");
    let rows = rows(&answer);
    assert_eq!(rows[0].len(), 19);
    let at = |name: &str| rows[0].iter().position(|own| own == name).unwrap();
    let row = rows.iter().find(|row| {
        row[at("ProductId")] == PRODUCT_PERPETUAL && row[at("Segment")] == "Commercial"
    });
    let row = row.unwrap();
    assert_eq!(row[at("SkuId")], "0001");
    assert_eq!((&*row[at("UnitPrice")], &*row[at("Currency")]), ("617.25", "USD"));
    assert_eq!(row[at("TermDuration")], "OneTime");
    assert_eq!(row[at("EffectiveStartDate")], "2026-01-01T00:00:00.0000000Z");
    assert_eq!(row[at("EffectiveEndDate")], "2026-01-31T23:59:59.9999999Z");
}

#[test]
fn on_the_wire_ids_lose_zeros_and_an_old_price_comes_as_well() {
    let client = Client::new().at(HOST);
    let software = rows(&client.get(SOFTWARE));
    assert_eq!((&*software[1][2], &*software[1][11]), ("1", "555.525"));
    assert_eq!((&*software[2][2], &*software[2][11]), ("1", "617.25"));
    let licenses = rows(&client.get(&sheet("de", "updatedlicensebased")));
    assert_eq!(licenses[0].len(), 18);
    assert_eq!(licenses[2][14], "1/1/2026 12:00:00 AM");
}

#[test]
fn a_sheet_is_as_long_as_a_test_asks() {
    let client = Client::with(|settings| settings.price_sheet_rows = 5_000).at(HOST);
    let first = client.get(SOFTWARE);
    assert_eq!(rows(&first).len(), 5_001);
    assert_eq!(first.header("content-length"), "");
    assert_eq!(client.get(SOFTWARE).bytes, first.bytes);
}

#[test]
fn the_past_has_sheets_and_the_future_when_it_is_announced() {
    let client = Client::new().at(HOST);
    for (query, status) in [
        ("?timeline=current", 200),
        ("?timeline=history&month=202511", 200),
        ("?timeline=history&month=202202", 404),
        ("?timeline=history&month=202602", 404),
        ("?timeline=history", 400),
        ("?timeline=history&month=2025-11", 400),
        ("?timeline=future", 404),
        ("?timeline=always", 400),
    ] {
        assert_eq!(client.get(&format!("{SOFTWARE}{query}")).status, status, "{query}");
    }
    client.emulator.change(|settings| settings.future_prices = true);
    let future = rows(&client.get(&format!("{SOFTWARE}?timeline=future")));
    assert_eq!(future[2][14], "2026-02-01T00:00:00.0000000Z");
    let marketplace = sheet("US", "marketplace");
    assert_eq!(client.get(&format!("{marketplace}?timeline=future")).status, 400);
    assert_eq!(client.get(&sheet("XX", "software")).status, 404);
    assert_eq!(client.get(&sheet("US", "everything")).status, 400);
}

#[test]
fn every_view_has_a_header_and_rates_have_a_month() {
    let client = Client::new().at(HOST);
    for view in ["azure_consumption", "azure_reservations", "marketplace", "updatedlicensebased"] {
        assert!(client.get(&sheet("US", view)).text().starts_with('"'), "{view}");
    }
    let rates = rows(&client.get(RATES));
    assert_eq!(rates[0], ["CurrencyCode", "USDPerUnit", "Month"]);
    assert!(rates.iter().any(|row| *row == ["USD", "1", "202601"]), "{rates:?}");
    assert_eq!(client.get(&RATES.replace("202601", "202602")).status, 404);
}

#[test]
fn deflate_asks_for_an_archive() {
    let client = Client::new().at(HOST);
    let plain = client.get(SOFTWARE).bytes;
    let zipped = client.header("accept-encoding", "deflate").get(SOFTWARE);
    let mut archive = zip::ZipArchive::new(std::io::Cursor::new(zipped.bytes)).unwrap();
    let mut text = Vec::new();
    std::io::copy(&mut archive.by_index(0).unwrap(), &mut text).unwrap();
    assert_eq!(text, plain);
}

#[test]
fn a_token_is_for_one_host() {
    let main = Client::new();
    let prices = main.at(HOST);
    let with = |token: &Client, host: &str| {
        main.with_token(token.token.clone().unwrap()).header("host", host)
    };
    assert_eq!(with(&prices, HOST).get(SOFTWARE).status, 200);
    let refused = with(&main, HOST).get(SOFTWARE);
    assert_eq!((refused.status, refused.text()), (400, String::new()));
    with(&prices, "localhost").get("/v1/customers").refused(401, "900420");

    main.emulator.change(|settings| settings.price_credentials = PriceCredentials::Refused);
    with(&main, HOST).get(SOFTWARE).refused(401, "900420");
    let form = "grant_type=client_credentials&client_id=app&client_secret=s&\
                scope=https%3A%2F%2Fapi.partner.microsoft.com%2F.default";
    let path = format!("/{CONTOSO_TENANT}/oauth2/v2.0/token");
    let alone = main.with_token(main.form(&path, form).token());
    alone.header("host", HOST).get(SOFTWARE).refused(403, "900329");
    let nobody = Client::signed_out(main.emulator.clone()).header("host", HOST);
    nobody.get(SOFTWARE).refused(401, "800001");
}

#[test]
fn each_host_has_its_own_operations_alone() {
    let main = Client::new();
    assert_eq!(main.get(SOFTWARE).status, 404);
    let prices = main.at(HOST);
    assert_eq!(prices.get("/v1/customers").status, 404);
    assert_eq!(prices.get("/_emulator/state").status, 404);
    assert_eq!(prices.post("/common/oauth2/v2.0/token", serde_json::json!({})).status, 404);
}

#[test]
fn a_sheet_can_break_off_and_carry_a_mark() {
    let client = Client::with(|settings| {
        settings.byte_order_mark = ByteOrderMark::All;
        settings.price_sheet_rows = 1_000;
    });
    let client = client.at(HOST);
    assert!(client.get(SOFTWARE).has_mark());
    client.emulator.fault(Fault::on("getPriceSheet", Action::cut(When::MidBody)));
    assert!(client.send("GET", SOFTWARE, b"").is_err());
}
