//! What a worker does that has no doubt.

use super::{Next, Steps};
use crate::params::Exclusion;
use crate::state::{
    ACTIVE, At, Cart, NO_CART, NO_REQUEST, NONE, PAGE, PROCESSING, QUIET, Record, Stage, State,
    UNKNOWN,
};

impl Steps<'_> {
    pub(super) fn view(&self, s: &State, w: usize) -> Record {
        if self.p.exclusion == Exclusion::LeaseOnly { s.workers[w].view } else { s.record }
    }

    /// Writes the record, unless the journal refuses it. Refused: the worker stops.
    pub(super) fn write(&self, s: &State, w: usize, record: Record) -> (State, bool) {
        let mut n = *s;
        let checked = matches!(self.p.exclusion, Exclusion::Fence | Exclusion::Compare);
        if checked && !s.workers[w].valid {
            n.workers[w] = Default::default();
            return (n, false);
        }
        n.record = record;
        if self.p.exclusion == Exclusion::Compare {
            n.workers[1 - w].valid = false;
        }
        if self.p.exclusion == Exclusion::LeaseOnly {
            n.workers[w].view = record;
        }
        let worker = &mut n.workers[w];
        worker.at = if record.settled() { At::Idle } else { At::Run };
        (n, true)
    }

    pub(super) fn put(
        &self,
        s: &State,
        w: usize,
        what: &'static str,
        record: Record,
        out: &mut Vec<Next>,
    ) {
        let (n, done) = self.write(s, w, record);
        let what = if done { what } else { "finds its lease lost" };
        self.push(out, w as u8, what, true, n);
    }

    pub(super) fn settle(stage: Stage, note: u8, wrong: bool) -> Record {
        Record { stage, cart: NONE, note, wrong, ..Record::default() }
    }

    pub(super) fn worker(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let worker = s.workers[w];
        if worker.at == At::Idle {
            let free =
                self.p.exclusion != Exclusion::ProcessLock || s.workers[1 - w].at == At::Idle;
            let again = self.p.new_cart_after_nothing && s.record.stage == Stage::Nothing;
            if (!s.record.settled() || again) && free {
                let mut n = *s;
                n.workers[w].at = At::Run;
                n.workers[w].valid = true;
                if self.p.exclusion == Exclusion::Fence {
                    n.workers[1 - w].valid = false;
                }
                if self.p.exclusion == Exclusion::LeaseOnly {
                    n.workers[w].view = s.record;
                }
                self.push(out, w as u8, "takes the lease and reads the record", true, n);
            }
            return;
        }
        let mut crashed = *s;
        crashed.workers[w] = Default::default();
        self.push(out, w as u8, "is killed", false, crashed);
        match worker.at {
            At::Idle => {}
            At::Run => self.run(s, w, out),
            At::GotCart if self.p.no_cart_write => {
                let record = Record {
                    stage: Stage::Sent,
                    cart: worker.arg,
                    before: QUIET,
                    alone: true,
                    ..Record::default()
                };
                self.intend(s, w, record, out);
            }
            At::GotCart => {
                let record = Record { stage: Stage::Carted, cart: worker.arg, ..Record::default() };
                self.put(s, w, "writes: the cart", record, out);
            }
            At::MaySend => self.send(s, w, out),
            At::Waiting => {
                let mut n = *s;
                n.workers[w].at = At::Answered;
                n.workers[w].arg = UNKNOWN;
                self.unhear(&mut n, w);
                self.push(out, w as u8, "gives up waiting", true, n);
                if self.p.any_page_is_refusal {
                    n.workers[w].arg = PAGE;
                    self.push(out, w as u8, "gets a page of a gateway", false, n);
                }
            }
            At::Answered => self.answered(s, w, out),
            At::ReadCart => self.read_cart(s, w, out),
            At::Listed => self.listed(s, w, out),
        }
    }

    /// Nobody waits any more for what this worker sent.
    pub(super) fn unhear(&self, s: &mut State, w: usize) {
        for request in &mut s.net {
            if *request != NO_REQUEST && request.from == w as u8 {
                request.from = NONE;
            }
        }
        for cart in &mut s.carts {
            if cart.status == PROCESSING && cart.from == w as u8 {
                cart.from = NONE;
            }
        }
    }

    pub(super) fn run(&self, s: &State, w: usize, out: &mut Vec<Next>) {
        let checked = matches!(self.p.exclusion, Exclusion::Fence | Exclusion::Compare);
        if checked && !s.workers[w].valid {
            let mut n = *s;
            n.workers[w] = Default::default();
            self.push(out, w as u8, "finds its lease lost", true, n);
            return;
        }
        let r = self.view(s, w);
        match r.stage {
            Stage::Chosen => {
                if let Some(c) = s.carts.iter().position(|cart| cart.status == NO_CART) {
                    let mut n = *s;
                    n.carts[c] = Cart { status: ACTIVE, left: self.p.life, ..Cart::default() };
                    n.workers[w].at = At::GotCart;
                    n.workers[w].arg = c as u8;
                    self.push(out, w as u8, "makes a cart", true, n);
                }
            }
            Stage::Carted => {
                let fresh = Record { cart: NONE, ..Record::default() };
                self.put(s, w, "writes: drop the cart that was never sent", fresh, out);
                let record = Record { stage: Stage::Sent, age: 0, before: QUIET, alone: true, ..r };
                if self.p.no_intent {
                    let mut n = *s;
                    self.may_send(&mut n, w, r.cart);
                    self.push(out, w as u8, "is about to send, without a record", true, n);
                } else {
                    self.intend(s, w, record, out);
                }
            }
            Stage::Sent | Stage::Doubt => self.doubt(s, w, &r, out),
            Stage::Nothing if self.p.new_cart_after_nothing => {
                let fresh = Record { cart: NONE, ..Record::default() };
                self.put(s, w, "writes: begin again", fresh, out);
            }
            Stage::Bought | Stage::Nothing | Stage::Person => {
                let mut n = *s;
                n.workers[w] = Default::default();
                self.push(out, w as u8, "tells what is settled", true, n);
            }
        }
    }

    pub(super) fn may_send(&self, s: &mut State, w: usize, cart: u8) {
        s.workers[w].at = At::MaySend;
        s.workers[w].arg = cart;
        s.workers[w].age = 0;
    }

    pub(super) fn intend(&self, s: &State, w: usize, record: Record, out: &mut Vec<Next>) {
        let (mut n, done) = self.write(s, w, record);
        if done {
            self.may_send(&mut n, w, record.cart);
        }
        let what = if done { "writes: the intent to check out" } else { "finds its lease lost" };
        self.push(out, w as u8, what, true, n);
    }
}
