//! G: carts of two order groups.

use super::table::{Must, Table, bounded_by_lapse};
use crate::params::{Params, Policy, Repeated};
use crate::search::Wanted;

pub(crate) fn groups(t: &mut Table) {
    let two = |p: &mut Params| {
        p.groups = 2;
        p.partial = true;
        p.workers = 1;
        p.requests = 3;
    };
    for repeated in [Repeated::Result, Repeated::Busy, Repeated::Submitted] {
        t.add(
            format!("G1 two groups, tag, {repeated:?}"),
            Must::Hold,
            Wanted { settles: true, no_person: true, ..Wanted::default() },
            |p| {
                two(p);
                p.repeated = repeated;
                p.tag = true;
                p.tag_absent_proves = true;
                p.foreign = true;
            },
        );
    }
    t.add(
        "G2 two groups, no tag, Submitted",
        Must::Hold,
        Wanted { settles: true, ..Wanted::default() },
        |p| {
            two(p);
            p.repeated = Repeated::Submitted;
            p.foreign = true;
        },
    );
    for (name, policy) in [("same cart", Policy::SameCart), ("reads only", Policy::ReadsOnly)] {
        let settles = Wanted { settles: true, ..Wanted::default() };
        t.add(format!("G6 two groups, tag, {name}, lapse alone"), Must::Hold, settles, |p| {
            two(p);
            p.policy = policy;
            p.tag = true;
            p.foreign = true;
            bounded_by_lapse(p);
        });
    }
    t.breaks("G7 the same, one tick early", "P2 says a part was not bought", |p| {
        two(p);
        p.policy = Policy::ReadsOnly;
        p.tag = true;
        bounded_by_lapse(p);
        p.gone_by_lapse -= 1;
    });
    t.breaks("G3 two groups, named by the list without a tag", "P4", |p| {
        two(p);
        p.repeated = Repeated::Submitted;
        p.foreign = true;
        p.groups_by_list = true;
    });
    t.breaks("G4 a partial answer settles while another request is under way", "P2", |p| {
        two(p);
        p.partial_settles = true;
    });
    t.breaks("G5 a cart bought in part stays Active: Active is no proof", "P2", |p| {
        two(p);
        p.partial_active = true;
    });
}
