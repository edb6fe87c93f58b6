//! C: the protocol holds.

use super::table::{Must, Table, bounded_by_lapse, bounded_by_token, with};
use crate::params::{Exclusion, NEVER, Policy, Repeated};
use crate::search::Wanted;

pub(crate) fn correct(t: &mut Table) {
    use Exclusion::{Compare, Fence, ProcessLock};
    use Policy::{ReadsOnly, SameCart};
    use Repeated::{Busy, Result, Submitted};
    for repeated in [Result, Busy, Submitted] {
        for policy in [SameCart, ReadsOnly] {
            t.holds(format!("C1 {repeated:?} {policy:?}"), |p| {
                p.repeated = repeated;
                p.policy = policy;
            });
        }
        t.holds(format!("C2 {repeated:?}, the same bought by hand, no tag"), |p| {
            p.repeated = repeated;
            p.foreign = true;
        });
    }
    t.holds("C3 the same bought by hand, no tag, reads only", |p| {
        p.foreign = true;
        p.policy = ReadsOnly;
    });
    let no_person = Wanted { settles: true, no_person: true, ..Wanted::default() };
    t.add(
        "C4 by hand, no tag, Result: a person only for a cart that is gone",
        Must::Hold,
        Wanted { settles: true, ..Wanted::default() },
        |p| {
            p.foreign = true;
            p.life = NEVER;
        },
    );
    t.add("C5 by hand, tag kept, Submitted: never a person", Must::Hold, no_person, |p| {
        p.foreign = true;
        p.tag = true;
        p.tag_absent_proves = true;
        p.vanish = true;
        p.repeated = Submitted;
    });
    t.holds("C6 compare and swap, no lease", |p| p.exclusion = Compare);
    t.holds("C7 lock of the operating system", |p| p.exclusion = ProcessLock);
    for exclusion in [Fence, ProcessLock] {
        t.holds(format!("C9 {exclusion:?}, stopped workers, no bound L, token"), |p| {
            p.exclusion = exclusion;
            bounded_by_token(p);
        });
        t.holds(format!("C10 {exclusion:?}, stopped workers, no bound L, lapse alone"), |p| {
            p.exclusion = exclusion;
            bounded_by_lapse(p);
        });
    }
    for policy in [SameCart, ReadsOnly] {
        t.holds(format!("C16 {policy:?}, lapse alone, a lapsed cart says Active"), |p| {
            p.policy = policy;
            p.lingers = true;
            bounded_by_lapse(p);
        });
        t.holds(format!("C17 {policy:?}, the same, Ordered late, clocks apart, one worker"), |p| {
            p.policy = policy;
            p.lingers = true;
            (p.stale, p.skew, p.workers) = (2, 1, 1);
            bounded_by_lapse(p);
        });
    }
    t.holds("C11 the same, reads only, token", |p| {
        p.policy = ReadsOnly;
        bounded_by_token(p);
    });
    t.holds("C12 the cart says Ordered late", with(|p| (p.stale, p.life) = (2, 6)));
    t.holds("C13 clocks apart by 1", with(|p| p.skew = 1));
    t.add("C15 by hand, no tag, Result, 404 trusted: never a person", Must::Hold, no_person, |p| {
        p.foreign = true;
        p.gone_is_proof = true;
        p.gone_by_age = p.wait_active;
        p.gone_by_lapse = p.work;
    });
    let once = Wanted { settles: true, no_person: true, no_nothing: true, ..Wanted::default() };
    for repeated in [Result, Busy, Submitted] {
        t.add(
            format!("C14 {repeated:?}: exactly once, nothing refused, no lapse"),
            Must::Hold,
            once,
            |p| {
                p.repeated = repeated;
                p.refuses = false;
                p.life = NEVER;
            },
        );
    }
}
