//! An order without a cart that was not placed, or may have been.

use std::fmt;

use crate::error::{Delivery, Error};
use crate::purchase::Doubt;

/// An order that was asked for without a cart, and is not known to have been placed as it was
/// wanted. Printed, it says whether anything was bought, and what to do.
///
/// ```no_run
/// use partner_center::Delivery;
/// use partner_center::order::NewOrder;
///
/// # async fn example(customer: partner_center::Customer, order: NewOrder) -> partner_center::Result<()> {
/// match customer.place_order(&order).await {
///     Ok(order) => println!("ordered: {:?}", order.id),
///     Err(failed) if failed.bought() == Delivery::NotDone => println!("nothing: {failed}"),
///     Err(failed) => {
///         let doubt = failed.doubt().cloned().expect("what is unknown is in doubt");
///         println!("{}", customer.settle(doubt).run().await?); // to be stored until it is settled
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct OrderFailed(Box<(Error, Option<Doubt>)>);

impl OrderFailed {
    pub(super) fn new(error: Error, doubt: Option<Doubt>) -> Self {
        Self(Box::new((error, doubt)))
    }

    /// Whether it may have been bought: [`Delivery::NotDone`] or [`Delivery::Unknown`].
    pub fn bought(&self) -> Delivery {
        self.error().delivery()
    }

    /// What is to be [settled](crate::Customer::settle) before it is bought again; `None` where
    /// nothing was bought.
    pub fn doubt(&self) -> Option<&Doubt> {
        self.0.1.as_ref()
    }

    /// What went wrong. Its [`orders`](Error::orders) has an order that the service named and that
    /// is not the one that was asked for.
    pub fn error(&self) -> &Error {
        &self.0.0
    }
}

impl fmt::Display for OrderFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.error().fmt(f)
    }
}

impl fmt::Debug for OrderFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self.error(), f)
    }
}

impl std::error::Error for OrderFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error().source()
    }
}

/// The error, without the doubt.
impl From<OrderFailed> for Error {
    fn from(failed: OrderFailed) -> Self {
        failed.0.0
    }
}
