//! What was looked at to settle a doubt.

use chrono::{DateTime, Utc};

use crate::values::ids::OrderId;

/// What a read of the cart said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::purchase) enum CartSeen {
    Ordered,
    Active,
    Gone,
    /// In a word that this version does not know.
    Other,
}

/// What the list of the customer's orders has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::purchase) struct ListSeen {
    /// The orders with the purchase's tag. `None` where it has no tag.
    pub(in crate::purchase) tagged: Option<Vec<OrderId>>,
    /// Whether those with the tag have all lines of the cart.
    pub(in crate::purchase) tagged_is_all: bool,
    /// Orders that cannot be read, and can be of this purchase.
    pub(in crate::purchase) unreadable: usize,
    /// Other orders that can be of this purchase, those of the unreadable ones among them that
    /// have an id.
    pub(in crate::purchase) candidates: Vec<OrderId>,
}

/// What was looked at since the state last changed, and since the last wait; and when the look at
/// the cart was begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::purchase) struct Looked {
    pub(in crate::purchase) cart: Option<(CartSeen, DateTime<Utc>)>,
    pub(in crate::purchase) list: bool,
}
