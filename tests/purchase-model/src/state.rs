//! One state of the world: the service, the network, the journal, the workers.

use std::hash::{Hash, Hasher};

/// No cart, no worker.
pub const NONE: u8 = 255;
/// An age: every request was answered.
pub const QUIET: u8 = 254;

/// What the service says of a cart, and what it does with it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Cart {
    /// 0 none, 1 active, 2 being processed, 3 ordered.
    pub status: u8,
    /// Ticks until it lapses.
    pub left: u8,
    /// Ticks since it lapsed.
    pub dead: u8,
    /// Ticks of work left while it is processed.
    pub work: u8,
    /// Ticks for which a read may still say `Active`.
    pub stale: u8,
    /// Which worker hears how the processing ends.
    pub from: u8,
    /// The groups that became orders.
    pub placed: u8,
}

/// A cart that does not exist.
pub const NO_CART: u8 = 0;
/// It can be checked out.
pub const ACTIVE: u8 = 1;
/// A checkout of it is at work.
pub const PROCESSING: u8 = 2;
/// It was checked out.
pub const ORDERED: u8 = 3;

/// The orders of one group, or the purchase by hand.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Order {
    /// How many there are.
    pub count: u8,
    /// Whether the list has it.
    pub seen: bool,
    /// Ticks until the list must have it.
    pub lag: u8,
}

/// A checkout on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Request {
    /// The cart that it checks out.
    pub cart: u8,
    /// Ticks until it must have arrived.
    pub left: u8,
    /// Ticks for which its token is good.
    pub token: u8,
    /// Which worker waits for its answer.
    pub from: u8,
    /// Whether one more copy of it may still be delivered.
    pub copy: bool,
}

/// No request.
pub const NO_REQUEST: Request = Request { cart: NONE, left: 0, token: 0, from: NONE, copy: false };

/// Where a purchase stands.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Stage {
    /// The purchase is recorded, no cart is known.
    #[default]
    Chosen,
    /// A cart is known; none was ever sent.
    Carted,
    /// A checkout is intended; it may be under way.
    Sent,
    /// A checkout went unanswered, or its answer settles nothing.
    Doubt,
    /// It was bought, in whole or in part.
    Bought,
    /// Nothing was bought.
    Nothing,
    /// Only a person can say.
    Person,
}

/// The journal's record of the purchase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash)]
pub struct Record {
    /// Where the purchase stands.
    pub stage: Stage,
    /// Its cart.
    pub cart: u8,
    /// Ticks since the last intent whose request may still be under way; `QUIET` if there is none.
    pub age: u8,
    /// The same for the intents before this one, while one is sent.
    pub before: u8,
    /// While one is sent: every earlier request had ended when it was intended.
    pub alone: bool,
    /// An earlier checkout of this cart may have bought.
    pub doubt: bool,
    /// 0: not proven that it was bought; else 1 and the ticks since the proof.
    pub sure: u8,
    /// The service refused the last try in its own words.
    pub refused: bool,
    /// It was bought, and the cart checked out again gave no ids.
    pub no_ids: bool,
    /// Bought: the groups claimed. Person: why.
    pub note: u8,
    /// Bought: an order that is not ours was claimed.
    pub wrong: bool,
}

impl Record {
    /// Whether nothing more happens of itself.
    pub fn settled(&self) -> bool {
        self.stage >= Stage::Bought
    }

    fn word(&self) -> u64 {
        let flags = u8::from(self.doubt)
            | u8::from(self.refused) << 1
            | u8::from(self.wrong) << 2
            | u8::from(self.no_ids) << 3
            | u8::from(self.alone) << 4;
        let Self { stage, cart, age, before, sure, note, .. } = *self;
        word(&[stage as u8, cart, age, before, sure, note, flags])
    }
}

/// It was bought, and several orders can be it.
pub const WHY_TWO: u8 = 1;
/// The cart is gone, and there are orders that can be it.
pub const WHY_GONE: u8 = 2;
/// It was bought, and no order can be it.
pub const WHY_EMPTY: u8 = 3;

