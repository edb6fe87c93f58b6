//! Makes equal states equal.

use super::{Steps, WORLD};
use crate::params::Exclusion;
use crate::state::{At, Cart, NO_REQUEST, NONE, PROCESSING, Record, State};

impl Steps<'_> {
    pub(super) fn tidy(&self, s: &mut State) {
        for r in 0..2 {
            let worker = &mut s.workers[r];
            if !matches!(worker.at, At::MaySend | At::Waiting | At::Answered) {
                worker.age = 0;
            }
            if !matches!(worker.at, At::Answered | At::ReadCart) {
                worker.more = 0;
            }
            if matches!(worker.at, At::Idle | At::Run) {
                worker.arg = 0;
            }
            if worker.at == At::Idle {
                worker.valid = false;
                worker.view = Record::default();
            }
        }
        for i in 0..3 {
            let from = s.net[i].from;
            if from != NONE && s.workers[usize::from(from)].at != At::Waiting {
                s.net[i].from = NONE;
            }
        }
        for c in 0..2 {
            let from = s.carts[c].from;
            if s.carts[c].status == PROCESSING {
                if from != NONE && s.workers[usize::from(from)].at != At::Waiting {
                    s.carts[c].from = NONE;
                }
                continue;
            }
            s.carts[c].from = 0;
            let id = c as u8;
            let held = s.record.cart == id
                || s.net.iter().any(|r| r.cart == id)
                || s.workers.iter().any(|w| {
                    matches!(w.at, At::GotCart | At::MaySend | At::Waiting) && w.arg == id
                        || w.at != At::Idle
                            && self.p.exclusion == Exclusion::LeaseOnly
                            && w.view.cart == id
                });
            if !held {
                s.carts[c] = Cart::default();
            }
        }
        s.net[..self.p.requests].sort_unstable();
        if self.alike && self.p.workers == 2 && s.workers[1].rank() < s.workers[0].rank() {
            self.swap(s);
        }
    }

    /// Calls each worker by the other's name.
    pub(super) fn swap(&self, s: &mut State) {
        s.workers.swap(0, 1);
        let other = |from: &mut u8| {
            if *from < WORLD {
                *from = 1 - *from;
            }
        };
        for request in s.net.iter_mut().filter(|request| **request != NO_REQUEST) {
            other(&mut request.from);
        }
        for cart in s.carts.iter_mut().filter(|cart| cart.status == PROCESSING) {
            other(&mut cart.from);
        }
        s.net[..self.p.requests].sort_unstable();
    }
}
