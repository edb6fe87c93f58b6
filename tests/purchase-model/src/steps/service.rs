//! What the service does with a checkout.

use super::{Next, Steps, WORLD};
use crate::params::Repeated;
use crate::state::{
    ACTIVE, At, BUSY, GONE, IDS, NO_REQUEST, NONE, ORDERED, PROCESSING, REFUSED, Request,
    SUBMITTED, State, UNKNOWN,
};

impl Steps<'_> {
    pub(super) fn answer(&self, s: &mut State, from: u8, answer: u8, groups: u8) {
        if let Some(worker) = s.workers.get_mut(usize::from(from))
            && worker.at == At::Waiting
        {
            worker.at = At::Answered;
            worker.arg = answer;
            worker.more = groups;
        }
    }

    pub(super) fn deliver(&self, s: &State, i: usize, out: &mut Vec<Next>) {
        let request = s.net[i];
        let mut gone = *s;
        gone.net[i] = NO_REQUEST;
        self.serve(&gone, &request, out);
        if request.copy {
            let mut kept = *s;
            kept.net[i].copy = false;
            kept.net[i].from = NONE;
            self.serve(&kept, &request, out);
        }
    }

    pub(super) fn serve(&self, s: &State, request: &Request, out: &mut Vec<Next>) {
        let c = usize::from(request.cart);
        let cart = s.carts[c];
        let mut reply = |what, good, answer, groups| {
            let mut n = *s;
            self.answer(&mut n, request.from, answer, groups);
            self.push(out, WORLD, what, good, n);
        };
        if request.token == 0 {
            reply("delivered, the token has expired: 401", true, UNKNOWN, 0);
            return;
        }
        if self.p.refuses {
            reply("delivered: refused", true, REFUSED, 0);
        }
        match cart.status {
            PROCESSING if self.p.racy => {
                let mut n = *s;
                self.order(&mut n, self.all);
                self.order(&mut n, self.all);
                self.push(out, WORLD, "delivered while another is at work: both buy", true, n);
            }
            PROCESSING => reply("delivered: busy", true, BUSY, 0),
            ORDERED if self.p.vanish && cart.left == 0 => {
                reply("delivered: no such cart", true, GONE, 0);
            }
            ORDERED => match self.p.repeated {
                Repeated::Busy => reply("delivered: busy", true, BUSY, 0),
                Repeated::Submitted => reply("delivered: submitted already", true, SUBMITTED, 0),
                Repeated::Result => {
                    reply("delivered: the first result again", true, IDS, cart.placed);
                    if cart.placed != self.all && cart.left > 0 {
                        let mut n = *s;
                        self.order(&mut n, self.all & !cart.placed);
                        n.carts[c].placed = self.all;
                        self.answer(&mut n, request.from, IDS, self.all);
                        self.push(out, WORLD, "delivered: the rest is bought", true, n);
                    }
                }
                Repeated::BuysAgain => {
                    let mut n = *s;
                    self.order(&mut n, self.all);
                    self.push(out, WORLD, "delivered: bought again", true, n);
                }
            },
            ACTIVE if cart.left == 0 => reply("delivered: no such cart", true, GONE, 0),
            ACTIVE => {
                let mut n = *s;
                n.carts[c].status = PROCESSING;
                n.carts[c].work = self.p.work;
                n.carts[c].from = request.from;
                self.push(out, WORLD, "delivered: the work begins", true, n);
            }
            _ => unreachable!("a request names a cart that is gone"),
        }
    }

    pub(super) fn order(&self, s: &mut State, groups: u8) {
        for g in 0..2 {
            if groups >> g & 1 == 1 {
                let order = &mut s.orders[g];
                order.count += 1;
                if order.count == 1 {
                    order.lag = self.p.lag;
                    order.seen = self.p.lag == 0;
                }
            }
        }
    }

    pub(super) fn finish(&self, s: &State, c: usize, out: &mut Vec<Next>) {
        let cart = s.carts[c];
        let open = self.all & !cart.placed;
        let mut end = |what, good, bought: u8, status: u8, answer| {
            let mut n = *s;
            self.order(&mut n, bought);
            let cart = &mut n.carts[c];
            cart.status = status;
            cart.work = 0;
            cart.placed |= bought;
            cart.from = 0;
            cart.stale = if status == ORDERED { self.p.stale } else { 0 };
            let placed = cart.placed;
            self.answer(&mut n, s.carts[c].from, answer, placed);
            self.push(out, WORLD, what, good, n);
        };
        end("the work ends: bought", true, open, ORDERED, IDS);
        if self.p.refuses {
            end("the work ends: refused", true, 0, ACTIVE, REFUSED);
        }
        if self.p.lies {
            end("the work ends: bought, and says refused", true, open, ORDERED, REFUSED);
        }
        if self.p.partial && open == 3 {
            let status = if self.p.partial_active { ACTIVE } else { ORDERED };
            end("the work ends: the first group bought", true, 1, status, IDS);
            end("the work ends: the second group bought", true, 2, status, IDS);
        }
    }
}
