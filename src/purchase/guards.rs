//! What can still stop a purchase: the limits of its request, and the buyer's confirmation.

use futures_util::future::{Either, select};

use crate::cart::limits::{LimitedLine, refuse};
use crate::cart::{Cart, LimitProblem, PurchaseLimits};
use crate::error::{Error, Result, shown};

use super::confirmation::Confirm;
use super::steps::Purchasing;
use super::{Confirmation, PlannedLimits, PurchaseRequest, Step};

impl PurchaseRequest {
    /// What can be said of the limits before there is a cart.
    pub(super) fn planned_limits(&self) -> PlannedLimits {
        PlannedLimits { problems: self.limit_problems(), spend: self.limits.spend() }
    }

    /// Refuses what goes beyond the limits that need no price.
    pub(crate) fn within_limits(&self) -> Result<()> {
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

impl Purchasing<'_, '_> {
    /// A purchase that was begun with somebody to ask is not gone on with without.
    pub(super) fn confirm_is_given(&self) -> Result<()> {
        if self.confirm.is_some() || !self.book.record().must_be_confirmed() {
            return Ok(());
        }
        let message = "the purchase was begun with somebody to ask before its checkout; nothing \
                       was sent: say whom to ask with `confirm_with`";
        Err(Error::invalid("confirmation", message))
    }

    /// Holds the cart against all limits, those of money among them, and asks the buyer, where
    /// they want to be asked.
    pub(super) async fn guard(&mut self, cart: &Cart) -> Result<(), (Step, Error)> {
        if self.request.limits != PurchaseLimits::new() {
            self.not_cancelled(Step::Limits)?;
            let within = cart.check_limits(&self.request.limits);
            within.map_err(|error| (Step::Limits, error))?;
        }
        if let Some(confirm) = self.confirm.take() {
            self.not_cancelled(Step::Confirmation)?;
            self.confirmed(confirm, cart).await.map_err(|error| (Step::Confirmation, error))?;
        }
        Ok(())
    }

    async fn confirmed(&mut self, confirm: Confirm<'_>, cart: &Cart) -> Result<()> {
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
}
