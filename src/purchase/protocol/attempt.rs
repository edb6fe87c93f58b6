//! One of several attempts at a purchase.

use serde::{Deserialize, Serialize};

use crate::values::ids::{CartId, OrderId};

/// One of several attempts at a purchase that were bought, or may be.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Attempt {
    /// Its cart.
    pub cart: CartId,
    /// Its orders; none where nobody knows whether it was bought, or which they are.
    pub orders: Vec<OrderId>,
}
