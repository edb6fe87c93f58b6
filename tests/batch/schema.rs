//! The JSON Schema of a row, against the rows that are read and written.

use std::collections::BTreeSet;

use partner_center::batch::{BatchRow, ROW_SCHEMA, Rows};
use partner_center::cart::{PurchaseLimits, SavingsPlan, Unjudged};
use partner_center::purchase::{PurchaseLine, PurchaseRequest, ReservationTarget};
use partner_center::{AppliedScope, Money};
use serde_json::{Value, json};

use crate::stage::row_of;

fn schema() -> Value {
    serde_json::from_str(ROW_SCHEMA).unwrap()
}

/// A row in which nothing is left out.
fn full() -> Value {
    let limit = Money { amount: "2500.5".parse().unwrap(), currency: "USD".into() };
    let limits = PurchaseLimits::new()
        .spend_at_most(limit.clone())
        .allow(Unjudged::NoPrice)
        .quantity_per_line(5)
        .total_quantity(9)
        .only_product("CONTOSO00001");
    let target = ReservationTarget::new("s", AppliedScope::Single).region("westeurope");
    let line = PurchaseLine::sku("CONTOSO00001", "0001", 2)
        .reservation(target)
        .resource_type("DedicatedHost")
        .savings_plan(SavingsPlan::single("s", limit.clone()))
        .provisioning("name", "value")
        .participant("transacting_reseller".into(), "1234567");
    let request = PurchaseRequest::new(line)
        .limits(limits)
        .assume_met("other".into())
        .resource_type("DedicatedHost");
    serde_json::to_value(row_of(1, request)).unwrap()
}

/// The members of each object of a value, as paths.
fn members(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(object) if !path.ends_with("/provisioning") => {
            for (name, inner) in object {
                found.insert(format!("{path}/{name}"));
                members(inner, &format!("{path}/{name}"), found);
            }
        }
        Value::Array(items) => items.iter().for_each(|item| members(item, path, found)),
        _ => {}
    }
}

/// The members that a schema has, as paths.
fn described(root: &Value, schema: &Value, path: &str, found: &mut BTreeSet<String>) {
    if let Some(Value::String(to)) = schema.get("$ref") {
        let to = root.pointer(to.trim_start_matches('#')).unwrap();
        return described(root, to, path, found);
    }
    for word in ["anyOf", "allOf"] {
        let several = schema.get(word).and_then(Value::as_array);
        several.into_iter().flatten().for_each(|one| described(root, one, path, found));
    }
    if let Some(items) = schema.get("items").filter(|items| items.is_object()) {
        described(root, items, path, found);
    }
    if let Some(Value::Object(properties)) = schema.get("properties") {
        assert_eq!(schema["additionalProperties"], false, "{path}");
        for (name, inner) in properties {
            found.insert(format!("{path}/{name}"));
            described(root, inner, &format!("{path}/{name}"), found);
        }
    }
}

#[test]
fn the_schema_has_the_members_that_a_row_has() {
    let (mut written, mut described_ones) = (BTreeSet::new(), BTreeSet::new());
    members(&full(), "", &mut written);
    described(&schema(), &schema(), "", &mut described_ones);
    assert_eq!(written, described_ones);
}

#[test]
fn what_the_schema_requires_is_what_a_row_requires() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut paths = BTreeSet::new();
    members(&full(), "", &mut paths);
    for path in paths {
        let mut row = full();
        let (parent, name) = path.rsplit_once('/').unwrap();
        let pointer = parent.replace("/lines", "/lines/0").replace("/spend", "/spend/0");
        row.pointer_mut(&pointer).unwrap().as_object_mut().unwrap().remove(name);
        let is_read = serde_json::from_value::<BatchRow>(row.clone()).is_ok();
        assert_eq!(validator.is_valid(&row), is_read, "without {path}");
    }
}

#[tokio::test]
async fn the_schema_and_the_reader_agree_about_rows() {
    let schema = schema();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let change = |pointer: &str, value: Value| {
        let mut row = full();
        *row.pointer_mut(pointer).unwrap() = value;
        row
    };
    let line = "/request/lines/0";
    for (row, is_good) in [
        (full(), true),
        (change("/request/limits/spend/0/amount", json!("2500.50")), true),
        (change("/request/country", json!("de")), true),
        (change("/request/country", json!("DEU")), false),
        (change("/request/version", json!(2)), false),
        (change("/key", json!("")), false),
        (change("/key", json!("a\nb")), false),
        (change("/key", json!("ä".repeat(200))), true),
        (change("/key", json!("ä".repeat(201))), false),
        (change("/customer", json!("../orders")), false),
        (change("/customer", json!("")), false),
        (change("/request/lines", json!([])), false),
        (change(&format!("{line}/quantity"), json!(0)), false),
        (change(&format!("{line}/quantity"), json!(4_294_967_296_u64)), false),
        (change(&format!("{line}/reservation/scope"), json!("both")), false),
        (change("/request/limits", json!({ "spent": [] })), false),
        (change(line, json!({ "product": "P", "sku": "1", "quantity": 1, "qantity": 2 })), false),
    ] {
        assert_eq!(validator.is_valid(&row), is_good, "{row}");
        let read = Rows::json_lines(std::io::Cursor::new(row.to_string())).check().await;
        assert_eq!(read.is_ok(), is_good, "{row}: {:?}", read.err());
    }
}
