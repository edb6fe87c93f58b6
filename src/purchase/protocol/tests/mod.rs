//! What the protocol is held to: its table, the model of it, and a service that does its worst.

mod rows;
mod simulation;
mod times;
mod transitions;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::types;
use serde_json::json;

use uuid::Uuid;

use super::{Intent, PurchaseState, Refusal, SentCart};
use crate::cart::Checkout;
use crate::values::ids::CartId;

/// A moment, in seconds after some other.
fn at(seconds: i64) -> DateTime<Utc> {
    DateTime::UNIX_EPOCH + TimeDelta::seconds(1_800_000_000 + seconds)
}

/// A cart with a line for each group, that lapses at that moment.
fn cart(groups: u8, expires: Option<DateTime<Utc>>) -> SentCart {
    let mut body = types::CartResource::default();
    body.expiration_timestamp = expires.map(Into::into);
    for n in 0..groups {
        let mut line = types::CartLineItemResource::default();
        line.order_group = Some(n.to_string().into());
        body.line_items.push(line);
    }
    SentCart::new(CartId::from("cart-1"), body)
}

/// A request that was written down at that moment.
fn intent(seconds: i64) -> Intent {
    Intent::new(Uuid::nil(), at(seconds), None)
}

/// An answer with these orders.
fn checkout(orders: &[&str]) -> Checkout {
    let orders: Vec<_> = orders.iter().map(|id| json!({ "id": id, "totalPrice": 1.10 })).collect();
    let orders = serde_json::from_value(json!(orders)).unwrap();
    Checkout { cart_id: CartId::from("cart-1"), orders, order_errors: Vec::new() }
}

fn refusal() -> Refusal {
    serde_json::from_value(json!({
        "status": 400, "code": "800009", "message": "Not for sale.", "passing": false,
    }))
    .unwrap()
}

/// The state as it comes back from where it was stored.
fn stored(state: &PurchaseState) -> PurchaseState {
    let text = serde_json::to_string(state).unwrap();
    let back: PurchaseState = serde_json::from_str(&text).unwrap();
    assert_eq!(&back, state, "stored as {text}");
    back
}
