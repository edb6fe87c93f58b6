//! Whatever a buyer of the model makes of what happens, the code makes of it too.
//!
//! Each judgment is translated, with a second for a tick, and shifted so that the moments at which
//! a wait is over are the same; `times` says by how much they differ. Where the code is more
//! careful on purpose, [`Difference`] says why, and that it is only that.

mod judged;
mod setting;

use std::collections::BTreeSet;

use partner_center_purchase_model::{NEVER, Params, Policy, Repeated, observe};

use setting::Setting;

/// Where the code differs from the model on purpose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Difference {
    /// The request itself may be what is at work, if something on the way sent it twice; so it
    /// stays open, and is waited for.
    BusyStaysOpen,
    /// A cart that has lapsed is not checked out again. So what is read settles it.
    LapsedIsNotAsked,
    /// A refused purchase is not asked for again, since nobody wants it bought any more.
    RefusedIsNotAsked,
    /// Of a cart that did not name its orders, they are not asked for again.
    NoIdsIsNotAsked,
}

use Difference::{BusyStaysOpen, LapsedIsNotAsked, NoIdsIsNotAsked, RefusedIsNotAsked};

#[track_caller]
fn check(at_least: usize, differences: &[Difference], change: impl FnOnce(&mut Params)) {
    let setting = Setting::new(change);
    let (mut judgments, mut found) = (0, BTreeSet::new());
    observe(&setting.p, &mut |judged| {
        judgments += 1;
        found.extend(setting.judge(judged));
    });
    assert!(judgments >= at_least, "{judgments}");
    let found: Vec<_> = found.into_iter().collect();
    assert_eq!(found, differences);
}

/// All of these at any time a look-alike can be bought by hand.
fn with_look_alike(repeated: Repeated, policy: Policy) -> impl FnOnce(&mut Params) {
    move |p| (p.foreign, p.repeated, p.policy) = (true, repeated, policy)
}

#[test]
fn the_same_cart_at_once() {
    check(
        500,
        &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked],
        with_look_alike(Repeated::Result, Policy::SameCart),
    );
    check(
        500,
        &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked],
        with_look_alike(Repeated::Busy, Policy::SameCart),
    );
    check(
        500,
        &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked],
        with_look_alike(Repeated::Submitted, Policy::SameCart),
    );
}

#[test]
fn the_same_cart_after_the_wait() {
    check(500, &[LapsedIsNotAsked, RefusedIsNotAsked], |p| {
        with_look_alike(Repeated::Result, Policy::SameCart)(p);
        p.racy = true;
    });
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Busy, Policy::SameCart)(p);
        p.racy = true;
    });
    check(500, &[LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Submitted, Policy::SameCart)(p);
        p.racy = true;
    });
}

#[test]
fn reads_only() {
    check(500, &[], with_look_alike(Repeated::Result, Policy::ReadsOnly));
    check(500, &[], with_look_alike(Repeated::Busy, Policy::ReadsOnly));
    check(500, &[], with_look_alike(Repeated::Submitted, Policy::ReadsOnly));
}

#[test]
fn reads_only_of_a_cart_that_says_late_that_it_is_ordered() {
    check(500, &[], |p| {
        with_look_alike(Repeated::Submitted, Policy::ReadsOnly)(p);
        (p.stale, p.life, p.late) = (2, 7, 2);
    });
}

#[test]
fn a_cart_that_is_gone_although_it_was_ordered() {
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Submitted, Policy::SameCart)(p);
        p.vanish = true;
    });
}

#[test]
fn a_tag_that_is_kept_and_trusted() {
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Submitted, Policy::SameCart)(p);
        (p.vanish, p.tag, p.tag_absent_proves) = (true, true, true);
    });
}

#[test]
fn a_tag_that_is_dropped() {
    check(500, &[], |p| {
        with_look_alike(Repeated::Busy, Policy::ReadsOnly)(p);
        (p.vanish, p.tag, p.tag_kept) = (true, true, false);
    });
}

#[test]
fn stopped_processes_that_the_token_bounds() {
    check(500, &[], |p| {
        with_look_alike(Repeated::Result, Policy::ReadsOnly)(p);
        (p.stall, p.late, p.token) = (true, NEVER, 2);
    });
}

#[test]
fn a_cart_that_says_active_after_its_lapse() {
    for policy in [Policy::ReadsOnly, Policy::SameCart] {
        let asks = policy == Policy::SameCart;
        let differences = [BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked];
        check(200, if asks { &differences } else { &[] }, |p| {
            with_look_alike(Repeated::Submitted, policy)(p);
            (p.lingers, p.stall, p.late, p.stale) = (true, true, NEVER, 1);
        });
    }
}

#[test]
fn stopped_processes_that_only_the_lapse_bounds() {
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Submitted, Policy::SameCart)(p);
        (p.stall, p.late) = (true, NEVER);
    });
}

#[test]
fn two_groups_with_a_tag() {
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked], |p| {
        with_look_alike(Repeated::Result, Policy::SameCart)(p);
        (p.groups, p.partial, p.tag) = (2, true, true);
    });
}

#[test]
fn two_groups_without_a_tag() {
    check(500, &[BusyStaysOpen, LapsedIsNotAsked, RefusedIsNotAsked, NoIdsIsNotAsked], |p| {
        with_look_alike(Repeated::Submitted, Policy::SameCart)(p);
        (p.groups, p.partial) = (2, true);
    });
}

#[test]
fn two_groups_reads_only() {
    check(500, &[], |p| {
        with_look_alike(Repeated::Busy, Policy::ReadsOnly)(p);
        (p.groups, p.partial, p.tag, p.tag_kept) = (2, true, true, false);
    });
}
