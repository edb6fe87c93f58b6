//! What a read of the cart, or of the customer's orders, leads to.

use chrono::{DateTime, Utc};

use super::{
    Bought, CartSeen, Doubt, Evidence, ListSeen, Looked, Nothing, Person, Proof, PurchaseState,
    Question, SettlePolicy,
};
use crate::values::ids::OrderId;

impl Doubt {
    /// What a read of the cart leads to that was begun at `begun` and answered `at`.
    pub(in crate::purchase) fn cart_read(
        mut self,
        seen: CartSeen,
        begun: DateTime<Utc>,
        at: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let waits = policy.waits_are();
        if seen != CartSeen::Gone {
            self.gone_since = None;
        }
        match seen {
            CartSeen::Ordered => self.proven(at).into(),
            CartSeen::Active if self.proof.is_none() => {
                let counts = self.active_counts_after(waits).is_some_and(|from| begun > from);
                // Where it may be asked for again it is, so that what was wanted is bought.
                let asks = !self.refused && self.may_ask_again(policy, begun).is_some();
                match counts && !asks {
                    true => self.nothing(Proof::StillActive { read_at: begun }),
                    false => self.into(),
                }
            }
            CartSeen::Gone => {
                let counts = self.gone_counts_after(waits).is_some_and(|from| begun > from);
                if self.proof.is_none() && counts && policy.trusts_gone_cart() {
                    return self.nothing(Proof::Gone { read_at: begun });
                }
                self.gone(at).into()
            }
            CartSeen::Active | CartSeen::Other => self.into(),
        }
    }

    fn nothing(self, proof: Proof) -> PurchaseState {
        Nothing { cart: self.cart, proof }.into()
    }

    /// What a read of the list leads to that was begun at `begun`, after a cart that was `looked`
    /// for.
    pub(in crate::purchase) fn list_read(
        self,
        mut seen: ListSeen,
        looked: Looked,
        begun: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let waits = policy.waits_are();
        let counts = match self.proof {
            Some(proof) => self.list_counts_after(waits, proof),
            None => self.gone_counts_after(waits),
        };
        let counts = counts.is_some_and(|from| begun > from);
        let tagged = seen.tagged.clone().unwrap_or_default();
        if counts && (seen.tagged_is_more || !seen.tagged_and_taken.is_empty()) {
            // It was bought twice, or is taken for another's.
            let all = [tagged, seen.tagged_and_taken, seen.candidates].concat();
            return self.person(Question::Which, all);
        }
        // Those with the tag are a part only where none of the others can have it.
        let is_rest_known = counts && seen.unreadable == 0;
        if !tagged.is_empty() && (seen.tagged_is_all || is_rest_known) {
            let in_part = !seen.tagged_is_all;
            return self.found(tagged, in_part, Evidence::Tag);
        }
        // Whoever is asked sees them as well.
        seen.candidates.extend(tagged);
        match (counts, self.proof.is_some()) {
            (false, _) => self.into(),
            (true, false) if self.is_of_order() => self.ordered_or_not(seen, begun, policy),
            (true, false) => match looked.cart {
                Some((CartSeen::Gone, _)) => self.gone_and_listed(seen, begun, policy),
                _ => self.into(),
            },
            (true, true) => self.proven_and_listed(seen, begun, policy),
        }
    }

    fn gone_and_listed(
        self,
        seen: ListSeen,
        begun: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let trusted = seen.tagged.is_some() && policy.trusts_missing_tag();
        // Without its lines nothing is known to be like it, and that proves nothing.
        if self.cart.body().line_items.is_empty() {
            return self.person(Question::Whether, seen.candidates);
        }
        // An order that cannot be read may be it, and may have the tag.
        match seen.unreadable == 0 && (seen.candidates.is_empty() || trusted) {
            true => self.nothing(Proof::GoneAndNotListed { read_at: begun }),
            false => self.person(Question::Whether, seen.candidates),
        }
    }

    /// Every order that can have come of the request is in the list by now.
    fn ordered_or_not(
        self,
        seen: ListSeen,
        begun: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let trusted = seen.tagged.is_some() && policy.trusts_missing_tag();
        match seen.unreadable == 0 && (seen.candidates.is_empty() || trusted) {
            true => self.nothing(Proof::NotListed { read_at: begun }),
            false => self.person(Question::Whether, seen.candidates),
        }
    }

    fn proven_and_listed(
        self,
        seen: ListSeen,
        begun: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let several = self.cart.is_several();
        let may_ask = !self.no_ids && self.may_ask_again(policy, begun).is_some();
        match &seen.candidates[..] {
            [only] if !several && seen.unreadable == 0 => {
                let orders = vec![only.clone()];
                self.found(orders, false, Evidence::List)
            }
            _ if may_ask && (several || seen.candidates.len() > 1 || seen.unreadable > 0) => {
                self.into()
            }
            [] if seen.unreadable == 0 => self.person(Question::Where, seen.candidates),
            _ => self.person(Question::Which, seen.candidates),
        }
    }

    fn found(self, orders: Vec<OrderId>, in_part: bool, evidence: Evidence) -> PurchaseState {
        Bought { cart: self.cart, orders, in_part, evidence, checkout: None }.into()
    }

    /// Somebody knows more than can be found out.
    pub(in crate::purchase) fn given_to_a_person(self) -> Person {
        let (question, candidates) = (Question::Whether, Vec::new());
        Person { cart: self.cart, question, candidates, attempts: Vec::new() }
    }

    fn person(self, question: Question, candidates: Vec<OrderId>) -> PurchaseState {
        Person { cart: self.cart, question, candidates, attempts: Vec::new() }.into()
    }
}
