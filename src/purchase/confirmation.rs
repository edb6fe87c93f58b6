//! What a buyer says before the checkout.

use std::future::Future;
use std::pin::Pin;

use crate::cart::Cart;

/// Whether a cart is to be bought: the answer of
/// [`PurchaseCall::confirm_with`](super::PurchaseCall::confirm_with).
///
/// ```
/// use partner_center::purchase::Confirmation;
///
/// let answer = Confirmation::stop("the manager is on holiday");
/// assert_ne!(answer, Confirmation::Buy);
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Confirmation {
    /// Check it out.
    Buy,
    /// Buy nothing.
    Stop {
        /// Why, for whoever reads the error.
        reason: String,
    },
}

impl Confirmation {
    /// Buy nothing, for this reason.
    pub fn stop(reason: impl Into<String>) -> Self {
        Self::Stop { reason: reason.into() }
    }
}

/// An answer that may take its time.
type Answer<'a> = Pin<Box<dyn Future<Output = Confirmation> + Send + 'a>>;

/// Asks for a confirmation, once.
pub(super) struct Confirm<'a>(Box<dyn FnOnce(&Cart) -> Answer<'a> + Send + 'a>);

impl<'a> Confirm<'a> {
    pub(super) fn new<F, A>(ask: F) -> Self
    where
        F: FnOnce(&Cart) -> A + Send + 'a,
        A: Future<Output = Confirmation> + Send + 'a,
    {
        Self(Box::new(|cart| Box::pin(ask(cart))))
    }

    pub(super) fn ask(self, cart: &Cart) -> Answer<'a> {
        (self.0)(cart)
    }
}
