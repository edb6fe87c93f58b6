//! Finding the price of a line.

use partner_center::Term;
use partner_center::price_sheet::{NoPrice, PriceKey, PriceRow, PriceSheet};

use crate::{Row, sheet};

fn key() -> PriceKey {
    PriceKey::new("contoso00001", "1", "US".parse().unwrap())
}

fn find(rows: &[Row], key: PriceKey) -> Result<PriceRow, NoPrice> {
    let sheet = PriceSheet::from_reader(std::io::Cursor::new(sheet(rows))).unwrap();
    sheet.find(&[key]).unwrap().remove(0)
}

fn price(rows: &[Row], key: PriceKey) -> String {
    find(rows, key).unwrap().unit_price().to_string()
}

#[test]
fn every_part_of_a_key_counts() {
    let rows = || {
        [
            Row { price: "1", product: "CONTOSO00002", ..Row::default() },
            Row { price: "2", sku: "0002", ..Row::default() },
            Row { price: "3", market: "DE", ..Row::default() },
            Row { price: "4", currency: "EUR", ..Row::default() },
            Row { price: "5", segment: "Charity", ..Row::default() },
            Row { price: "6", term: "P1Y", ..Row::default() },
            Row { price: "7", term: "P3Y", plan: "Annual", ..Row::default() },
            Row { price: "8", term: "P3Y", plan: "Monthly", ..Row::default() },
            Row::default(),
        ]
    };
    let usd = || key().currency("USD");
    for (key, found) in [
        (usd(), "617.25 USD"),
        (key().currency("eur"), "4 EUR"),
        (usd().segment("nonprofit"), "5 USD"),
        (usd().segment("charity"), "5 USD"),
        (usd().term(Term::Year), "6 USD"),
        (usd().term(Term::ThreeYears).billing_plan("annual"), "7 USD"),
        (PriceKey::new("CONTOSO00001", "2", "US".parse().unwrap()), "2 USD"),
        (PriceKey::new("CONTOSO00001", "0001", "DE".parse().unwrap()), "3 USD"),
    ] {
        assert_eq!(price(&rows(), key.clone()), found, "{key:?}");
    }
}

#[test]
fn what_is_missing_is_said_with_what_there_is() {
    let rows = || [Row { term: "P1Y", ..Row::default() }, Row { term: "P1M", ..Row::default() }];
    for (key, said) in [
        (key(), "the sheet has no row for the term `OneTime`, only for `P1Y`, `P1M`"),
        (key().segment("Education"), "no row for the segment `Education`, only for `Commercial`"),
        (key().currency("EUR"), "no row for the currency `EUR`, only for `USD`"),
        (
            PriceKey::new("CONTOSO00001", "9", "US".parse().unwrap()),
            "the SKU `0009`, only for `0001`",
        ),
        (
            PriceKey::new("FABRIKAM", "1", "US".parse().unwrap()),
            "no row for the product `FABRIKAM`",
        ),
    ] {
        let none = find(&rows(), key).unwrap_err();
        assert!(none.to_string().contains(said), "{none}");
    }
}

#[test]
fn of_rows_that_come_again_the_latest_holds() {
    let old = || Row { price: "600", until: "9/30/2026 11:59:59 PM", ..Row::default() };
    let open = || Row { price: "650", until: "", ..Row::default() };
    assert_eq!(price(&[old(), Row::default()], key()), "617.25 USD");
    assert_eq!(price(&[Row::default(), old()], key()), "617.25 USD");
    assert_eq!(price(&[Row::default(), open(), old()], key()), "650 USD");
    assert_eq!(price(&[Row::default(), Row::default()], key()), "617.25 USD");
}

#[test]
fn rows_of_one_time_at_several_prices_are_not_chosen_from() {
    let rows = [Row::default(), Row { price: "1", ..Row::default() }, Row::default()];
    let none = find(&rows, key()).unwrap_err();
    assert_eq!(none, NoPrice::Several { lines: vec![2, 3], count: 2 });
    assert!(none.to_string().starts_with("2 rows have it at different prices, on lines 2, 3"));
}

#[test]
fn a_quantity_chooses_among_tiers() {
    let rows = || {
        [
            Row { price: "10", tier: ["1", "99"], ..Row::default() },
            Row { price: "9", tier: ["100", ""], ..Row::default() },
        ]
    };
    assert_eq!(price(&rows(), key().quantity(99)), "10 USD");
    assert_eq!(price(&rows(), key().quantity(100)), "9 USD");
    assert!(matches!(find(&rows(), key()), Err(NoPrice::Several { count: 2, .. })));
    let none = find(&rows()[..1], key().quantity(100)).unwrap_err();
    assert!(none.to_string().contains("quantity `100`, only for `1 to 99`"), "{none}");
}

#[test]
fn a_sheet_without_segments_is_of_commercial_prices() {
    let text = sheet(&[Row::default()]).replace(",\"Segment\"", "").replace(",\"Commercial\"", "");
    let read = || PriceSheet::from_reader(std::io::Cursor::new(text.clone())).unwrap();
    let keys = [key(), key().segment("education")];
    let [commercial, education] = read().find(&keys).unwrap().try_into().unwrap();
    assert_eq!(commercial.unwrap().line(), 2);
    assert!(matches!(education, Err(NoPrice::Missing { what: "segment", .. })));
}

#[test]
fn one_row_that_cannot_be_read_ends_the_search() {
    let rows = [Row::default(), Row { price: "cheap", ..Row::default() }];
    let sheet = PriceSheet::from_reader(std::io::Cursor::new(sheet(&rows))).unwrap();
    let error = sheet.find(&[key()]).unwrap_err();
    assert_eq!((error.line(), error.column()), (Some(3), Some("UnitPrice")));
}
