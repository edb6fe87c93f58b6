//! A purchase that failed, and what exists nevertheless.

use std::fmt;

use partner_center_api::types;

use crate::error::{Delivery, Error, shown};

use super::protocol::Doubt;
use super::{Purchase, Step};

/// A purchase that failed.
///
/// | printed with | what it says |
/// |---|---|
/// | `{}` | one line: the step, what went wrong and what to do, whether anything was bought |
/// | `{:#}` | the same line, with the tries and ids of the call that failed |
/// | `{:?}`, and what `main` prints | several lines: that of `{}`, the causes, what exists |
///
/// Since its message has that of its [error](Self::error) in it, its
/// [`source`](std::error::Error::source) is that error's source: reporters which print the
/// whole chain print nothing twice.
///
/// ```no_run
/// use std::time::Duration;
/// use partner_center::Delivery;
///
/// # async fn example(customer: partner_center::Customer, request: partner_center::PurchaseRequest) -> partner_center::Result<()> {
/// match customer.purchase(&request).run().await {
///     Ok(purchase) => println!("{} orders", purchase.order_ids().count()),
///     Err(failed) if failed.bought() == Delivery::NotDone => {
///         println!("nothing was bought: {}", failed.error());
///     }
///     Err(failed) => {
///         println!("{failed}");
///         if let Some(doubt) = failed.doubt() {
///             let settled = customer.settle(doubt.clone()).run().await;
///             println!("{settled:?}");
///         }
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone)]
pub struct PurchaseFailed(Box<Inner>);

#[derive(Clone)]
struct Inner {
    error: Error,
    step: Step,
    so_far: Purchase,
    doubt: Option<Doubt>,
    /// Whether its record is in other hands, or could not be read.
    is_elsewhere: bool,
}

impl PurchaseFailed {
    pub(super) fn new(error: Error, step: Step, so_far: Purchase) -> Self {
        Self(Box::new(Inner { error, step, so_far, doubt: None, is_elsewhere: false }))
    }

    pub(super) fn in_doubt(mut self, doubt: Option<Doubt>) -> Self {
        self.0.doubt = doubt;
        self
    }

    /// Of a recorded purchase: whether another program may have bought it, before or meanwhile.
    pub(super) fn elsewhere(mut self, is_elsewhere: bool) -> Self {
        self.0.is_elsewhere = is_elsewhere;
        self
    }

    /// What is not known yet about the checkout, to be stored and given to
    /// [`Customer::settle`](crate::Customer::settle). `None` where nothing is in doubt.
    pub fn doubt(&self) -> Option<&Doubt> {
        self.0.doubt.as_ref()
    }

    /// Whether something may have been bought.
    ///
    /// Only the checkout buys: a failure of any step before it is
    /// [`Delivery::NotDone`], whatever became of its own request. After
    /// [`Delivery::InPart`], [`orders`](Self::orders) has what was ordered. Of a
    /// [recorded](super::PurchaseCall::recorded) purchase, what other programs did under its key
    /// counts, too: where its record cannot be read, or is in other hands, it is
    /// [`Delivery::Unknown`].
    pub fn bought(&self) -> Delivery {
        match self.0.step {
            _ if self.0.is_elsewhere => Delivery::Unknown,
            Step::Checkout => self.0.error.delivery(),
            Step::Settle => Delivery::Unknown,
            _ => Delivery::NotDone,
        }
    }

    /// The orders that are known to have been placed although the purchase failed;
    /// [`order_errors`](Self::order_errors) has what was refused.
    pub fn orders(&self) -> &[types::Order] {
        self.0.error.orders()
    }

    /// The groups of the cart that the service refused, with its reasons. A group has the lines of
    /// the [cart](Purchase::cart) whose `order_group` is the same.
    pub fn order_errors(&self) -> &[types::OrderError] {
        self.0.error.order_errors()
    }

    /// Whether it ended because its token was cancelled, before the [step](Self::step) was taken.
    pub fn is_cancelled(&self) -> bool {
        self.0.error.is_cancelled()
    }

    /// The step that failed, or before which it was cancelled.
    pub fn step(&self) -> Step {
        self.0.step
    }

    /// What went wrong.
    pub fn error(&self) -> &Error {
        &self.0.error
    }

    /// What exists nevertheless, the cart above all.
    pub fn so_far(&self) -> &Purchase {
        &self.0.so_far
    }

    /// What may have been bought, in words.
    fn outcome(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.0.is_elsewhere {
            return f.write_str(
                "another program may have bought it: do not buy it again, but resume it by its key",
            );
        }
        match (self.bought(), self.cart()) {
            (Delivery::NotDone, _) => f.write_str("nothing was bought"),
            (Delivery::InPart, _) => f.write_str(
                "a part was bought, and the rest was not: do not ask for all of it again",
            ),
            (Delivery::Unknown, Some(cart)) => write!(
                f,
                "something may have been bought: do not buy it again, but settle cart {} with \
                 `Customer::settle`",
                shown(cart)
            ),
            (Delivery::Unknown, None) => f.write_str(
                "something may have been bought: do not buy it again, but settle it with \
                 `Customer::settle`",
            ),
        }
    }

    /// The id of the cart, where there is one.
    fn cart(&self) -> Option<&str> {
        Some(self.0.so_far.cart.as_ref()?.id.as_ref()?.as_str())
    }
}

impl fmt::Display for PurchaseFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let happened = self.0.error.happened(f.alternate());
        match self.is_cancelled() {
            true => write!(f, "cancelled before {}; ", self.0.step)?,
            false if self.0.error.is_declined() => {
                write!(f, "stopped while {}: {happened}; ", self.0.step)?;
            }
            false => write!(f, "{} failed: {happened}; ", self.0.step)?,
        }
        self.outcome(f)
    }
}

/// Several lines: the message, its causes, what exists, and what support asks for.
impl fmt::Debug for PurchaseFailed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self}")?;
        self.0.error.causes(f)?;
        write!(f, "\n  step         {:?}", self.0.step)?;
        write!(
            f,
            "\n  bought       {}",
            match self.bought() {
                Delivery::NotDone => "nothing",
                Delivery::InPart => "a part",
                Delivery::Unknown => "unknown",
            }
        )?;
        if self.0.error.cart_id().is_none() {
            write!(f, "\n  cart         {}", shown(self.cart().unwrap_or("none")))?;
        }
        self.0.error.facts_of_call(f)
    }
}

impl std::error::Error for PurchaseFailed {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.0.error.source()
    }
}

/// The error, with the id of the cart where there is one, and in doubt where the purchase is.
impl From<PurchaseFailed> for Error {
    fn from(failed: PurchaseFailed) -> Self {
        let error = match failed.bought() {
            Delivery::Unknown => failed.0.error.clone().with_delivery(Delivery::Unknown),
            _ => failed.0.error.clone(),
        };
        match failed.cart() {
            Some(cart) => error.with_cart(cart),
            None => error,
        }
    }
}
