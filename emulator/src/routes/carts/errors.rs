//! Errors of cart lines, by number or by name.

use crate::json::{Json, Object, object};
use crate::state::cart::LineError;

const NAMES: &[(u32, &str)] = &[
    (10_000, "currency_is_not_supported"),
    (10_001, "catalog_item_id_is_not_valid"),
    (10_002, "quota_not_available"),
    (10_003, "inventory_not_available"),
    (10_004, "participants_is_not_supported_for_partner"),
    (10_006, "unable_to_process_cart_line_item"),
    (10_007, "subscription_is_not_valid"),
    (10_008, "subscription_is_not_enabled_for_ri"),
    (10_009, "sandbox_limit_exceeded"),
    (10_010, "invalid_input"),
    (10_011, "subscription_not_registered"),
    (10_012, "attestation_not_accepted"),
    (10_013, "billing_plan_not_supported"),
    (10_014, "invalid_promotion_id"),
    (10_015, "max_allowed_seats_per_subscription_exceeded"),
    (10_016, "invalid_custom_term_end_date_product"),
    (10_017, "invalid_custom_term_end_date"),
    (10_018, "base_offer_seat_quantity_not_met"),
    (10_019, "minimum_add_on_seats_not_met"),
    (500_600, "legacy_offer_not_eligible_for_purchase"),
];

/// The error of a line as the wire has it; the sources do not agree whether its code is a number or
/// a name.
pub(crate) fn print(error: &LineError, by_name: bool) -> Object {
    let name = NAMES.iter().find(|(code, _)| by_name && *code == error.code).map(|(_, name)| *name);
    object! {
        "errorCode": name.map_or_else(|| Json::from(error.code), Json::from),
        "errorDescription": &error.description,
    }
}
