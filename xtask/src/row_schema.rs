//! Writes the JSON Schema of a row of a batch, or checks that it is written.
//!
//! The types here are the form of `partner_center::batch::BatchRow` as a schema, since those of the
//! library know no schema. That both have the same members is held by `tests/batch/schema.rs`.
#![allow(dead_code, reason = "only their form counts")]

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use anyhow::bail;
use schemars::JsonSchema;
use schemars::r#gen::SchemaSettings;
use serde::{Deserialize, Serialize};

use crate::codegen::Mode;
use crate::folder;

const FILE: &str = "docs/batch-row.schema.json";

pub(crate) fn run(mode: Mode) -> anyhow::Result<ExitCode> {
    let schema = SchemaSettings::draft07().into_generator().into_root_schema_for::<BatchRow>();
    let wanted = serde_json::to_string_pretty(&schema)? + "\n";
    let path = folder::root()?.join(FILE);
    if mode == Mode::Write {
        fs::write(path, wanted)?;
    } else if fs::read_to_string(path)? != wanted {
        bail!("{FILE} is not what xtask/src/row_schema.rs says: run `cargo xtask row-schema`");
    }
    Ok(ExitCode::SUCCESS)
}

/// A purchase of a batch: a line of the file.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct BatchRow {
    /// The name of the purchase, such as the number of an order in a shop. No other row has it.
    #[schemars(length(min = 1, max = 200), regex(pattern = r"^[^\x00-\x1f\x7f-\x9f]*$"))]
    key: String,
    /// The id of the customer's tenant.
    #[schemars(regex(pattern = r"^[^\s/?#\\%]+$"))]
    customer: String,
    request: PurchaseRequest,
}

/// What to buy.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PurchaseRequest {
    /// The version of this form: 1.
    #[serde(default)]
    #[schemars(range(min = 1, max = 1))]
    version: Option<u32>,
    /// The lines of the cart.
    #[schemars(length(min = 1))]
    lines: Vec<PurchaseLine>,
    /// The country to buy in, in two letters; without it, that of the customer's billing profile.
    #[schemars(regex(pattern = "^[A-Za-z]{2}$"))]
    country: Option<String>,
    /// The segment to buy for, such as `commercial`.
    segment: Option<String>,
    /// The kind of subscription that reservations are looked for, such as `AzurePlan`.
    reservation_scope: Option<String>,
    /// Whether the partners on record are attested.
    #[serde(default)]
    attest_partners_on_record: bool,
    /// Whether nothing is bought where the inventory is not known.
    #[serde(default)]
    inventory_must_be_known: bool,
    /// The Azure resource type to check the inventory by, of lines that have none of their own.
    resource_type: Option<String>,
    /// Whether software subscriptions are refused in markets without them.
    #[serde(default)]
    market_list_refuses: bool,
    /// Prerequisites that were seen to.
    #[serde(default)]
    assume_met: Vec<String>,
    /// Whether each line is marked in its friendly name.
    #[serde(default)]
    tag_friendly_names: bool,
    #[serde(default)]
    limits: PurchaseLimits,
}

/// One thing to buy and how many of it.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PurchaseLine {
    /// The product.
    product: String,
    /// The SKU, with its leading zeros.
    sku: String,
    /// The availability; without it, the one that fits.
    availability: Option<String>,
    /// How many.
    #[schemars(range(min = 1, max = 4_294_967_295_u32))]
    quantity: u32,
    /// How long it lasts, such as `P1Y`; nothing for perpetual software.
    term: Option<String>,
    /// How often the partner pays; `one_time` without it.
    #[serde(default = "one_time")]
    billing_cycle: String,
    reservation: Option<ReservationTarget>,
    /// The Azure resource type to check the inventory by; without it, that of the request.
    resource_type: Option<String>,
    savings_plan: Option<SavingsPlan>,
    /// Values that the SKU asks for by name.
    #[serde(default)]
    provisioning: BTreeMap<String, String>,
    /// Whether the attestation that some SKUs ask for is accepted.
    #[serde(default)]
    attestation_accepted: bool,
    /// The partner's own label.
    friendly_name: Option<String>,
    /// A promotion to apply.
    promotion: Option<String>,
    /// Partners on record, each a role and an id.
    #[serde(default)]
    participants: Vec<(String, String)>,
}

fn one_time() -> String {
    "one_time".to_owned()
}

/// What a reservation is bought for, and where.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct ReservationTarget {
    /// An Azure subscription of the customer.
    subscription: String,
    scope: AppliedScope,
    /// The region, by its name in Azure Resource Manager.
    region: Option<String>,
}

/// What the customer commits to spend with a savings plan, and for whose use.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SavingsPlan {
    hourly: Money,
    scope: AppliedScope,
    /// The Azure plan where it is shared, else the Azure subscription.
    subscription: String,
}

/// What a reservation applies to.
#[derive(Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
enum AppliedScope {
    /// All subscriptions of the customer.
    Shared,
    /// The one subscription.
    Single,
}

/// What the purchase must not go beyond; empty for no limits.
#[derive(Default, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct PurchaseLimits {
    /// The most that may be spent, once for each currency.
    #[serde(default)]
    spend: Vec<Money>,
    /// What is bought although a limit of money cannot judge it.
    #[serde(default)]
    allow: Vec<Unjudged>,
    /// The most that a line may ask for.
    #[serde(default)]
    quantity_per_line: Option<u32>,
    /// The most that all lines may ask for together.
    #[serde(default)]
    total_quantity: Option<u32>,
    /// The only products that may be bought, each as `product` or `product:sku`.
    #[serde(default)]
    products: Option<Vec<String>>,
}

/// An amount in a currency.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct Money {
    amount: Amount,
    /// Three letters of ISO 4217.
    currency: String,
}

/// An exact amount, as a number or as one in a text.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(untagged)]
enum Amount {
    Number(f64),
    Text(String),
}

/// What a limit of money cannot judge.
#[derive(Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "camelCase")]
enum Unjudged {
    /// Lines without a price.
    NoPrice,
    /// Lines in a currency without a limit.
    OtherCurrency,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_committed_is_what_is_written() {
        let checked = run(Mode::Check);
        assert!(checked.is_ok(), "{:?}", checked.err());
    }
}
