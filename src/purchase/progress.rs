//! What a purchase tells on its way.

use std::fmt;

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use crate::catalog::enablement::RegistrationStatus;
use crate::catalog::inventory::Inventory;
use crate::error::shown;
use crate::values::country::Country;
use crate::values::ids::{CartId, CatalogItemId, OrderId, SubscriptionId};

use super::Warning;
use super::line_number::numbered;

/// A step of a purchase, in the order they come. Printed, it says what is being done, such as
/// `creating the cart`.
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
    /// Checking the request, before anything is sent.
    Request,
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
    /// Holding the cart against the limits of the request.
    Limits,
    /// Asking the buyer for a confirmation.
    Confirmation,
    /// Checking it out.
    Checkout,
    /// Finding out what a checkout did whose answer was lost.
    Settle,
}

/// Something that a purchase has just found out or done.
///
/// As data, lines are counted from 0, in the order of the request. Printed, it is one line in
/// plain words, and the first line is line 1.
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
    /// It is not known whether the cart was bought; it is looked at again later.
    InDoubt {
        /// The cart.
        cart: CartId,
        /// When.
        until: DateTime<Utc>,
    },
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(match self {
            Self::Request => "checking the request",
            Self::Country => "finding the country",
            Self::Catalog => "choosing from the catalog",
            Self::Registration => "registering a subscription",
            Self::Inventory => "checking the inventory",
            Self::Availability => "reading the availabilities again",
            Self::Cart => "creating the cart",
            Self::Limits => "comparing the cart with the limits",
            Self::Confirmation => "asking for confirmation",
            Self::Checkout => "checking out",
            Self::Settle => "settling a doubt",
        })
    }
}

impl fmt::Display for Progress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Country { country } => write!(f, "buying in {country}"),
            Self::Chosen { line, title, item } => {
                write!(f, "{}: chose `{}` ({item})", numbered(*line), shown(title))
            }
            Self::Warned { warning } => write!(f, "warning: {warning}"),
            Self::Registration { subscription, status, started } => {
                let started = if *started { ", asked for just now" } else { "" };
                write!(f, "subscription {subscription}: registration is {status}{started}")
            }
            Self::Inventory { line, inventory: Inventory::Checked(_) } => {
                write!(f, "{}: the inventory was checked", numbered(*line))
            }
            Self::Inventory { line, inventory: Inventory::NotKnown { status } } => write!(
                f,
                "{}: the inventory is not known, since the service answered {status}",
                numbered(*line)
            ),
            Self::Inventory { line, inventory: Inventory::Undecoded(_) } => write!(
                f,
                "{}: the inventory is not known, since the answer has an unknown form",
                numbered(*line)
            ),
            Self::Renamed { line, item } => {
                write!(f, "{}: the service has renamed the item to {item}", numbered(*line))
            }
            Self::CreatingCart { request_id } => {
                write!(f, "creating the cart, under request id {request_id}")
            }
            Self::CartCreated { cart, expires: Some(expires) } => {
                write!(f, "cart {cart} was created, and is good until {expires}")
            }
            Self::CartCreated { cart, expires: None } => write!(f, "cart {cart} was created"),
            Self::CheckingOut { cart, request_id } => {
                write!(f, "checking out cart {cart}, under request id {request_id}")
            }
            Self::CheckedOut { orders, refused } => checked_out(f, orders, *refused),
            Self::InDoubt { cart, until } => {
                write!(f, "cart {cart} is in doubt: looking again at {until}")
            }
        }
    }
}

fn checked_out(f: &mut fmt::Formatter<'_>, orders: &[OrderId], refused: usize) -> fmt::Result {
    match orders {
        [] => f.write_str("checked out: no order was placed")?,
        [order] => write!(f, "checked out: order {order} was placed")?,
        _ => {
            let ids: Vec<_> = orders.iter().map(OrderId::as_str).collect();
            write!(f, "checked out: orders {} were placed", ids.join(", "))?;
        }
    }
    match refused {
        0 => Ok(()),
        1 => f.write_str("; 1 order group was refused"),
        _ => write!(f, "; {refused} order groups were refused"),
    }
}
