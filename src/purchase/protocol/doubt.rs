//! A checkout of which nobody knows yet what it did, and what can settle that.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::types;
use serde::{Deserialize, Serialize};

use super::settled::{Evidence, Proof, Question};
use super::{Bought, Intent, Nothing, Person, PurchaseState, Sent, SentCart, SettlePolicy, Waits};
use crate::values::ids::{CartId, OrderId};

/// A checkout of which nobody knows yet what it did: a state with a time, and not an error.
///
/// Store it, and give it to [`Customer::settle`](crate::Customer::settle). A purchase with a
/// journal keeps it there.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Doubt {
    pub(super) cart: SentCart,
    /// The requests that had no answer in the service's own words, and may be under way.
    open: Vec<Intent>,
    /// When it was first known that something was bought.
    #[serde(default)]
    proof: Option<DateTime<Utc>>,
    /// The service refused the last request.
    #[serde(default)]
    refused: bool,
    /// It was bought, and the cart, checked out again, did not name its orders.
    #[serde(default)]
    no_ids: bool,
    /// How many requests there were, when the first and the last were written down.
    #[serde(default)]
    asked: u32,
    #[serde(default)]
    first: Option<DateTime<Utc>>,
    #[serde(default)]
    last: Option<DateTime<Utc>>,
    /// Since when the cart is known to be gone.
    #[serde(default)]
    gone_since: Option<DateTime<Utc>>,
}

/// What a read of the cart said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::purchase) enum CartSeen {
    Ordered,
    Active,
    Gone,
    /// In a word that this version does not know.
    Other,
}

/// What the list of the customer's orders has.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::purchase) struct ListSeen {
    /// The orders with the purchase's tag. `None` where it has no tag.
    pub(in crate::purchase) tagged: Option<Vec<OrderId>>,
    /// Whether those with the tag have all lines of the cart.
    pub(in crate::purchase) tagged_is_all: bool,
    /// Other orders that can be of this purchase.
    pub(in crate::purchase) candidates: Vec<OrderId>,
}

/// What was looked at since the last change, and when that was begun.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(in crate::purchase) struct Looked {
    pub(in crate::purchase) cart: Option<(CartSeen, DateTime<Utc>)>,
    pub(in crate::purchase) list: bool,
}

/// What can be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::purchase) enum Next {
    ReadCart,
    ReadList,
    AskAgain,
    /// Nothing, before this moment; `None` where nobody knows when.
    Later(Option<DateTime<Utc>>),
}

impl Doubt {
    /// About a cart of which only its id is known, and that its checkout was sent at some time
    /// before `ended` and is no longer waited for.
    pub(in crate::purchase) fn of_cart(id: CartId, intent: Intent) -> Self {
        let cart = SentCart::new(id, types::CartResource::default());
        Self::none(cart).asked(&intent).unanswered(intent)
    }

    /// Nothing was asked yet.
    pub(super) fn none(cart: SentCart) -> Self {
        Self {
            cart,
            open: Vec::new(),
            proof: None,
            refused: false,
            no_ids: false,
            asked: 0,
            first: None,
            last: None,
            gone_since: None,
        }
    }

    /// The cart.
    pub fn cart(&self) -> &SentCart {
        &self.cart
    }

    /// The requests that may still be under way, as far as anybody knows.
    pub fn open(&self) -> &[Intent] {
        &self.open
    }

    /// When it was first known that something was bought; `None` while that is not known.
    pub fn bought_since(&self) -> Option<DateTime<Utc>> {
        self.proof
    }

    /// When the first request to check the cart out was written down.
    pub fn since(&self) -> Option<DateTime<Utc>> {
        self.first
    }

    pub(super) fn asked(mut self, intent: &Intent) -> Self {
        self.asked = self.asked.saturating_add(1);
        self.first = self.first.or(Some(intent.at()));
        self.last = Some(intent.at());
        self
    }

    /// Nobody knows what became of a request that was [asked](Self::asked).
    pub(super) fn unanswered(mut self, intent: Intent) -> Self {
        self.open.push(intent);
        self
    }

    /// How many requests to check the cart out there were.
    pub fn asks(&self) -> u32 {
        self.asked
    }

