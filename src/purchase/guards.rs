//! What can still stop a purchase: the limits of its request, and the buyer's confirmation.

use futures_util::future::{Either, select};

use crate::cart::limits::{LimitedLine, refuse};
use crate::cart::{Cart, LimitProblem, PurchaseLimits};
use crate::error::{Error, Result, shown};

use super::steps::Purchasing;
use super::{Confirmation, PlannedLimits, PurchaseRequest, Step};

impl PurchaseRequest {
    /// What can be said of the limits before there is a cart.
    pub(super) fn planned_limits(&self) -> PlannedLimits {
        PlannedLimits { problems: self.limit_problems(), spend: self.limits.spend() }
    }

    /// Refuses what goes beyond the limits that need no price.
    pub(super) fn within_limits(&self) -> Result<()> {
        refuse("the request is not within the limits of the purchase", &self.limit_problems())
    }

    fn limit_problems(&self) -> Vec<LimitProblem> {
        let lines = (0..).zip(&self.lines).map(|(number, line)| LimitedLine {
            number,
            product: line.product.as_str(),
            sku: line.sku.as_str(),
            item: format!("{}:{}", line.product, line.sku),
            quantity: Some(line.quantity),
        });
        self.limits.problems_without_prices(&lines.collect::<Vec<_>>())
    }
}

impl Purchasing<'_> {
    /// Whether there is something to do in a step: not every purchase has limits, or somebody to
    /// ask.
    pub(super) fn is_needed(&self, step: Step) -> bool {
        match step {
            Step::Limits => self.request.limits != PurchaseLimits::new(),
            Step::Confirmation => self.confirm.is_some(),
            _ => true,
        }
    }

    /// Holds the cart against all limits, those of money among them.
    pub(super) fn check_limits(&self) -> Result<()> {
        self.created_cart()?.check_limits(&self.request.limits)
    }

    /// Asks the buyer, where they want to be asked.
    pub(super) async fn confirm(&mut self) -> Result<()> {
        let Some(confirm) = self.confirm.take() else { return Ok(()) };
        let cart = self.created_cart()?;
        let cancelled = std::pin::pin!(self.cancel.cancelled());
        let answer = match select(cancelled, confirm.ask(cart)).await {
            Either::Left(_) => return Err(Error::cancelled()),
            Either::Right((answer, _)) => answer,
        };
        match answer {
            Confirmation::Buy => Ok(()),
            Confirmation::Stop { reason } => {
                let why = format!("cart {} was not confirmed: {}", cart.id(), shown(&reason));
                Err(Error::declined(why).with_cart(cart.id().as_str()))
            }
        }
    }

    fn created_cart(&self) -> Result<&Cart> {
        self.cart.as_ref().ok_or_else(|| Error::invalid("cart", "there is none"))
    }
}
