//! What a purchase tells on its way.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::enablement::RegistrationStatus;
use crate::catalog::inventory::Inventory;
use crate::values::country::Country;
use crate::values::ids::{CartId, CatalogItemId, OrderId, SubscriptionId};

use super::Warning;

/// A step of a purchase, in the order they come.
///
/// ```
/// use partner_center::purchase::Step;
///
/// # fn example(failed: partner_center::purchase::PurchaseFailed) {
/// if failed.step() != Step::Checkout {
///     println!("nothing was bought");
/// }
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Step {
    /// Finding the country of the purchase.
    Country,
    /// Reading SKUs and availabilities, and choosing among them.
    Catalog,
    /// Registering subscriptions.
    Registration,
    /// Checking the inventory.
    Inventory,
    /// Reading the availabilities once more, right before the cart.
    Availability,
    /// Creating the cart.
    Cart,
    /// Checking it out.
    Checkout,
}

/// Something that a purchase has just found out or done.
///
/// Lines are counted from 0, in the order of the request.
///
/// ```
/// use partner_center::purchase::Progress;
///
/// # fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) {
/// let call = customer.purchase(&request).on_progress(|progress| match progress {
///     Progress::CartCreated { cart, .. } => println!("cart {cart}"),
///     Progress::CheckingOut { request_id, .. } => println!("buying, request {request_id}"),
///     _ => {}
/// });
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", tag = "event")]
#[non_exhaustive]
pub enum Progress {
    /// The purchase is made in this country.
    Country {
        /// The country.
        country: Country,
    },
    /// A line means this catalog item.
    Chosen {
        /// The line.
        line: usize,
        /// The name of the SKU for people.
        title: String,
        /// The catalog item.
        item: CatalogItemId,
    },
    /// There is something that the buyer should know.
    Warned {
        /// What it is.
        warning: Warning,
    },
    /// The registration of a subscription stands so; it was just asked for when `started`.
    Registration {
        /// The subscription.
        subscription: SubscriptionId,
        /// Where it stands.
        status: RegistrationStatus,
        /// Whether this purchase started it.
        started: bool,
    },
    /// The inventory was checked.
    Inventory {
        /// The line.
        line: usize,
        /// What it said.
        inventory: Inventory,
    },
    /// The service has renamed the availability since it was first read.
    Renamed {
        /// The line.
        line: usize,
        /// The catalog item that is bought.
        item: CatalogItemId,
    },
    /// The cart is about to be asked for.
    CreatingCart {
        /// The `MS-RequestId` it is asked for under.
        request_id: Uuid,
    },
    /// The cart exists. Nothing is bought yet.
    CartCreated {
        /// The cart.
        cart: CartId,
        /// When the service will forget it.
        expires: Option<DateTime<Utc>>,
    },
    /// The checkout is about to be sent: from here on something may be bought.
    CheckingOut {
        /// The cart.
        cart: CartId,
        /// The `MS-RequestId` it is sent under.
        request_id: Uuid,
    },
    /// The checkout was answered.
    CheckedOut {
        /// The orders placed.
        orders: Vec<OrderId>,
        /// How many order groups were refused.
        refused: usize,
    },
}
