//! What is to be bought.

use partner_center::types::TargetView;
use partner_center::{
    AppliedScope, CartLineItem, Purchasable, PurchaseLine, ReservationTarget, SubscriptionId, Term,
    values::{ProductId, SkuId},
};

/// One thing to buy.
#[derive(Clone, Debug)]
pub(crate) struct Wish {
    /// The view of the catalog that the product is found under.
    pub(crate) view: TargetView,
    pub(crate) product: ProductId,
    pub(crate) sku: SkuId,
    /// How many go into the cart at first.
    pub(crate) quantity: u32,
    /// How many are bought in the end.
    pub(crate) corrected: u32,
    pub(crate) term: Option<Term>,
    /// For a reservation.
    pub(crate) subscription: Option<SubscriptionId>,
    pub(crate) region: Option<String>,
}

impl Wish {
    /// The line of a purchase in one call, which the plan takes.
    pub(crate) fn purchase_line(&self, quantity: u32) -> PurchaseLine {
        let mut line = PurchaseLine::sku(self.product.clone(), self.sku.clone(), quantity);
        if let Some(term) = &self.term {
            line = line.term(term.clone());
        }
        if let Some(subscription) = &self.subscription {
            let mut reservation =
                ReservationTarget::new(subscription.clone(), AppliedScope::Shared);
            if let Some(region) = &self.region {
                reservation = reservation.region(region);
            }
            line = line.reservation(reservation);
        }
        line
    }

    /// The line of a cart, as the steps take it.
    pub(crate) fn cart_line(&self, what: Purchasable, quantity: u32) -> CartLineItem {
        let mut line = CartLineItem::new(what, quantity);
        if let Some(term) = &self.term {
            line = line.term(term.clone());
        }
        if let Some(subscription) = &self.subscription {
            line = line.reservation(subscription, AppliedScope::Shared);
        }
        line
    }
}
