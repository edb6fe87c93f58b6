//! What the answer to a checkout leads to, and what the answer of a person does.

use chrono::{DateTime, Utc};

use super::{
    Bought, Carted, CheckoutAnswer, Doubt, Evidence, Nothing, Person, Proof, PurchaseState, Sent,
};
use crate::cart::Checkout;
use crate::values::ids::OrderId;

impl Sent {
    /// What the answer leads to, which came `at`.
    ///
    /// A doubt is never taken back by a refusal: it speaks of its own request, and not of an
    /// earlier one.
    pub(in crate::purchase) fn answered(
        self,
        answer: CheckoutAnswer,
        at: DateTime<Utc>,
    ) -> PurchaseState {
        let Self { intent, alone, before, doubt } = self;
        if answer == CheckoutAnswer::NotSent {
            return match doubt {
                true => before.into(),
                false => Carted { cart: before.cart }.into(),
            };
        }
        let asked = before.asked(&intent);
        match answer {
            CheckoutAnswer::Ordered(checkout) => bought(asked, checkout, false).into(),
            CheckoutAnswer::OrderedInPart(checkout) if alone => {
                bought(asked, checkout, true).into()
            }
            CheckoutAnswer::OrderedInPart(_) => asked.looked_at_again(at).proven(at).into(),
            CheckoutAnswer::Refused(refusal) | CheckoutAnswer::Gone(refusal) if !doubt => {
                let Doubt { cart, .. } = asked;
                Nothing { cart, proof: Proof::Refused { refusal } }.into()
            }
            CheckoutAnswer::Refused(_) => asked.refused(at).into(),
            CheckoutAnswer::Gone(_) => asked.without_ids().looked_at_again(at).gone(at).into(),
            CheckoutAnswer::Submitted => asked.submitted(at).into(),
            // What is at work may be this very request, if something on the way sent it twice.
            CheckoutAnswer::Busy => {
                asked.without_ids().looked_at_again(at).unanswered(intent.end(at)).into()
            }
            CheckoutAnswer::NotSent | CheckoutAnswer::Unclear => {
                asked.unanswered(intent.end(at)).into()
            }
        }
    }
}

fn bought(asked: Doubt, checkout: Checkout, in_part: bool) -> Bought {
    let orders = checkout.order_ids().cloned().collect();
    let Doubt { cart, .. } = asked;
    Bought { cart, orders, in_part, evidence: Evidence::Answer, checkout: Some(checkout) }
}

impl Person {
    /// A person has looked: these orders are of this purchase, or none is.
    pub(in crate::purchase) fn answered(self, orders: Vec<OrderId>) -> PurchaseState {
        if orders.is_empty() {
            return Nothing { cart: self.cart, proof: Proof::Person }.into();
        }
        let Self { cart, .. } = self;
        Bought { cart, orders, in_part: false, evidence: Evidence::Person, checkout: None }.into()
    }
}