/// What a worker is at.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[repr(u8)]
pub enum At {
    /// It does not run.
    #[default]
    Idle,
    /// It decides what to do.
    Run,
    /// It has written that it will send, and has not sent.
    MaySend,
    /// It waits for an answer.
    Waiting,
    /// It has an answer to a checkout, or gave up.
    Answered,
    /// It has made a cart, and not written that.
    GotCart,
    /// It has read the cart.
    ReadCart,
    /// It has read the list.
    Listed,
}

/// A process that carries the purchase on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Worker {
    /// What it is at.
    pub at: At,
    /// What that is about: a cart, an answer, what was read.
    pub arg: u8,
    /// For an answer with ids: the groups. For a read: whether it began after the wait.
    pub more: u8,
    /// Whether the journal takes its writes.
    pub valid: bool,
    /// Ticks since its intent.
    pub age: u8,
    /// What it read, where nothing stops it from writing after it lost its lease.
    pub view: Record,
}

impl Worker {
    /// Any order will do, as long as different workers differ.
    pub fn rank(&self) -> (u8, u8, u8, bool, u8, u64) {
        (self.at as u8, self.arg, self.more, self.valid, self.age, self.view.word())
    }
}

// Answers to a checkout.

/// The answer names the orders of some groups, or of all.
pub const IDS: u8 = 1;
/// Refused in words that are documented to mean that nothing was bought.
pub const REFUSED: u8 = 2;
/// Another request is at work, or was: 409 with 800060 or 800064.
pub const BUSY: u8 = 3;
/// It was checked out before: 400 with 800065.
pub const SUBMITTED: u8 = 4;
/// There is no such cart.
pub const GONE: u8 = 5;
/// No answer, or one that says nothing.
pub const UNKNOWN: u8 = 6;
/// The page of a gateway.
pub const PAGE: u8 = 7;

/// All of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct State {
    /// The carts.
    pub carts: [Cart; 2],
    /// The orders of each group.
    pub orders: [Order; 2],
    /// The purchase by hand.
    pub foreign: Order,
    /// The requests under way.
    pub net: [Request; 3],
    /// What the journal holds.
    pub record: Record,
    /// The workers.
    pub workers: [Worker; 2],
    /// A caller was told that nothing was bought.
    pub told_nothing: bool,
}

impl State {
    /// Before anything happened.
    pub fn start() -> Self {
        Self {
            carts: [Cart::default(); 2],
            orders: [Order::default(); 2],
            foreign: Order::default(),
            net: [NO_REQUEST; 3],
            record: Record { cart: NONE, ..Record::default() },
            workers: [Worker::default(); 2],
            told_nothing: false,
        }
    }

    /// The groups that were bought.
    pub fn made(&self) -> u8 {
        u8::from(self.orders[0].count > 0) | u8::from(self.orders[1].count > 0) << 1
    }

    fn words(&self) -> [u64; 9] {
        let cart = |c: &Cart| word(&[c.status, c.left, c.dead, c.work, c.stale, c.from, c.placed]);
        let order = |o: &Order| o.count << 6 | u8::from(o.seen) << 5 | o.lag;
        let worker = |w: &Worker| {
            (w.at as u64)
                | u64::from(w.arg) << 8
                | u64::from(w.more) << 16
                | u64::from(w.valid) << 24
                | u64::from(w.age) << 32
        };
        let net = |r: &Request| {
            u64::from(r.cart & 15)
                | u64::from(r.left) << 4
                | u64::from(r.token) << 12
                | u64::from(r.from & 3) << 20
                | u64::from(r.copy) << 22
        };
        let [a, b] = &self.workers;
        [
            cart(&self.carts[0]),
            cart(&self.carts[1]),
            word(&[
                order(&self.orders[0]),
                order(&self.orders[1]),
                order(&self.foreign),
                u8::from(self.told_nothing),
            ]) | (net(&self.net[2]) << 32),
            net(&self.net[0]) | net(&self.net[1]) << 32,
            self.record.word(),
            worker(a) | worker(b) << 40,
            worker(b) >> 24,
            a.view.word(),
            b.view.word(),
        ]
    }
}

fn word(bytes: &[u8]) -> u64 {
    bytes.iter().rev().fold(0, |word, byte| word << 8 | u64::from(*byte))
}

impl Hash for State {
    fn hash<H: Hasher>(&self, state: &mut H) {
        for word in self.words() {
            state.write_u64(word);
        }
    }
}
