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
    /// Nothing, before this moment; `None` where nobody knows when.
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
        // What the list had to say it has said.
        Next::Later(match (again, listed.filter(|_| !counts || !looked.list)) {
            (Some(a), Some(b)) => Some(a.min(b)),
            (a, b) => a.or(b),
        })
    }

    /// From when on the same cart may be checked out again; `None` where it may not.
    pub(super) fn may_ask_again(
        &self,
        policy: &SettlePolicy,
        now: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
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
    pub(super) fn gone_counts_after(&self, waits: Waits) -> Option<DateTime<Utc>> {
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
    pub(super) fn list_counts_after(
        &self,
        waits: Waits,
        proof: DateTime<Utc>,
    ) -> Option<DateTime<Utc>> {
        let by_proof = waits.shown_by_list_after_proof(proof);
        if self.cart.groups() > 1 {
            // The others may come of a request that is still under way.
            let quiet = waits.shown_by_cart(&self.open)?;
            return Some(by_proof.max(waits.shown_by_list_after_proof(quiet)));
        }
        let by_age = waits.shown_by_list(&self.open).filter(|_| !self.open.is_empty());
        Some(by_age.map_or(by_proof, |by_age| by_age.min(by_proof)))
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
