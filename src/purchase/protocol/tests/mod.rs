//! What the protocol is held to: its table, the model of it, and a service that does its worst.

mod simulation;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::types;
use serde_json::json;

use super::{PurchaseState, SentCart};
use crate::values::ids::CartId;

/// A moment, in seconds after some other.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
}

/// A cart with a line for each group, that lapses at that moment.
fn cart(groups: u8, expires: Option<DateTime<Utc>>) -> SentCart {
    let lines: Vec<_> =
        (0..groups).map(|n| json!({ "id": n, "orderGroup": n.to_string() })).collect();
    let body = json!({ "id": "cart-1", "expirationTimestamp": expires, "lineItems": lines });
    let body: types::CartResource = serde_json::from_value(body).unwrap();
    SentCart::new(CartId::from("cart-1"), body)
}

/// The state as it comes back from where it was stored.
fn stored(state: &PurchaseState) -> PurchaseState {
    let text = serde_json::to_string(state).unwrap();
    let back: PurchaseState = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, state, "stored as {text}");
    back
}