    /// The same, with the lines of the cart as it was read, where they were not known.
    pub(in crate::purchase) fn with_lines_of(self, body: &types::CartResource) -> Self {
        if !self.cart.body().line_items.is_empty() {
            return self;
        }
        let cart = SentCart::new(self.cart.id().clone(), body.clone());
        Self { cart, ..self }
    }

    /// Something was bought; `at` is when that was first known.
    pub(in crate::purchase) fn proven(mut self, at: DateTime<Utc>) -> Self {
        self.proof.get_or_insert(at);
        self
    }

    pub(super) fn submitted(self, at: DateTime<Utc>) -> Self {
        let again = self.looked_at_again(at).proven(at);
        Self { no_ids: true, ..again }
    }

    pub(super) fn refused(self, at: DateTime<Utc>) -> Self {
        Self { refused: true, ..self.looked_at_again(at) }
    }

    /// The cart, checked out again after the proof, named no orders.
    pub(super) fn without_ids(self) -> Self {
        let no_ids = self.no_ids || self.proof.is_some();
        Self { no_ids, ..self }
    }

    /// Another request was answered. Of a cart of several groups it may have bought those that
    /// were not bought before, so that the list has to be waited for anew.
    pub(super) fn looked_at_again(self, at: DateTime<Utc>) -> Self {
        let proof = self.proof.map(|proof| if self.cart.groups() > 1 { at } else { proof });
        Self { proof, ..self }
    }

    /// Another request for the same cart is about to be sent.
    pub(in crate::purchase) fn ask_again(mut self, intent: Intent, waits: Waits) -> Sent {
        let shown = waits.shown_by_cart(&self.open);
        let alone = shown.is_some_and(|shown| intent.at() > shown);
        self.refused = false;
        Sent::again(self, intent, alone)
    }

    /// What can be done `now`, given what was `looked` at since this state was reached.
    pub(in crate::purchase) fn next(
        &self,
        policy: &SettlePolicy,
        has_tag: bool,
        looked: Looked,
        now: DateTime<Utc>,
    ) -> Next {
        match self.proof {
            None => self.next_unproven(policy, looked, now),
            Some(proof) => self.next_proven(policy, proof, has_tag, looked, now),
        }
    }

    fn next_unproven(&self, policy: &SettlePolicy, looked: Looked, now: DateTime<Utc>) -> Next {
        let waits = policy.waits_are();
        let again = self.may_ask_again(policy, now).filter(|_| !self.refused);
        if policy.asks_at_once() && again.is_some_and(|from| now >= from) {
            return Next::AskAgain;
        }
        match looked.cart {
            None => Next::ReadCart,
            Some((CartSeen::Gone, begun)) => {
                let from = self.gone_counts_after(waits);
                match from.is_some_and(|from| begun > from) && !looked.list {
                    true => Next::ReadList,
                    false => Next::Later(from),
                }
            }
            Some(_) => match again {
                Some(from) if now >= from => Next::AskAgain,
                Some(from) => Next::Later(Some(from)),
                None => {
                    Next::Later(waits.shown_by_cart(&self.open).or(self.gone_counts_after(waits)))
                }
            },
        }
    }

