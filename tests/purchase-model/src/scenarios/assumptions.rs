//! A: an assumption about the service fails.

use super::table::{Must, Table, bounded_by_token};
use crate::params::{NEVER, Params, Policy, Repeated};
use crate::search::Wanted;

pub(crate) fn broken_assumptions(t: &mut Table) {
    use Policy::ReadsOnly;
    t.breaks("A1 a repeated checkout buys again, same cart", "P1", |p| {
        p.repeated = Repeated::BuysAgain;
    });
    t.holds("A1 the same, reads only", |p| {
        p.repeated = Repeated::BuysAgain;
        p.policy = ReadsOnly;
    });
    t.breaks("A1 the same, reads only, delivered twice", "P1", |p| {
        p.repeated = Repeated::BuysAgain;
        p.policy = ReadsOnly;
        p.twice = true;
        p.quick_refusal = false;
        p.answer_ends = false;
    });
    t.breaks("A1' checkouts at once both buy, same cart again at once", "P1", |p| p.racy = true);
    t.holds("A1' the same, again only after B + L + W", |p| {
        p.racy = true;
        p.wait_again = p.wait_active;
    });
    t.breaks("A1' the same, a worker can be stopped", "P1", |p| {
        p.racy = true;
        p.stall = true;
        p.wait_again = p.wait_active;
    });
    t.holds("A1' the same, a worker can be stopped, wait by the token", |p| {
        p.racy = true;
        bounded_by_token(p);
        p.wait_again = p.wait_active;
    });
    t.breaks("A2 refused after the work", "P2", |p| p.lies = true);
    t.holds("A2 the same, a refusal takes wait and read", |p| {
        p.lies = true;
        p.quick_refusal = false;
        p.answer_ends = false;
    });
    t.holds("A3 delivered twice, a refusal takes wait and read", |p| {
        p.twice = true;
        p.quick_refusal = false;
        p.answer_ends = false;
    });
    t.breaks("A4 a request under way longer than L", "P2", |p| p.late = 2);
    t.breaks("A5 the work takes longer than W", "P2", |p| p.work = 2);
    t.breaks("A6 the cart says Ordered later than assumed", "P2", |p| p.stale = 2);
    t.breaks("A7 the list lags longer than G: bought, not to be found", "P3", |p| {
        p.lag = 2;
        p.repeated = Repeated::Submitted;
        p.life = NEVER;
    });
    t.breaks("A7 the same, cart gone", "P2", |p| {
        p.lag = 2;
        p.vanish = true;
        p.policy = ReadsOnly;
    });
    t.breaks("A8 an ordered cart is 404 after its life: a person without need", "P3", |p| {
        p.vanish = true;
    });
    let trusting = |p: &mut Params| {
        p.gone_is_proof = true;
        p.gone_by_age = p.wait_active;
        p.gone_by_lapse = p.work;
        p.foreign = true;
        p.policy = ReadsOnly;
    };
    t.add(
        "A8 holds and is trusted: 404 after the wait is proof, no list",
        Must::Hold,
        Wanted { settles: true, ..Wanted::default() },
        trusting,
    );
    t.breaks("A8 is trusted and does not hold", "P2", |p| {
        trusting(p);
        p.vanish = true;
    });
    t.add("A8 the same: safe", Must::Hold, Wanted { settles: true, ..Wanted::default() }, |p| {
        p.vanish = true;
        p.foreign = true;
    });
    t.breaks("A9 tag not kept, its absence taken for proof", "P2", |p| {
        p.vanish = true;
        p.tag = true;
        p.tag_kept = false;
        p.tag_absent_proves = true;
        p.policy = ReadsOnly;
    });
    t.add(
        "A9 tag not kept, its absence proves nothing",
        Must::Hold,
        Wanted { settles: true, ..Wanted::default() },
        |p| {
            p.vanish = true;
            p.foreign = true;
            p.tag = true;
            p.tag_kept = false;
        },
    );
    t.breaks("A10 clocks apart, not counted", "P2", |p| p.skew = 1);
}
