//! X: everything at once.

use super::table::{Must, Table, bounded_by_token, with};
use crate::params::{Params, Repeated};
use crate::search::Wanted;

pub(crate) fn harsh(t: &mut Table) {
    let harsh = |p: &mut Params| {
        p.workers = 1;
        p.twice = true;
        p.lies = true;
        p.quick_refusal = false;
        p.answer_ends = false;
        p.vanish = true;
        p.foreign = true;
        p.stale = 1;
        p.skew = 1;
        p.waits();
    };
    let safe = Wanted { settles: true, ..Wanted::default() };
    for repeated in [Repeated::Result, Repeated::Busy, Repeated::Submitted] {
        t.add(
            format!("X1 {repeated:?}: twice, lies, 404, by hand, late reads, clocks"),
            Must::Hold,
            safe,
            |p| {
                harsh(p);
                p.repeated = repeated;
            },
        );
        t.add(
            format!("X2 {repeated:?}: the same, stopped, no bound L, token"),
            Must::Hold,
            safe,
            |p| {
                harsh(p);
                p.repeated = repeated;
                bounded_by_token(p);
            },
        );
        t.add(
            format!("X3 {repeated:?}: the same as X2, checkouts at once both buy"),
            Must::Hold,
            safe,
            |p| {
                harsh(p);
                p.repeated = repeated;
                p.twice = false;
                p.racy = true;
                bounded_by_token(p);
                p.wait_again = p.wait_active;
            },
        );
    }
    t.holds("X4 one worker, three requests", |p| {
        p.workers = 1;
        p.requests = 3;
    });
    t.holds(
        "X5 longer times, one worker: B 2, L 2, W 2, G 3, X 9",
        with(|p| {
            p.workers = 1;
            (p.budget, p.late, p.work, p.lag, p.life) = (2, 2, 2, 3, 9);
        }),
    );
}
