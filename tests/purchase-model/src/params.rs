//! What is explored: the service, the network, the protocol, and what is left out of it on purpose.

/// How the service answers a checkout of a cart that it has already turned into orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeated {
    /// The first result again; groups that failed are tried again.
    Result,
    /// 409/800060, or 409/800064: for the client the two say the same.
    Busy,
    /// 400/800065.
    Submitted,
    /// It buys again. No page says so; this is the broken assumption A1.
    BuysAgain,
}

/// What keeps two workers apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Exclusion {
    /// A lease that can be lost at any moment; every write of the journal is refused to one who lost it.
    Fence,
    /// No lease; a write is refused when the record changed since it was read.
    Compare,
    /// A lock of the operating system: held until its process is dead, also while that is stopped.
    ProcessLock,
    /// A lease that is looked at when work begins and never again.
    LeaseOnly,
}

/// What may be done after a doubt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Policy {
    /// The same cart is checked out again.
    SameCart,
    /// Reads only, then a person.
    ReadsOnly,
}

/// A time without end.
pub const NEVER: u8 = 255;

/// One setting to explore. Times are ticks.
#[derive(Clone, Copy, Debug)]
pub struct Params {
    // Bounds.
    /// How many workers there are.
    pub workers: usize,
    /// How many requests can be under way.
    pub requests: usize,
    /// How many orders a cart becomes.
    pub groups: u8,
    // Time.
    /// B: from the durable intent to the last moment the request can leave the client.
    pub budget: u8,
    /// L: from leaving the client to reaching the service, at most. `NEVER`: no bound.
    pub late: u8,
    /// W: from accepting a checkout to its orders, at most.
    pub work: u8,
    /// G: from an order to its showing in the list, at most.
    pub lag: u8,
    /// Gc: from an order to the cart's saying `Ordered`, at most.
    pub stale: u8,
    /// X: lifetime of a cart. `NEVER`: it does not lapse.
    pub life: u8,
    /// K: how far two clocks can be apart.
    pub skew: u8,
    /// D: from the durable intent to the end of the token that the request carries. `NEVER`: not used.
    pub token: u8,
    /// Whether a worker can be stopped between the intent and the sending for any time.
    pub stall: bool,
    // Service.
    /// What a second checkout of a cart is answered.
    pub repeated: Repeated,
    /// Two checkouts of a cart at the same time can both buy (A1 holds only one after the other).
    pub racy: bool,
    /// The service refuses whenever it likes, in its own words.
    pub refuses: bool,
    /// A refusal in the service's own words can come after the work (A4 broken).
    pub lies: bool,
    /// The network can deliver a request twice.
    pub twice: bool,
    /// Only some of the groups may be bought.
    pub partial: bool,
    /// A cart bought in part stays `Active`.
    pub partial_active: bool,
    /// A cart that was ordered is 404 after its lifetime.
    pub vanish: bool,
    /// A cart that has lapsed can still be read, and says `Active` where it was not ordered.
    pub lingers: bool,
    /// An identical purchase is made by hand, once, at any moment.
    pub foreign: bool,
    /// The service carries the tag from the cart to the order.
    pub tag_kept: bool,
    // Protocol.
    /// What may be done after a doubt.
    pub policy: Policy,
    /// What keeps two workers apart.
    pub exclusion: Exclusion,
    /// The tag is set, and an order that has it is ours.
    pub tag: bool,
    /// An order list without the tag proves that nothing was bought.
    pub tag_absent_proves: bool,
    /// Age of the last unanswered intent from which `Active` proves that nothing was bought.
    pub wait_active: u8,
    /// Time since the lapse of the cart from which `Active` proves the same.
    pub active_by_lapse: u8,
    /// Age of the last unanswered intent from which the same cart is checked out again.
    pub wait_again: u8,
    /// Time from the proof that it was bought to the reading of the list that names the orders.
    pub wait_list: u8,
    /// The list that names the orders also counts once the last unanswered intent is as old as
    /// for a cart that is gone.
    pub list_by_age: bool,
    /// For a cart that is gone: age of the last unanswered intent from which the list counts.
    pub gone_by_age: u8,
    /// For a cart that is gone, and for one of several groups: time since its lapse from which the
    /// list counts.
    pub gone_by_lapse: u8,
    /// A refusal of the first try settles at once; otherwise it takes a read of the cart after the wait.
    pub quick_refusal: bool,
    /// A cart that is gone after its wait was never ordered: no list is read.
    pub gone_is_proof: bool,
    /// The answer of a request proves that no copy of it is under way.
    pub answer_ends: bool,
    /// The ids of a 201 are written also by a worker that lost its lease.
    pub facts_pass_fence: bool,
    /// An answer that names only some of the groups settles although another request may be under way.
    pub partial_settles: bool,
    /// For several groups, the list may name the orders without a tag.
    pub groups_by_list: bool,
    // Left out, or done, on purpose.
    /// The cart is written only together with the intent to check it out.
    pub no_cart_write: bool,
    /// No intent is written before the checkout.
    pub no_intent: bool,
    /// A refusal takes a doubt back.
    pub doubt_not_sticky: bool,
    /// A doubt is answered with another cart.
    pub new_cart_after_doubt: bool,
    /// After the proof that nothing was bought, the purchase begins again with another cart.
    pub new_cart_after_nothing: bool,
    /// A cart that is gone at any time was not ordered.
    pub gone_is_nothing: bool,
    /// The page of a gateway is a refusal.
    pub any_page_is_refusal: bool,
    /// A refusal is told before it is written.
    pub tell_before_write: bool,
    /// The wait is looked at when a read is judged, not when it begins.
    pub wait_seen_late: bool,
    /// One candidate in the list is ours also without proof that anything was bought.
    pub list_without_proof: bool,
}

