//! Lines that buy a savings plan: the amount for each hour, and whose use it pays for.

use rust_decimal::Decimal;

use crate::fault_codes::{
    BAD_PROPERTY, Code, NO_AZURE_PLAN, NO_ENTITLEMENT_ID, NO_PLAN_ID, NOT_AN_ACTIVE_SUBSCRIPTION,
    SCOPE_NOT_SUPPORTED,
};
use crate::json::{Json, Object};
use crate::state::cart::Line;
use crate::state::catalog::MinimumCommitment;
use crate::state::customer::Customer;

/// Hours of a year, as the service counts them.
const YEAR: u32 = 8_760;

/// What is wrong with a line: the refusal, the cart error for it, and the text.
pub(super) type Wrong = (Code, u32, String);

/// Whether a line says all that buying a savings plan takes.
pub(super) fn check(
    line: &Line,
    least: &MinimumCommitment,
    customer: &Customer,
) -> Result<(), Wrong> {
    let bad = |text: String| (BAD_PROPERTY, 10_010, text);
    let Some(commitment) = commitment(line) else {
        return Err(bad(format!("`{}` lacks `purchaseCommitment`.", line.catalog_item)));
    };
    let Some(amount) = amount(commitment).filter(|amount| *amount >= least.amount()) else {
        return Err(bad(format!("The amount is not at least {} an hour.", least.amount)));
    };
    let currency = commitment.text("currency").unwrap_or_default();
    if !currency.eq_ignore_ascii_case(&least.currency) {
        return Err(bad(format!("{amount} is not in {}.", least.currency)));
    }
    if !commitment.text("grain").is_some_and(|grain| grain.eq_ignore_ascii_case("hourly")) {
        return Err(bad("The grain is not `hourly`.".to_owned()));
    }
    check_scope(line, customer)
}

fn check_scope(line: &Line, customer: &Customer) -> Result<(), Wrong> {
    let scope = line.provisioning_text("scope").unwrap_or_default();
    let (name, missing, unusable) = match scope.to_ascii_lowercase().as_str() {
        "shared" => ("subscriptionId", NO_PLAN_ID, NO_AZURE_PLAN),
        "single" => ("entitlementId", NO_ENTITLEMENT_ID, NOT_AN_ACTIVE_SUBSCRIPTION),
        _ => return Err((SCOPE_NOT_SUPPORTED, 10_010, format!("It is `{scope}`."))),
    };
    let Some(id) = line.provisioning_text(name).filter(|id| !id.is_empty()) else {
        return Err((missing, 10_010, format!("It is `{name}`.")));
    };
    let found = customer.subscription(id).filter(|found| found.is_azure() && found.is_active());
    match found {
        Some(_) => Ok(()),
        None => Err((unusable, 10_007, format!("It is `{id}`."))),
    }
}

/// What a line costs over its whole term.
pub(super) fn price(line: &Line, term: Option<&str>) -> Decimal {
    let years = if term.is_some_and(|term| term.eq_ignore_ascii_case("P3Y")) { 3 } else { 1 };
    let hours = Decimal::from(YEAR * years);
    let hourly = commitment(line).and_then(amount).unwrap_or_default();
    hourly.checked_mul(hours).unwrap_or(Decimal::MAX)
}

/// The members of a line that the emulator only gives back are kept as they came.
fn commitment(line: &Line) -> Option<&Object> {
    line.unknown.get("purchaseCommitment").and_then(Json::as_object)
}

fn amount(commitment: &Object) -> Option<Decimal> {
    match commitment.get("amount")? {
        Json::Number(digits) | Json::Text(digits) => digits.parse().ok(),
        _ => None,
    }
}
