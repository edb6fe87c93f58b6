//! What a worker does about a checkout that it has written down.

use super::{Next, Steps};
use crate::params::NEVER;
use crate::state::{
    At, BUSY, GONE, IDS, NO_REQUEST, PAGE, QUIET, REFUSED, Record, Request, SUBMITTED, Stage,
    State, UNKNOWN,
};

impl Steps<'_> {
    pub(super) fn send(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let worker = s.workers[w];
        if self.p.stall || worker.age <= self.p.budget {
            if let Some(i) = s.net[..self.p.requests].iter().position(|r| *r == NO_REQUEST) {
                let mut n = *s;
                let token = if self.p.token == NEVER {
                    NEVER
                } else {
                    self.p.token.saturating_sub(worker.age)
                };
                n.net[i] = Request {
                    cart: worker.arg,
                    left: self.p.late,
                    token,
                    from: w as u8,
                    copy: self.p.twice,
                };
                n.workers[w].at = At::Waiting;
                self.push(out, w as u8, "sends the checkout", true, n);
            }
        } else {
            let mut n = *s;
            n.workers[w].at = At::Answered;
            n.workers[w].arg = UNKNOWN;
            self.push(out, w as u8, "has no time left to send", true, n);
        }
    }

    pub(super) fn answered(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let worker = s.workers[w];
        let r = self.view(s, w);
        let answer = match worker.arg {
            PAGE if self.p.any_page_is_refusal => REFUSED,
            PAGE => UNKNOWN,
            answer => answer,
        };
        if self.p.facts_pass_fence && answer == IDS && worker.more == self.all {
            let mut n = *s;
            n.record = Self::settle(Stage::Bought, self.all, false);
            n.workers[w] = Default::default();
            n.workers[1 - w].valid = false;
            self.push(out, w as u8, "writes: bought, by the answer", true, n);
            return;
        }
        let first = !r.doubt;
        // The intent that this answer ends no longer counts, unless a copy of it may be under way.
        let ended = if self.p.answer_ends { r.before } else { worker.age };
        let before = if self.p.no_intent && r.stage == Stage::Carted { QUIET } else { r.before };
        let ended = if ended == r.before { before } else { ended };
        // Looked at when it was sent: what is quiet now may have been at work after this answer.
        let pending = !r.alone || !self.p.answer_ends;
        let doubt = Record {
            stage: Stage::Doubt,
            age: ended,
            before: QUIET,
            alone: false,
            doubt: true,
            ..r
        };
        let nothing = Self::settle(Stage::Nothing, 0, false);
        let mut put = |what, record| self.put(s, w, what, record, out);
        match answer {
            IDS if worker.more == self.all || !pending || self.p.partial_settles => {
                let record = Self::settle(Stage::Bought, worker.more, false);
                put("writes: bought, by the answer", record);
            }
            IDS => put("writes: bought, perhaps more", Record { sure: 1, ..doubt }),
            REFUSED | GONE
                if first && self.p.quick_refusal
                    || self.p.doubt_not_sticky
                    || answer == GONE && self.p.gone_is_nothing =>
            {
                if self.p.tell_before_write && !s.told_nothing {
                    let mut n = *s;
                    n.told_nothing = true;
                    self.push(out, w as u8, "tells before it writes", true, n);
                } else {
                    put("writes: nothing was bought, by the refusal", nothing);
                }
            }
            REFUSED => {
                let sure = if r.sure > 0 && self.p.groups > 1 { 1 } else { r.sure };
                put("writes: refused, still in doubt", Record { refused: true, sure, ..doubt });
            }
            SUBMITTED => {
                let sure = if self.p.groups > 1 { 1 } else { r.sure.max(1) };
                put("writes: it was bought (submitted)", Record { sure, no_ids: true, ..doubt });
            }
            BUSY | GONE => {
                let sure = if r.sure > 0 && self.p.groups > 1 { 1 } else { r.sure };
                let no_ids = r.no_ids || r.sure > 0;
                put("writes: busy or gone, in doubt", Record { sure, no_ids, ..doubt });
            }
            _ => put("writes: in doubt", Record { age: worker.age, ..doubt }),
        }
    }
}
