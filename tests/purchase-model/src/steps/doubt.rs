//! What a worker does about a doubt.

use super::{
    AFTER_GONE, Next, READ_ACTIVE, READ_GONE, READ_ORDERED, SAW_FOREIGN, SAW_OURS, Steps, WAITED,
};
use crate::params::Policy;
use crate::state::{
    ACTIVE, At, NONE, ORDERED, PROCESSING, QUIET, Record, Stage, State, WHY_EMPTY, WHY_GONE,
    WHY_TWO,
};

impl Steps<'_> {
    /// Whether the wait is over, by a clock that may be ahead.
    pub(super) fn quiet(&self, age: u8, wait: u8) -> bool {
        age == QUIET || age + self.p.skew >= wait
    }

    pub(super) fn doubt(&self, s: &State, w: usize, r: &Record, out: &mut Vec<Next>) {
        let c = usize::from(r.cart);
        // The same cart again.
        if self.p.policy == Policy::SameCart && self.quiet(r.age, self.p.wait_again) {
            let record = Record {
                stage: Stage::Sent,
                age: 0,
                before: r.age,
                alone: self.quiet(r.age, self.p.wait_active),
                doubt: true,
                refused: false,
                ..*r
            };
            self.intend(s, w, record, out);
        }
        if self.p.new_cart_after_doubt {
            let fresh = Record { cart: NONE, ..Record::default() };
            self.put(s, w, "writes: take a new cart", fresh, out);
        }
        // Read the cart.
        let cart = s.carts[c];
        let mut read = |what, result| {
            let mut n = *s;
            n.workers[w].at = At::ReadCart;
            n.workers[w].arg = result;
            let lapsed = |wait| cart.left == 0 && cart.dead + self.p.skew >= wait;
            n.workers[w].more = u8::from(if result == READ_GONE {
                let by_age = self.quiet(r.age, self.p.gone_by_age) && r.age != QUIET;
                by_age || lapsed(self.p.gone_by_lapse)
            } else {
                self.quiet(r.age, self.p.wait_active) || lapsed(self.p.active_by_lapse)
            });
            self.push(out, w as u8, what, true, n);
        };
        match cart.status {
            ORDERED if self.p.vanish && cart.left == 0 => read("reads the cart: 404", READ_GONE),
            ORDERED => {
                read("reads the cart: Ordered", READ_ORDERED);
                if cart.stale > 0 {
                    read("reads the cart: still Active", READ_ACTIVE);
                }
            }
            ACTIVE if cart.left == 0 && !self.p.lingers => read("reads the cart: 404", READ_GONE),
            PROCESSING if cart.left == 0 => {
                read("reads the cart: Active", READ_ACTIVE);
                read("reads the cart: 404", READ_GONE);
            }
            ACTIVE | PROCESSING => read("reads the cart: Active", READ_ACTIVE),
            _ => {}
        }
        // Read the list.
        if r.sure > 0 || self.p.list_without_proof {
            // With several groups an order can come of a request that was answered.
            let by_age = self.p.list_by_age
                && self.p.groups == 1
                && r.age != QUIET
                && self.quiet(r.age, self.p.gone_by_age);
            let mut waited =
                r.sure + self.p.skew > self.p.wait_list || by_age || self.p.list_without_proof;
            if self.p.groups > 1 {
                let wait = self.p.wait_active.saturating_add(self.p.wait_list);
                let lapsed = cart.left == 0 && cart.dead + self.p.skew >= self.p.gone_by_lapse;
                waited &= self.quiet(r.age, wait) || lapsed;
            }
            if waited || self.p.tag {
                self.list(s, w, if waited { WAITED } else { 0 }, out);
            }
        }
    }

    pub(super) fn list(&self, s: &State, w: usize, how: u8, out: &mut Vec<Next>) {
        let mut n = *s;
        n.workers[w].at = At::Listed;
        let ours = u8::from(s.orders[0].seen) | u8::from(s.orders[1].seen) << 1;
        n.workers[w].arg = ours | if s.foreign.seen { SAW_FOREIGN } else { 0 } | how;
        self.push(out, w as u8, "reads the list", true, n);
    }

    pub(super) fn read_cart(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let worker = s.workers[w];
        let r = self.view(s, w);
        // A cart that has lapsed is not asked for again.
        let has_lapsed = s.carts.get(usize::from(r.cart)).is_some_and(|cart| cart.left == 0);
        let is_final = self.p.policy == Policy::ReadsOnly || r.refused || has_lapsed;
        let back = |out: &mut Vec<Next>| {
            let mut n = *s;
            n.workers[w].at = At::Run;
            self.push(out, w as u8, "concludes nothing yet", true, n);
        };
        let waited =
            worker.more == 1 || self.p.wait_seen_late && self.quiet(r.age, self.p.wait_active);
        match worker.arg {
            READ_ORDERED if r.sure == 0 => {
                let record = Record {
                    stage: Stage::Doubt,
                    before: QUIET,
                    alone: false,
                    doubt: true,
                    sure: 1,
                    ..r
                };
                self.put(s, w, "writes: it was bought", record, out);
            }
            READ_ACTIVE if waited && r.sure == 0 && is_final => {
                let record = Self::settle(Stage::Nothing, 0, false);
                self.put(s, w, "writes: nothing was bought", record, out);
            }
            READ_GONE if self.p.gone_is_nothing => {
                let record = Self::settle(Stage::Nothing, 0, false);
                self.put(s, w, "writes: nothing was bought", record, out);
            }
            READ_GONE if r.sure == 0 && worker.more == 1 && self.p.gone_is_proof => {
                let record = Self::settle(Stage::Nothing, 0, false);
                self.put(s, w, "writes: nothing was bought", record, out);
            }
            READ_GONE if r.sure == 0 && worker.more == 1 => {
                self.list(s, w, AFTER_GONE | WAITED, out);
            }
            _ => back(out),
        }
    }

    pub(super) fn listed(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let saw = s.workers[w].arg;
        let r = self.view(s, w);
        let ours = saw & SAW_OURS;
        let foreign = saw & SAW_FOREIGN != 0;
        let waited = saw & WAITED != 0;
        let gone = saw & AFTER_GONE != 0;
        let tagged = if self.p.tag && self.p.tag_kept { ours } else { 0 };
        let mut put = |what, stage, note, wrong| {
            self.put(s, w, what, Self::settle(stage, note, wrong), out);
        };
        if tagged == self.all || tagged != 0 && waited {
            put("writes: bought, by the tag", Stage::Bought, tagged, false);
            return;
        }
        if !waited {
            let mut n = *s;
            n.workers[w].at = At::Run;
            self.push(out, w as u8, "does not find it yet", true, n);
            return;
        }
        let first = (ours & 1) + u8::from(foreign);
        let second = ours >> 1;
        if gone && !self.p.list_without_proof {
            let none = first + second == 0 || self.p.tag && self.p.tag_absent_proves;
            if none {
                put("writes: nothing was bought", Stage::Nothing, 0, false);
            } else {
                put("writes: a person must decide", Stage::Person, WHY_GONE, false);
            }
        } else if self.p.groups > 1 && !self.p.groups_by_list || first > 1 {
            if self.p.policy == Policy::ReadsOnly || r.no_ids {
                put("writes: bought, a person must say which", Stage::Person, WHY_TWO, false);
            } else {
                let mut n = *s;
                n.workers[w].at = At::Run;
                self.push(out, w as u8, "finds two: asks the cart for the ids", true, n);
            }
        } else if first + second == 0 {
            if self.p.list_without_proof {
                let mut n = *s;
                n.workers[w].at = At::Run;
                self.push(out, w as u8, "does not find it yet", true, n);
            } else {
                put("writes: bought, but not to be found", Stage::Person, WHY_EMPTY, false);
            }
        } else {
            let wrong = first == 1 && ours & 1 == 0;
            put("writes: bought, by the list", Stage::Bought, first | second << 1, wrong);
        }
    }
}
