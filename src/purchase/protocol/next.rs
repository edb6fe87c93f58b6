//! What can be done about a doubt, and when.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{CartSeen, Doubt, Looked, SettlePolicy, Waits};

/// What can be done now.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::purchase) enum Next {
    ReadCart,
    ReadList,
    AskAgain,
    /// Nothing, before this moment, which is still to come; `None` where nobody knows when.
    Later(Option<DateTime<Utc>>),
}

impl Doubt {
    /// What can be done `now`, given what was `looked` at since this state was reached.
    pub(in crate::purchase) fn next(
        &self,
        policy: &SettlePolicy,
        has_tag: bool,
        looked: Looked,
        now: DateTime<Utc>,
    ) -> Next {
        if self.is_of_order() {
            return self.next_of_order(policy, has_tag, looked, now);
        }
        match self.proof {
            None => self.next_unproven(policy, looked, now),
            Some(proof) => self.next_proven(policy, proof, has_tag, looked, now),
        }
    }

    /// There is no cart to read and none to ask for: the list is read, at once for the tag, and
    /// once more when it has every order that can have come of it.
    fn next_of_order(
        &self,
        policy: &SettlePolicy,
        has_tag: bool,
        looked: Looked,
        now: DateTime<Utc>,
    ) -> Next {
        let listed = policy.waits_are().shown_by_list(&self.open).map(just_after);
        let counts = listed.is_some_and(|from| now >= from);
        match counts || has_tag && !looked.list {
            true => Next::ReadList,
            false => soonest([listed, None, None], now),
        }
    }

    fn next_unproven(&self, policy: &SettlePolicy, looked: Looked, now: DateTime<Utc>) -> Next {
        let waits = policy.waits_are();
        let again = self.may_ask_again(policy, now).filter(|_| !self.refused);
        let is_due = again.is_some_and(|from| now >= from);
        if policy.asks_at_once() && is_due {
            return Next::AskAgain;
        }
        let shown = self.active_counts_after(waits).map(just_after);
        let gone = self.gone_counts_after(waits).map(just_after);
        // What was seen before such a moment says less than what is seen after it.
        let is_old = |begun| [shown, gone].iter().flatten().any(|at| begun < *at && *at <= now);
        let counts = |begun, from: Option<DateTime<Utc>>| from.is_some_and(|from| begun >= from);
        match looked.cart.filter(|(_, begun)| !is_old(*begun)) {
            None => Next::ReadCart,
            Some((CartSeen::Gone, begun)) if counts(begun, gone) && !looked.list => Next::ReadList,
            Some((CartSeen::Gone, _)) => soonest([gone, None, None], now),
            Some(_) if is_due => Next::AskAgain,
            // It lapsed after it was read, and is not asked for any more: another read settles it.
            Some((CartSeen::Active, begun)) if counts(begun, shown) && again.is_none() => {
                Next::ReadCart
            }
            Some(_) => soonest([again, shown, gone], now),
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
        if again.is_some_and(|from| now >= from) {
            return Next::AskAgain;
        }
        let listed = self.list_counts_after(policy.waits_are(), proof).map(just_after);
        let counts = listed.is_some_and(|from| now >= from);
        match looked.list {
            false if has_tag || counts => Next::ReadList,
            // It was read while the cart could still be asked.
            true if counts && again.is_none() => Next::ReadList,
            // Once the cart is gone, there is a moment.
            _ if listed.is_none() && looked.cart.is_none() => Next::ReadCart,
            _ => soonest([again, listed, None], now),
        }
    }

    /// From when on the same cart may be checked out again; `None` where it may not.
    pub(super) fn may_ask_again(
        &self,
        policy: &SettlePolicy,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        if self.is_of_order() || !policy.asks_again() || self.lapse().is_some_and(|end| now >= end)
        {
            return None;
        }
        let paused = self.last.and_then(|last| last.checked_add_signed(pause(self.asked)));
        let quiet = match policy.asks_at_once() {
            true => DateTime::<Utc>::MIN_UTC,
            false => just_after(policy.waits_are().quiet_after(&self.open)?),
        };
        Some(paused.unwrap_or(quiet).max(quiet))
    }

    /// When the cart is forgotten, or was found to be.
    fn lapse(&self) -> Option<DateTime<Utc>> {
        earlier(self.cart.expires(), self.gone_since)
    }

    /// After this moment a read of the cart settles it, where the cart is still active. One that
    /// can be read is not gone, so that its lapse is the moment that it names.
    pub(super) fn active_counts_after(&self, waits: Waits) -> Option<DateTime<Utc>> {
        let by_lapse = self.cart.expires().map(|lapse| waits.shown_by_cart_after_lapse(lapse));
        earlier(waits.shown_by_cart(&self.open), by_lapse)
    }

    /// After this moment a read of the list settles it, where the cart is gone.
    pub(super) fn gone_counts_after(&self, waits: Waits) -> Option<DateTime<Utc>> {
        let by_age = waits.shown_by_list(&self.open).filter(|_| !self.open.is_empty());
        let by_lapse = self.lapse().map(|lapse| waits.shown_by_list_after_lapse(lapse));
        earlier(by_age, by_lapse)
    }

    /// After this moment the list has all orders of a purchase that is proven.
    pub(super) fn list_counts_after(
        &self,
        waits: Waits,
        proof: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let by_proof = waits.shown_by_list_after_proof(proof);
        if self.cart.is_several() {
            // The others may come of a request that is still under way, as long as the cart lives.
            let quiet = waits.shown_by_cart(&self.open);
            let by_age = quiet.map(|quiet| waits.shown_by_list_after_proof(quiet));
            let by_lapse = self.lapse().map(|lapse| waits.shown_by_list_after_lapse(lapse));
            return Some(by_proof.max(earlier(by_age, by_lapse)?));
        }
        let by_age = waits.shown_by_list(&self.open).filter(|_| !self.open.is_empty());
        Some(by_age.map_or(by_proof, |by_age| by_age.min(by_proof)))
    }
}

/// The first moment that counts as after that one.
fn just_after(at: DateTime<Utc>) -> DateTime<Utc> {
    at.checked_add_signed(TimeDelta::seconds(1)).unwrap_or(at)
}

fn earlier(a: Option<DateTime<Utc>>, b: Option<DateTime<Utc>>) -> Option<DateTime<Utc>> {
    a.into_iter().chain(b).min()
}

/// The soonest of these moments that is still to come.
fn soonest(moments: [Option<DateTime<Utc>>; 3], now: DateTime<Utc>) -> Next {
    Next::Later(moments.into_iter().flatten().filter(|at| *at > now).min())
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