    fn next_proven(
        &self,
        policy: &SettlePolicy,
        proof: DateTime<Utc>,
        has_tag: bool,
        looked: Looked,
        now: DateTime<Utc>,
    ) -> Next {
        let again = self.may_ask_again(policy, now).filter(|_| !self.no_ids);
        let listed = self.list_counts_after(policy.waits_are(), proof);
        if again.is_some_and(|from| now >= from) {
            return Next::AskAgain;
        }
        let counts = listed.is_some_and(|from| now > from);
        if !looked.list && (has_tag || counts) {
            return Next::ReadList;
        }
        Next::Later(match (again, listed) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        })
    }

    /// From when on the same cart may be checked out again; `None` where it may not.
    fn may_ask_again(&self, policy: &SettlePolicy, now: DateTime<Utc>) -> Option<DateTime<Utc>> {
        if !policy.asks_again() || self.cart.expires().is_some_and(|end| now >= end) {
            return None;
        }
        let paused = self.last.and_then(|last| last.checked_add_signed(pause(self.asked)));
        let quiet = match policy.asks_at_once() {
            true => DateTime::<Utc>::MIN_UTC,
            false => policy.waits_are().quiet_after(&self.open)?,
        };
        Some(paused.unwrap_or(quiet).max(quiet))
    }

    /// After this moment a read of the list settles it, where the cart is gone.
    fn gone_counts_after(&self, waits: Waits) -> Option<DateTime<Utc>> {
        let by_age = waits.shown_by_list(&self.open).filter(|_| !self.open.is_empty());
        let lapse = match (self.cart.expires(), self.gone_since) {
            (Some(end), Some(seen)) => Some(end.min(seen)),
            (end, seen) => end.or(seen),
        };
        let by_lapse = lapse.map(|lapse| waits.shown_by_list_after_lapse(lapse));
        match (by_age, by_lapse) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        }
    }

    /// After this moment the list has all orders of a purchase that is proven.
    fn list_counts_after(&self, waits: Waits, proof: DateTime<Utc>) -> Option<DateTime<Utc>> {
        let by_proof = waits.shown_by_list_after_proof(proof);
        if self.cart.groups() > 1 {
            // The others may come of a request that is still under way.
            let quiet = waits.shown_by_cart(&self.open)?;
            return Some(by_proof.max(waits.shown_by_list_after_proof(quiet)));
        }
        let by_age = waits.shown_by_list(&self.open).filter(|_| !self.open.is_empty());
        Some(by_age.map_or(by_proof, |by_age| by_age.min(by_proof)))
    }

    /// What a read of the cart leads to that was begun at `begun` and answered `at`.
    pub(in crate::purchase) fn cart_read(
        mut self,
        seen: CartSeen,
        begun: DateTime<Utc>,
        at: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let waits = policy.waits_are();
        match seen {
            CartSeen::Ordered => self.proven(at).into(),
            CartSeen::Active if self.proof.is_none() => {
                let shown = waits.shown_by_cart(&self.open);
                let counts = shown.is_some_and(|shown| begun > shown);
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
                self.gone_since.get_or_insert(at);
                self.into()
            }
            CartSeen::Active | CartSeen::Other => self.into(),
        }
    }

    fn nothing(self, proof: Proof) -> PurchaseState {
        Nothing { cart: self.cart.id().clone(), proof }.into()
    }

    /// What a read of the list leads to that was begun at `begun`, after a cart that was `looked`
    /// for.
    pub(in crate::purchase) fn list_read(
        self,
        seen: ListSeen,
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
        if seen.tagged_is_all && !tagged.is_empty() || counts && !tagged.is_empty() {
            let in_part = !seen.tagged_is_all;
            return self.found(tagged, in_part, Evidence::Tag);
        }
        match (counts, self.proof.is_some()) {
            (false, _) => self.into(),
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
        match seen.candidates.is_empty() || trusted {
            true => self.nothing(Proof::GoneAndNotListed { read_at: begun }),
            false => self.person(Question::Whether, seen.candidates),
        }
    }

    fn proven_and_listed(
        self,
        seen: ListSeen,
        begun: DateTime<Utc>,
        policy: &SettlePolicy,
    ) -> PurchaseState {
        let several = self.cart.groups() > 1;
        let may_ask = !self.no_ids && self.may_ask_again(policy, begun).is_some();
        match &seen.candidates[..] {
            [only] if !several => {
                let orders = vec![only.clone()];
                self.found(orders, false, Evidence::List)
            }
            _ if may_ask && (several || seen.candidates.len() > 1) => self.into(),
            [] => self.person(Question::Where, seen.candidates),
            _ => self.person(Question::Which, seen.candidates),
        }
    }

    fn found(self, orders: Vec<OrderId>, in_part: bool, evidence: Evidence) -> PurchaseState {
        Bought { cart: self.cart, orders, in_part, evidence, checkout: None }.into()
    }

    fn person(self, question: Question, candidates: Vec<OrderId>) -> PurchaseState {
        Person { cart: self.cart, question, candidates }.into()
    }
}

/// How long to leave a cart alone that was checked out so often: not at all after the first, and
/// at most a quarter of an hour.
fn pause(asked: u32) -> TimeDelta {
    let doublings = asked.saturating_sub(2).min(4);
    let pause = match asked {
        0 | 1 => Duration::ZERO,
        _ => Duration::from_secs(60 << doublings).min(Duration::from_secs(900)),
    };
    TimeDelta::from_std(pause).unwrap_or_default()
}
