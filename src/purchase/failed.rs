//! A purchase that failed, and what exists all the same.

use std::fmt;

use crate::error::{Delivery, Error};

use super::{Purchase, Step};

/// A purchase that failed.
///
/// ```no_run
/// use partner_center::Delivery;
///
/// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) {
/// match customer.purchase(&request).run().await {
///     Ok(purchase) => println!("{} orders", purchase.order_ids().count()),
///     Err(failed) if failed.bought() == Delivery::NotDone => {
///         println!("nothing was bought: {}", failed.error());
///     }
///     Err(failed) => {
///         let cart = failed.so_far().cart.as_ref().and_then(|cart| cart.id.as_ref());
///         println!("before you buy again, look at cart {cart:?} and at the orders");
///     }
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct PurchaseFailed(Box<Inner>);

#[derive(Clone, Debug)]
struct Inner {
    error: Error,
    step: Step,
    so_far: Purchase,
}

impl PurchaseFailed {
    pub(super) fn new(error: Error, step: Step, so_far: Purchase) -> Self {
        Self(Box::new(Inner { error, step, so_far }))
    }

    /// Whether something may have been bought.
    ///
    /// Only the checkout buys: a failure of any step before it is
    /// [`Delivery::NotDone`], whatever became of its own request.
    pub fn bought(&self) -> Delivery {
        match self.0.step {
            Step::Checkout => self.0.error.delivery(),
            _ => Delivery::NotDone,
        }
    }

    /// The step that failed.
    pub fn step(&self) -> Step {
        self.0.step
    }

    /// What went wrong.
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// What exists all the same, the cart above all.
    pub fn so_far(&self) -> &Purchase {
        &self.0.so_far
    }
}

impl fmt::Display for PurchaseFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let step = match self.0.step {
            Step::Country => "finding the country",
            Step::Catalog => "choosing from the catalog",
            Step::Registration => "registering a subscription",
            Step::Inventory => "checking the inventory",
            Step::Availability => "reading the availabilities again",
            Step::Cart => "creating the cart",
            Step::Checkout => "checking out",
        };
        match self.bought() {
            Delivery::NotDone => write!(f, "{step} failed; nothing was bought"),
            Delivery::Unknown => write!(
                f,
                "{step} failed; something may have been bought: \
                 read the cart and the customer's orders before buying again"
            ),
        }
    }
}

impl std::error::Error for PurchaseFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        Some(&self.0.error)
    }
}

impl From<PurchaseFailed> for Error {
    fn from(failed: PurchaseFailed) -> Self {
        failed.0.error
    }
}
