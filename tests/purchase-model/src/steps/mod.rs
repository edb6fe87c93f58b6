//! Everything that can happen in a state.

mod doubt;
mod sent;
mod service;
mod tidy;
mod worker;
mod world;

use crate::params::Params;
use crate::state::{NO_REQUEST, PROCESSING, State};

/// What happened: to whom (0 and 1 the workers, 2 the world), and what.
pub(crate) type Label = (u8, &'static str);
pub(crate) const WORLD: u8 = 2;

pub(crate) struct Next {
    pub(crate) label: Label,
    /// Whether it also happens on a day without crashes and losses.
    pub(crate) good: bool,
    pub(crate) state: State,
}

// What a read of the cart said.

pub(crate) const READ_ORDERED: u8 = 0;
pub(crate) const READ_ACTIVE: u8 = 1;
pub(crate) const READ_GONE: u8 = 2;

// What a list showed.
pub(crate) const SAW_OURS: u8 = 3; // two bits: the groups
pub(crate) const SAW_FOREIGN: u8 = 4;
pub(crate) const AFTER_GONE: u8 = 8;
pub(crate) const WAITED: u8 = 16;

pub(crate) struct Steps<'a> {
    p: &'a Params,
    cap: u8,
    all: u8,
    alike: bool,
}

impl<'a> Steps<'a> {
    /// `alike`: two states that differ in the workers' names alone are one.
    pub(crate) fn new(p: &'a Params, alike: bool) -> Self {
        Self { p, cap: p.cap(), all: if p.groups == 2 { 3 } else { 1 }, alike }
    }

    pub(crate) fn next(&self, s: &State, out: &mut Vec<Next>) {
        out.clear();
        self.time(s, out);
        self.world(s, out);
        for i in 0..self.p.requests {
            if s.net[i] != NO_REQUEST {
                self.deliver(s, i, out);
            }
        }
        for c in 0..2 {
            if s.carts[c].status == PROCESSING {
                self.finish(s, c, out);
            }
        }
        for w in 0..self.p.workers {
            self.worker(s, w, out);
        }
        for next in out.iter_mut() {
            self.tidy(&mut next.state);
        }
    }

    fn push(&self, out: &mut Vec<Next>, who: u8, what: &'static str, good: bool, state: State) {
        out.push(Next { label: (who, what), good, state });
    }
}
