//! M: something is left out of it on purpose.

use super::table::{Must, Table, bounded_by_lapse};
use crate::params::{Exclusion, NEVER, Policy, Repeated};
use crate::search::Wanted;

pub(crate) fn left_out(t: &mut Table) {
    t.breaks("M1 no durable intent before the checkout", "P1", |p| p.no_intent = true);
    t.breaks("M2 no wait, same cart: a refusal and Active", "P2", |p| p.wait_active = 0);
    t.breaks("M3 no wait, reads only: Active is taken for proof", "P2", |p| {
        p.policy = Policy::ReadsOnly;
        p.wait_active = 0;
    });
    t.breaks("M4 the wait is one tick short, reads only", "P2", |p| {
        p.policy = Policy::ReadsOnly;
        p.wait_active -= 1;
    });
    t.breaks("M5 neither lock nor fence (or a lease without a fence)", "P1", |p| {
        p.exclusion = Exclusion::LeaseOnly;
    });
    t.breaks("M6 doubt is not sticky", "P2", |p| p.doubt_not_sticky = true);
    t.breaks("M7 a new cart after a doubt", "P1", |p| p.new_cart_after_doubt = true);
    t.breaks("M8 404 is taken for nothing", "P2", |p| p.gone_is_nothing = true);
    t.breaks("M9 404, list read before its lag is over", "P2", |p| {
        p.vanish = true;
        p.gone_by_age -= 1;
        p.gone_by_lapse = NEVER;
        p.policy = Policy::ReadsOnly;
    });
    t.breaks("M10 any 4xx is a refusal", "P2", |p| p.any_page_is_refusal = true);
    t.breaks("M11 told before it is written", "P2", |p| p.tell_before_write = true);
    t.breaks("M12 one candidate is ours without proof", "P4", |p| {
        p.foreign = true;
        p.list_without_proof = true;
    });
    t.breaks("M13 proof, list read before its lag is over", "P4", |p| {
        p.foreign = true;
        p.repeated = Repeated::Submitted;
        p.wait_list = 0;
    });
    t.breaks("M14 stopped worker, fence, waits of B + L + W (the issue as written)", "P2", |p| {
        p.stall = true;
    });
    t.breaks("M15 the same, reads only", "P2", |p| {
        p.stall = true;
        p.policy = Policy::ReadsOnly;
    });
    t.breaks("M16 a refusal of the first try settles, requests delivered twice", "P2", |p| {
        p.twice = true;
    });
    t.holds("M17 facts do not pass the fence: safe, only slower", |p| p.facts_pass_fence = false);
    t.breaks("M18 one worker: stopped before sending, goes on, sends, is killed", "P2", |p| {
        p.workers = 1;
        p.stall = true;
        p.policy = Policy::ReadsOnly;
    });
    t.breaks("M19 the same with a lock of the operating system, same cart", "P2", |p| {
        p.exclusion = Exclusion::ProcessLock;
        p.stall = true;
    });
    t.breaks("M20 no durable intent: also", "P2", |p| p.no_intent = true);
    t.breaks("M21 neither lock nor fence: also", "P2", |p| {
        p.exclusion = Exclusion::LeaseOnly;
    });
    t.breaks("M22 Active is taken for proof, then a new cart", "P1", |p| {
        p.wait_active = 0;
        p.policy = Policy::ReadsOnly;
        p.new_cart_after_nothing = true;
    });
    t.breaks("M23 404 is taken for nothing, then a new cart", "P1", |p| {
        p.gone_is_nothing = true;
        p.vanish = true;
        p.new_cart_after_nothing = true;
    });
    t.holds("M27 the cart is written only with the intent: safe", |p| p.no_cart_write = true);
    t.breaks("M28 an old intent, list read one tick early", "P4", |p| {
        p.policy = Policy::ReadsOnly;
        p.foreign = true;
        p.wait_list = 10;
        p.gone_by_age -= 1;
        p.gone_by_lapse = NEVER;
        p.life = NEVER;
    });
    t.breaks("M29 a lapsed cart says Active, read one tick early", "P2", |p| {
        p.policy = Policy::ReadsOnly;
        p.lingers = true;
        bounded_by_lapse(p);
        p.active_by_lapse -= 1;
    });
    t.breaks("M30 a lapsed cart says Active, and that is waited for no longer", "P3", |p| {
        p.policy = Policy::ReadsOnly;
        p.lingers = true;
        bounded_by_lapse(p);
        p.active_by_lapse = NEVER;
    });
    t.breaks("M25 the read began before the end of the wait", "P2", |p| {
        p.wait_seen_late = true;
        p.policy = Policy::ReadsOnly;
    });
    t.add(
        "M26 reads only is not exactly once",
        Must::Break("P3"),
        Wanted { no_nothing: true, ..Wanted::default() },
        |p| {
            p.policy = Policy::ReadsOnly;
            p.refuses = false;
            p.life = NEVER;
        },
    );
    t.holds("M24 a new cart after each proof of nothing", |p| {
        p.new_cart_after_nothing = true;
        p.policy = Policy::ReadsOnly;
    });
}
