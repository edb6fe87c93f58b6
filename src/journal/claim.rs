//! Whose an order is.

use serde::{Deserialize, Serialize};

use crate::values::OrderId;

use super::PurchaseKey;

/// An order, and the purchase that it belongs to.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct Claim {
    /// The order.
    pub order: OrderId,
    /// The purchase that claims it.
    pub by: PurchaseKey,
}

/// The form in which orders are compared.
pub(super) fn folded(order: &OrderId) -> String {
    order.as_str().to_ascii_lowercase()
}
