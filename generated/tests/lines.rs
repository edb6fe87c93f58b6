//! Lines of invoices: one of five kinds, of another, or unreadable.
#![allow(clippy::unwrap_used, reason = "a test fails by panicking")]

use partner_center_api::support::{Cell, ColumnKind};
use partner_center_api::types::{
    InvoiceLineItem, InvoiceLineItemCollection, LineItemKind, OneTimeInvoiceLineItem,
};
use serde_json::value::RawValue;

#[track_caller]
fn read(json: &str, asked: Option<LineItemKind>) -> InvoiceLineItem {
    InvoiceLineItem::read(serde_json::from_str::<&RawValue>(json).unwrap(), asked)
}

#[track_caller]
fn check(json: &str, expected: Option<LineItemKind>) {
    let item = read(json, None);
    assert_eq!(item.kind(), expected, "{json}");
    assert_eq!(serde_json::from_str::<InvoiceLineItem>(json).unwrap(), item);
    let value: serde_json::Value = serde_json::from_str(json).unwrap();
    assert_eq!(serde_json::from_value::<InvoiceLineItem>(value).unwrap().kind(), expected);
}

#[test]
fn the_object_type_decides_in_any_spelling() {
    for kind in LineItemKind::ALL {
        let name = kind.as_str();
        for word in [name.to_owned(), name.to_lowercase(), format!("{}_{}", &name[..3], &name[3..])]
        {
            // Whatever else it says.
            let pair = r#""billingProvider":"office","invoiceLineItemType":"usage_line_items""#;
            check(&format!(r#"{{{pair},"attributes":{{"objectType":"{word}"}}}}"#), Some(*kind));
            check(&format!(r#"{{"Attributes":{{"ObjectType":"{word}"}}}}"#), Some(*kind));
        }
    }
}

#[test]
fn without_it_the_pair_decides() {
    for (provider, lines, kind) in [
        ("office", "billing_line_items", LineItemKind::LicenseBased),
        ("Azure", "BillingLineItems", LineItemKind::UsageBased),
        ("azure", "usage_line_items", LineItemKind::DailyUsage),
        ("OneTime", "billing_line_items", LineItemKind::OneTime),
        ("marketplace", "usage_line_items", LineItemKind::DailyRatedUsage),
    ] {
        let pair = format!(r#""billingProvider":"{provider}","invoiceLineItemType":"{lines}""#);
        check(&format!("{{{pair}}}"), Some(kind));
        check(&format!(r#"{{"attributes":{{"objectType":""}},{pair}}}"#), Some(kind));
        check(&format!(r#"{{"attributes":null,{pair}}}"#), Some(kind));
    }
}

#[test]
fn without_both_what_was_asked_for_decides() {
    let json = r#"{"customerName":"Contoso"}"#;
    check(json, None);
    let asked = read(json, Some(LineItemKind::UsageBased));
    assert_eq!(asked.kind(), Some(LineItemKind::UsageBased));
    assert_eq!(read(json, None).or_as(LineItemKind::UsageBased), asked);
    let told = r#"{"attributes":{"objectType":"DailyUsageLineItem"}}"#;
    assert_eq!(read(told, Some(LineItemKind::OneTime)).kind(), Some(LineItemKind::DailyUsage));
}

#[test]
fn an_unknown_kind_is_kept_to_the_digit_and_never_guessed() {
    let json = r#"{ "attributes": {"objectType": "NovelLineItem"}, "x": 1.10, "billingProvider": "office",
        "invoiceLineItemType": "billing_line_items" }"#;
    for item in
        [read(json, Some(LineItemKind::OneTime)), read(json, None).or_as(LineItemKind::OneTime)]
    {
        let InvoiceLineItem::Other(other) = &item else { panic!("{item:?}") };
        assert_eq!((other.kind(), other.json().get()), (Some("NovelLineItem"), json));
        assert_eq!(serde_json::to_string(&item).unwrap(), json);
    }
}

#[test]
fn an_unreadable_line_does_not_lose_the_others() {
    let bad = r#"{"attributes":{"objectType":"OneTimeInvoiceLineItem"},"quantity":"two","x":1.10}"#;
    let good = r#"{"attributes":{"objectType":"OneTimeInvoiceLineItem"},"quantity":"2"}"#;
    let page = format!(r#"{{"items":[{good},{bad},{good}],"continuationToken":"t"}}"#);
    let page: InvoiceLineItemCollection = serde_json::from_str(&page).unwrap();
    assert_eq!(page.continuation_token.as_deref(), Some("t"));
    let [one, InvoiceLineItem::Unreadable(lost), two] = page.items.as_slice() else {
        panic!("{page:?}")
    };
    assert_eq!((one.kind(), one), (Some(LineItemKind::OneTime), two));
    assert_eq!(lost.json().get(), bad);
    assert!(lost.error().starts_with("`two` is not a decimal number"), "{}", lost.error());
    assert_eq!(serde_json::to_string(&page.items[1]).unwrap(), bad);
}

#[test]
fn what_is_no_object_is_kept() {
    for json in ["null", "[]", "7", r#""text""#] {
        assert!(matches!(read(json, None), InvoiceLineItem::Other(_)), "{json}");
        let asked = read(json, Some(LineItemKind::OneTime));
        assert!(!matches!(asked, InvoiceLineItem::Other(_)), "{json}");
        assert_eq!(serde_json::to_string(&read(json, None)).unwrap(), json);
    }
}

#[test]
fn numbers_and_ids_are_read_in_each_form_of_the_wire() {
    let line: OneTimeInvoiceLineItem = serde_json::from_str(
        r#"{"unitPrice":"0.0000123456789012345678","quantity":25,"subtotal":"","taxTotal":null,
            "mpnId":4649221,"resellerMpnId":"0","orderDate":"0001-01-01T00:00:00"}"#,
    )
    .unwrap();
    assert_eq!(line.unit_price.unwrap().to_string(), "0.0000123456789012345678");
    assert_eq!(line.quantity.unwrap().to_string(), "25");
    assert_eq!((line.subtotal, line.tax_total), (None, None));
    assert_eq!(line.mpn_id.unwrap(), "4649221");
    assert_eq!(line.reseller_mpn_id.unwrap(), "0");
    assert!(line.order_date.unwrap().is_unset());
}

#[test]
fn a_line_is_a_row() {
    let line: OneTimeInvoiceLineItem = serde_json::from_str(
        r#"{"customerId":"c","unitPrice":"1.50","productQualifiers":["Trial"],"mpnId":7,
            "orderDate":"0001-01-01T00:00:00","chargeStartDate":"2030-01-31T08:00:00Z",
            "billingProvider":"OneTime","attributes":{"objectType":"OneTimeInvoiceLineItem"}}"#,
    )
    .unwrap();
    let cell = |name: &str| {
        let mut columns = OneTimeInvoiceLineItem::COLUMNS.iter();
        let column = columns.find(|column| column.name == name).expect(name);
        (column.kind, (column.get)(&line))
    };
    assert_eq!(cell("customerId"), (ColumnKind::Id, Cell::Text("c")));
    assert_eq!(cell("mpnId"), (ColumnKind::Id, Cell::Text("7")));
    assert_eq!(cell("unitPrice"), (ColumnKind::Rate, Cell::Decimal("1.50".parse().unwrap())));
    assert_eq!(cell("totalForCustomer"), (ColumnKind::Amount, Cell::None));
    assert_eq!(cell("quantity"), (ColumnKind::Quantity, Cell::None));
    assert_eq!(cell("orderDate"), (ColumnKind::Date, Cell::None));
    let date = Cell::Date("2030-01-31T08:00:00Z".parse().unwrap());
    assert_eq!(cell("chargeStartDate"), (ColumnKind::Date, date));
    assert_eq!(cell("billingProvider"), (ColumnKind::Word, Cell::Text("one_time")));
    let qualifiers = Cell::Json(r#"["Trial"]"#.to_owned());
    assert_eq!(cell("productQualifiers"), (ColumnKind::Json, qualifiers));
    let kind = Cell::Text("OneTimeInvoiceLineItem");
    assert_eq!(cell("attributes.objectType"), (ColumnKind::Text, kind));
}
