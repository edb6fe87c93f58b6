//! A setting of the model, and what the code has instead.

use std::time::Duration;

use chrono::{DateTime, Utc};
use partner_center_purchase_model::state::{QUIET, Record};
use partner_center_purchase_model::{Judged, NEVER, Params, Policy};
use uuid::Uuid;

use super::super::super::waits::TOKEN_LENIENCY;
use super::super::super::{AfterDoubt, Doubt, Intent, Sent, SettlePolicy, Waits};
use super::super::{at, cart};

/// One setting of the model, and what the code has instead.
pub(super) struct Setting {
    pub(super) p: Params,
    pub(super) policy: SettlePolicy,
}

impl Setting {
    pub(super) fn new(change: impl FnOnce(&mut Params)) -> Self {
        let mut p = Params::correct();
        p.workers = 1;
        change(&mut p);
        p.waits();
        if p.racy {
            p.wait_again = p.wait_active;
        }
        let seconds =
            |ticks: u8| Duration::from_secs(if ticks == NEVER { 0 } else { ticks.into() });
        let waits = Waits::default()
            .delivery(seconds(p.late))
            .work(seconds(p.work))
            .clocks(seconds(p.skew))
            .cart_shows(seconds(p.stale))
            .list_shows(seconds(p.lag));
        let after = match (p.policy, p.racy) {
            (Policy::ReadsOnly, _) => AfterDoubt::ReadOnly,
            (Policy::SameCart, true) => AfterDoubt::AskAgain,
            (Policy::SameCart, false) => AfterDoubt::AskAgainAtOnce,
        };
        let mut policy = SettlePolicy::default().waits(waits).after_doubt(after);
        if p.tag_absent_proves {
            policy = policy.trust_missing_tags();
        }
        Self { p, policy }
    }

    pub(super) fn all(&self) -> u8 {
        if self.p.groups == 2 { 3 } else { 1 }
    }

    /// The request that was intended so many ticks ago. A second more has passed here, so that
    /// a wait that has ended there has ended here too.
    pub(super) fn intent(&self, age: u8) -> Intent {
        let then = -1 - i64::from(age);
        let token = (self.p.token != NEVER).then(|| {
            // The last tick in which it is good, and not the first in which it is not.
            at(then + i64::from(self.p.token) - 1 - i64::from(TOKEN_LENIENCY))
        });
        Intent::new(Uuid::nil(), at(then), token)
    }

    pub(super) fn ended(&self, age: u8) -> Intent {
        let intent = self.intent(age);
        match self.p.stall {
            true => intent,
            false => {
                let end = i64::from(self.p.budget) - 1 - i64::from(age);
                intent.end(at(end))
            }
        }
    }

    /// What a doubt is whose last open request has that age.
    pub(super) fn doubt(&self, judged: &Judged, age: u8) -> Doubt {
        let expires = match judged.left {
            _ if self.p.life == NEVER => None,
            // The last tick in which it is good was the one before.
            0 => Some(at(-2 - i64::from(judged.dead))),
            left => Some(at(left.into())),
        };
        let r = &judged.before;
        let mut doubt = Doubt::none(cart(self.p.groups, expires));
        doubt.open = if age == QUIET { Vec::new() } else { vec![self.ended(age)] };
        doubt.proof = (r.sure > 0).then(|| at(-i64::from(r.sure)));
        (doubt.refused, doubt.no_ids) = (r.refused, r.no_ids);
        doubt
    }

    pub(super) fn sent(&self, judged: &Judged) -> Sent {
        let r = &judged.before;
        let before = self.doubt(judged, r.before);
        Sent { intent: self.intent(r.age), alone: r.alone, before, doubt: r.doubt }
    }

    /// When a read was begun that counts, or one that does not.
    pub(super) fn begun(&self, r: &Record, counts: bool, wait: u8) -> DateTime<Utc> {
        match counts || r.age == QUIET || wait == NEVER {
            true => at(0),
            false => at((i64::from(wait) - 1 - i64::from(r.age)).min(0)),
        }
    }
}
