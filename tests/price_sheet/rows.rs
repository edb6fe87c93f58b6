//! What a row says.

use partner_center::price_sheet::{ExchangeRates, PriceSheet};
use partner_center::{Money, Term};

use crate::{HEADER, Row, sheet};

fn read(text: String) -> PriceSheet {
    PriceSheet::from_reader(std::io::Cursor::new(text)).unwrap()
}

#[test]
fn a_row_is_read_by_the_names_of_its_columns() {
    let row = read(sheet(&[Row::default()])).next().unwrap().unwrap();
    assert_eq!((row.product_id().as_str(), row.sku_id().as_str()), ("CONTOSO00001", "0001"));
    assert_eq!((row.product_title(), row.sku_title()), ("Server", "Standard, one"));
    assert_eq!(row.cell("skudescription"), Some("It says \"hello\""));
    assert_eq!((row.term(), row.billing_plan()), (None, ""));
    let money = |amount: &str| Money { amount: amount.parse().unwrap(), currency: "USD".into() };
    assert_eq!(row.unit_price(), &money("617.25"));
    assert_eq!(row.suggested_price(), Some(money("771.5625")));
    let from = row.effective_from().unwrap().to_rfc3339();
    let until = row.effective_until().unwrap().to_rfc3339();
    assert_eq!(from, "2026-10-01T00:00:00+00:00");
    assert_eq!(until, "2026-10-31T23:59:59+00:00");
    assert_eq!(row.tags().collect::<Vec<_>>(), ["Software", "Perpetual"]);
    assert_eq!((row.segment(), row.market(), row.line()), (Some("Commercial"), "US", 2));
    assert_eq!((row.smallest_quantity(), row.largest_quantity()), (None, None));
    assert_eq!(row.cells().count(), 19);
}

#[test]
fn columns_may_be_few_new_and_in_any_order() {
    let text = "\u{feff}UnitPrice, erpprice ,MARKET,NewColumn,Currency,SkuId,ProductId\n\
                0.0000000000000000000001,,US,new,USD,00AB,P\n";
    let mut rows = read(text.to_owned());
    assert_eq!(rows.columns().nth(1), Some("erpprice"));
    let row = rows.next().unwrap().unwrap();
    assert_eq!(row.unit_price().amount.to_string(), "0.0000000000000000000001");
    assert_eq!((row.suggested_price(), row.effective_until(), row.segment()), (None, None, None));
    assert_eq!((row.cell("newcolumn"), row.cell("older")), (Some("new"), None));
    assert_eq!(row.sku_id().as_str(), "00AB");
    assert!(rows.next().is_none());
}

#[test]
fn terms_and_skus_have_one_spelling() {
    for (term, read_as) in [
        ("P1Y", Some(Term::Year)),
        ("P1M", Some(Term::Month)),
        ("P3Y", Some(Term::ThreeYears)),
        ("onetime", None),
        ("", None),
    ] {
        let row = read(sheet(&[Row { term, ..Row::default() }])).next().unwrap().unwrap();
        assert_eq!(row.term(), read_as.as_ref(), "{term}");
    }
    for (sku, read_as) in [("7", "0007"), ("0007", "0007"), ("12345", "12345"), ("7A", "7A")] {
        let row = read(sheet(&[Row { sku, ..Row::default() }])).next().unwrap().unwrap();
        assert_eq!(row.sku_id().as_str(), read_as);
    }
}

#[test]
fn a_header_with_the_odd_quote_of_the_page_is_read() {
    let text = sheet(&[Row::default()]).replace("\"ERP Price\"", "\"ERP Price”\"");
    let row = read(text).next().unwrap().unwrap();
    assert!(row.suggested_price().is_some());
    assert!(HEADER.contains("ERP Price"));
}

#[test]
fn rates_are_exact() {
    let text = "\"CurrencyCode\",\"USDPerUnit\",\"Month\"\n\"XTS\",\"0.27200000000000000001\",\"202610\"\n";
    let mut rates = ExchangeRates::from_reader(text.as_bytes()).unwrap();
    let rate = rates.next().unwrap().unwrap();
    assert_eq!(rate.currency.as_str(), "XTS");
    assert_eq!(rate.usd_per_unit.to_string(), "0.27200000000000000001");
    assert_eq!(rate.month, "202610");
    assert!(rates.next().is_none());
}
