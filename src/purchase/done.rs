//! What a purchase did.

use std::fmt;

use partner_center_api::types;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::cart::Checkout;
use crate::catalog::enablement::Registration;
use crate::values::ids::OrderId;

use super::plan::Plan;

/// What a purchase did.
///
/// Where [`run`](super::PurchaseCall::run) gives one, everything was ordered. Where the purchase
/// failed, [`PurchaseFailed::so_far`](super::PurchaseFailed::so_far) is one, and says how far it
/// came. Printed, it says in a line which orders were placed, and what was refused and why.
///
/// ```
/// # fn example(purchase: partner_center::Purchase) {
/// for id in purchase.order_ids() {
///     println!("ordered: {id}");
/// }
/// # }
/// ```
#[must_use = "it has the ids of the orders that were placed"]
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Purchase {
    /// What was chosen; `None` where it stopped before all lines were.
    pub plan: Option<Plan>,
    /// The subscriptions found registered.
    pub registrations: Vec<Registration>,
    /// The `MS-CorrelationId` of all its calls, which support asks for; `None` where it stopped
    /// before the first.
    pub correlation_id: Option<Uuid>,
    /// The cart as it was created; `None` where it stopped before.
    pub cart: Option<types::CartResource>,
    /// The `MS-RequestId` of each request to check the cart out; more than one where its outcome
    /// was in doubt and it was asked again. A request whose token was turned down keeps its id.
    #[serde(default)]
    pub checkout_request_ids: Vec<Uuid>,
    /// The orders and order errors; `None` where it stopped before, or where the answer was
    /// lost.
    pub checkout: Option<Checkout>,
}

impl Purchase {
    /// Whether every order group was ordered.
    pub fn is_complete(&self) -> bool {
        self.checkout.as_ref().is_some_and(Checkout::is_complete)
    }

    /// The ids of the orders placed, from which the way goes on: to their
    /// [fulfillment](crate::Customer::wait_for_fulfillment) and to the
    /// [entitlements](crate::Customer::wait_for_entitlements) that they give rise to.
    pub fn order_ids(&self) -> impl Iterator<Item = &OrderId> {
        self.checkout.iter().flat_map(Checkout::order_ids)
    }
}

impl fmt::Display for Purchase {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.checkout {
            Some(checkout) => checkout.fmt(f),
            None => f.write_str("not checked out"),
        }
    }
}
