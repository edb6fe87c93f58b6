//! What a buyer makes of what happens, wherever it can happen.

use std::collections::HashSet;
use std::hash::BuildHasherDefault;

use crate::params::Params;
use crate::search::Mix;
use crate::state::{At, Cart, Record, Stage, State};
use crate::steps::{
    AFTER_GONE, Next, READ_ACTIVE, READ_GONE, SAW_FOREIGN, SAW_OURS, Steps, WAITED,
};

/// What a worker judges.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Event {
    /// It is about to check the cart out.
    Asks,
    /// A checkout was answered, or not: one of the answers of [`state`](crate::state).
    Answered {
        /// Which.
        answer: u8,
        /// The groups that it names, as bits.
        groups: u8,
    },
    /// The cart was read: it is ordered.
    ReadOrdered,
    /// The cart was read: it is active.
    ReadActive {
        /// The read was begun after the wait.
        counts: bool,
    },
    /// The cart was read: it is gone.
    ReadGone {
        /// The read was begun after the wait.
        counts: bool,
    },
    /// The list was read.
    Listed {
        /// The groups whose orders it has, as bits.
        ours: u8,
        /// It has an order that was placed by hand.
        by_hand: bool,
        /// The read was begun after the wait.
        counts: bool,
        /// It was read because the cart is gone.
        gone: bool,
    },
}

/// What a worker makes of an event.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Judged {
    /// What the journal held.
    pub before: Record,
    /// What happened.
    pub event: Event,
    /// Ticks until the cart lapses.
    pub left: u8,
    /// Ticks since it lapsed.
    pub dead: u8,
    /// What the journal holds now.
    pub after: Record,
}

/// Shows `see` each different judgment that one worker makes in any state that it can reach.
///
/// # Panics
///
/// There are several workers.
pub fn observe(params: &Params, see: &mut dyn FnMut(&Judged)) {
    assert_eq!(params.workers, 1, "the journal of several workers is written by any of them");
    let steps = Steps::new(params, false);
    let mut states = vec![State::start()];
    let mut known: HashSet<State, BuildHasherDefault<Mix>> = states.iter().copied().collect();
    let mut seen = HashSet::new();
    let mut out: Vec<Next> = Vec::new();
    while let Some(state) = states.pop() {
        steps.next(&state, &mut out);
        for next in &out {
            if let Some(judged) = judged(&state, next)
                && seen.insert(judged)
            {
                see(&judged);
            }
            if known.insert(next.state) {
                states.push(next.state);
            }
        }
    }
}

fn judged(state: &State, next: &Next) -> Option<Judged> {
    if next.label.0 != 0 || next.label.1 == "is killed" {
        return None;
    }
    let worker = state.workers[0];
    let counts = worker.more == 1;
    let event = match (worker.at, worker.arg) {
        (At::Run, _) if next.state.workers[0].at == At::MaySend => Event::Asks,
        (At::Answered, answer) => Event::Answered { answer, groups: worker.more },
        (At::ReadCart, READ_GONE) => Event::ReadGone { counts },
        (At::ReadCart, READ_ACTIVE) => Event::ReadActive { counts },
        (At::ReadCart, _) => Event::ReadOrdered,
        (At::Listed, saw) => Event::Listed {
            ours: saw & SAW_OURS,
            by_hand: saw & SAW_FOREIGN != 0,
            counts: saw & WAITED != 0,
            gone: saw & AFTER_GONE != 0,
        },
        _ => return None,
    };
    let record = state.record;
    let is_sent = matches!(record.stage, Stage::Carted | Stage::Sent | Stage::Doubt);
    let cart = if is_sent { state.carts[usize::from(record.cart)] } else { Cart::default() };
    let (left, dead) = (cart.left, cart.dead);
    Some(Judged { before: record, event, left, dead, after: next.state.record })
}