impl Params {
    /// The protocol as corrected, on a service that keeps what it promises.
    pub fn correct() -> Self {
        let (budget, late, work, lag) = (1, 1, 1, 1);
        let mut params = Self {
            workers: 2,
            requests: 2,
            groups: 1,
            budget,
            late,
            work,
            lag,
            stale: 0,
            life: 5,
            skew: 0,
            token: NEVER,
            stall: false,
            repeated: Repeated::Result,
            racy: false,
            refuses: true,
            lies: false,
            twice: false,
            partial: false,
            partial_active: false,
            vanish: false,
            lingers: false,
            foreign: false,
            tag_kept: true,
            policy: Policy::SameCart,
            exclusion: Exclusion::Fence,
            tag: false,
            tag_absent_proves: false,
            wait_active: 0,
            active_by_lapse: NEVER,
            wait_again: 0,
            wait_list: lag,
            list_by_age: true,
            gone_by_age: 0,
            gone_by_lapse: NEVER,
            quick_refusal: true,
            gone_is_proof: false,
            answer_ends: true,
            facts_pass_fence: true,
            partial_settles: false,
            groups_by_list: false,
            no_cart_write: false,
            no_intent: false,
            doubt_not_sticky: false,
            new_cart_after_doubt: false,
            new_cart_after_nothing: false,
            gone_is_nothing: false,
            any_page_is_refusal: false,
            tell_before_write: false,
            wait_seen_late: false,
            list_without_proof: false,
        };
        params.waits();
        params
    }

    /// Sets the waits to what the times of the service ask for.
    pub fn waits(&mut self) {
        // The last moment at which an order can come of an intent, in ticks after it.
        let by_network = if self.stall || self.late == NEVER {
            NEVER
        } else {
            self.budget + self.late + self.work
        };
        // The token's last good tick is D - 1.
        let by_token =
            if self.token == NEVER { NEVER } else { (self.token + self.work).saturating_sub(1) };
        let last = by_network.min(by_token);
        let after = |ticks: u8| if last == NEVER { NEVER } else { last + ticks };
        self.wait_active = after(self.stale.max(1) + self.skew);
        self.gone_by_age = after(self.lag.max(1) + self.skew);
        // The cart's last good tick is X - 1.
        self.active_by_lapse = self.work + self.stale.max(1) - 1 + self.skew;
        self.gone_by_lapse = self.work + self.lag.max(1) - 1 + self.skew;
        self.wait_list = self.lag + self.skew;
    }

    /// Beyond this no age makes a difference.
    pub fn cap(&self) -> u8 {
        let finite = |ticks: u8| if ticks == NEVER { 0 } else { ticks };
        let mut cap = 1 + finite(self.wait_active).max(finite(self.wait_again));
        cap = cap.max(1 + finite(self.gone_by_age)).max(1 + finite(self.gone_by_lapse));
        cap = cap.max(1 + finite(self.active_by_lapse));
        if self.groups > 1 {
            cap = cap.max(1 + finite(self.wait_active) + self.wait_list);
        }
        cap.max(1 + self.wait_list).max(1 + self.budget).max(finite(self.token))
    }
}
