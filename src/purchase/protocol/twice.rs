//! What two attempts at one purchase come to that were both bought, or may be.

use super::{Attempt, Bought, Person, PurchaseState, Question};
use crate::values::ids::OrderId;

impl Bought {
    /// What it comes to beside what another worker has found out about the same purchase. Of the
    /// same cart, what was bought is the whole truth, unless the other names other orders. Another
    /// cart may be bought too, once it was sent.
    pub(in crate::purchase) fn beside(self, other: &PurchaseState) -> PurchaseState {
        let attempts = match other {
            PurchaseState::Bought(theirs) => vec![theirs.attempt()],
            PurchaseState::Person(person) if !person.attempts.is_empty() => person.attempts.clone(),
            PurchaseState::Sent(_) | PurchaseState::Doubt(_) | PurchaseState::Person(_) => {
                let cart = other.cart_id().filter(|cart| *cart != self.cart.id());
                cart.map(|cart| Attempt { cart: cart.clone(), orders: Vec::new() })
                    .into_iter()
                    .collect()
            }
            _ => Vec::new(),
        };
        let is_own = |theirs: &Attempt| {
            let is_same = |a: &OrderId, b: &OrderId| a.as_str().eq_ignore_ascii_case(b.as_str());
            let is_ours = |order| self.orders.iter().any(|own| is_same(own, order));
            let is_known = theirs.orders.iter().all(is_ours);
            is_known && (theirs.cart == *self.cart.id() || !theirs.orders.is_empty())
        };
        let mut attempts: Vec<_> =
            attempts.into_iter().filter(|attempt| !is_own(attempt)).collect();
        if attempts.is_empty() {
            return self.into();
        }
        attempts.push(self.attempt());
        let mut candidates: Vec<OrderId> = Vec::new();
        for order in attempts.iter().flat_map(|attempt| &attempt.orders) {
            if !candidates.contains(order) {
                candidates.push(order.clone());
            }
        }
        Person { cart: self.cart, question: Question::Twice, candidates, attempts }.into()
    }

    fn attempt(&self) -> Attempt {
        Attempt { cart: self.cart.id().clone(), orders: self.orders.clone() }
    }
}
