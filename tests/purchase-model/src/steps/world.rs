//! What happens of itself: time, the list, losses.

use super::{Next, Steps, WORLD};
use crate::params::NEVER;
use crate::state::{At, NO_CART, NO_REQUEST, PROCESSING, QUIET, Record, Stage, State};

impl Steps<'_> {
    pub(super) fn time(&self, s: &State, out: &mut Vec<Next>) {
        if s.carts.iter().any(|cart| cart.status == PROCESSING && cart.work == 0) {
            return;
        }
        let mut n = *s;
        for request in &mut n.net {
            if *request == NO_REQUEST {
                continue;
            }
            if request.left == 0 {
                *request = NO_REQUEST;
                continue;
            }
            if request.left != NEVER {
                request.left -= 1;
            }
            if request.token != NEVER {
                request.token = request.token.saturating_sub(1);
            }
        }
        for cart in &mut n.carts {
            if cart.status == NO_CART {
                continue;
            }
            if cart.left == NEVER {
            } else if cart.left > 0 {
                cart.left -= 1;
            } else {
                cart.dead = (cart.dead + 1).min(self.cap);
            }
            cart.work = cart.work.saturating_sub(1);
            cart.stale = cart.stale.saturating_sub(1);
        }
        for order in n.orders.iter_mut().chain([&mut n.foreign]) {
            if order.count > 0 && !order.seen {
                order.lag -= 1;
                order.seen = order.lag == 0;
            }
        }
        self.age(&mut n.record);
        for worker in &mut n.workers {
            self.age(&mut worker.view);
            if matches!(worker.at, At::MaySend | At::Waiting | At::Answered) {
                worker.age = (worker.age + 1).min(self.cap);
            }
        }
        self.push(out, WORLD, "a tick passes", true, n);
    }

    pub(super) fn age(&self, r: &mut Record) {
        let older = |age: u8| if age == QUIET { QUIET } else { (age + 1).min(self.cap) };
        if matches!(r.stage, Stage::Sent | Stage::Doubt) {
            r.age = older(r.age);
            r.before = older(r.before);
            if r.sure > 0 {
                r.sure = (r.sure + 1).min(self.cap);
            }
        }
    }

    pub(super) fn world(&self, s: &State, out: &mut Vec<Next>) {
        for g in 0..2 {
            if s.orders[g].count > 0 && !s.orders[g].seen {
                let mut n = *s;
                n.orders[g].seen = true;
                n.orders[g].lag = 0;
                self.push(out, WORLD, "the list shows our order", true, n);
            }
        }
        if self.p.foreign && s.foreign.count == 0 {
            let mut n = *s;
            n.foreign.count = 1;
            n.foreign.lag = self.p.lag;
            n.foreign.seen = self.p.lag == 0;
            self.push(out, WORLD, "somebody buys the same by hand", false, n);
        }
        if s.foreign.count > 0 && !s.foreign.seen {
            let mut n = *s;
            n.foreign.seen = true;
            n.foreign.lag = 0;
            self.push(out, WORLD, "the list shows the order by hand", true, n);
        }
        for i in 0..self.p.requests {
            // A request that may arrive at any time needs no separate loss: it may stay away for ever.
            if s.net[i] != NO_REQUEST && self.p.late != NEVER {
                let mut n = *s;
                n.net[i] = NO_REQUEST;
                self.push(out, WORLD, "a request is lost", false, n);
            }
        }
    }
}
