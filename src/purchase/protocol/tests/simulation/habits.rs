//! What one run is about: how the service and the network behave, and what the purchase may do.

use std::time::Duration;

use super::super::super::{AfterDoubt, SettlePolicy, Waits};

/// How the service answers a checkout of a cart that it has turned into orders.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeated {
    Result,
    Busy,
    Submitted,
    /// It buys again: no purchase that checks a cart out twice survives it.
    BuysAgain,
}

/// All of it is drawn from one seed. Times are seconds.
#[derive(Clone, Debug)]
pub(super) struct Habits {
    pub(super) repeated: Repeated,
    pub(super) groups: u8,
    pub(super) late: u32,
    pub(super) work: u32,
    pub(super) clocks: u32,
    pub(super) cart_shows: u32,
    pub(super) list_shows: u32,
    /// Until the cart lapses, and whether the cart says so.
    pub(super) life: u32,
    pub(super) says_expiry: bool,
    /// Of a hundred requests and answers, so many are lost, refused, or followed by a crash.
    pub(super) lost: u8,
    pub(super) refused: u8,
    pub(super) crashes: u8,
    /// Some groups can be bought and the others refused.
    pub(super) in_part: bool,
    /// A cart that was ordered is gone after its life.
    pub(super) vanishes: bool,
    /// A cart that has lapsed can still be read, and says that it is active.
    pub(super) lingers: bool,
    /// Two checkouts that meet both buy.
    pub(super) races: bool,
    pub(super) has_tag: bool,
    pub(super) keeps_tag: bool,
    /// How many others buy the same by hand.
    pub(super) by_hand: u8,
    /// Of a hundred orders, so many cannot be read in the list.
    pub(super) unreadable: u8,
    pub(super) knows_tokens: bool,
    pub(super) after_doubt: AfterDoubt,
    pub(super) trusts_tag: bool,
    pub(super) trusts_gone: bool,
}

impl Habits {
    pub(super) fn draw(random: &mut fastrand::Rng) -> Self {
        let after = [AfterDoubt::AskAgain, AfterDoubt::AskAgainAtOnce, AfterDoubt::ReadOnly];
        let after_doubt = after[random.usize(..3)];
        let asks = after_doubt != AfterDoubt::ReadOnly;
        let repeated = [Repeated::Result, Repeated::Busy, Repeated::Submitted, Repeated::BuysAgain];
        let kinds = if asks { 3 } else { 4 };
        let (has_tag, keeps_tag, vanishes) = (random.bool(), random.bool(), random.bool());
        let says_expiry = random.u8(..4) > 0;
        Self {
            repeated: repeated[random.usize(..kinds)],
            groups: random.u8(1..=2),
            late: random.u32(0..90),
            work: random.u32(0..90),
            clocks: random.u32(0..30),
            cart_shows: random.u32(0..60),
            list_shows: random.u32(0..900),
            life: random.u32(30..20_000),
            says_expiry,
            lost: random.u8(0..60),
            refused: random.u8(0..30),
            crashes: random.u8(0..30),
            in_part: random.bool(),
            vanishes,
            // Of one that neither says when it lapses nor goes, nobody can ever know.
            lingers: says_expiry && random.u8(..3) == 0,
            races: after_doubt != AfterDoubt::AskAgainAtOnce && random.bool(),
            has_tag,
            keeps_tag,
            by_hand: random.u8(0..3).saturating_sub(1),
            unreadable: if random.bool() { 0 } else { random.u8(0..60) },
            knows_tokens: random.u8(..4) > 0,
            after_doubt,
            trusts_tag: has_tag && keeps_tag && random.bool(),
            trusts_gone: !vanishes && random.bool(),
        }
    }

    pub(super) fn policy(&self) -> SettlePolicy {
        let seconds = |time: u32| Duration::from_secs(time.into());
        let waits = Waits::default()
            .delivery(seconds(self.late))
            .work(seconds(self.work))
            .clocks(seconds(self.clocks))
            .cart_shows(seconds(self.cart_shows))
            .list_shows(seconds(self.list_shows));
        let mut policy = SettlePolicy::default().after_doubt(self.after_doubt).waits(waits);
        if self.trusts_tag {
            policy = policy.trust_missing_tags();
        }
        if self.trusts_gone {
            policy = policy.trust_gone_carts();
        }
        policy
    }
}
