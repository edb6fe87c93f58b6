//! The table of what is explored, and what each line must show.

use crate::params::{NEVER, Params};
use crate::search::Wanted;

/// What a line of the table must show.
pub(crate) enum Must {
    Hold,
    /// Break the property whose name begins so.
    Break(&'static str),
}

pub(crate) struct Scenario {
    pub(crate) name: String,
    pub(crate) must: Must,
    pub(crate) wanted: Wanted,
    pub(crate) params: Params,
}

pub(crate) struct Table(pub(crate) Vec<Scenario>);

impl Table {
    pub(crate) fn add(
        &mut self,
        name: impl Into<String>,
        must: Must,
        wanted: Wanted,
        change: impl FnOnce(&mut Params),
    ) {
        let mut params = Params::correct();
        change(&mut params);
        self.0.push(Scenario { name: name.into(), must, wanted, params });
    }

    pub(crate) fn holds(&mut self, name: impl Into<String>, change: impl FnOnce(&mut Params)) {
        let wanted = Wanted { settles: true, person_needs_foreign: true, ..Wanted::default() };
        self.add(name, Must::Hold, wanted, change);
    }

    pub(crate) fn breaks(
        &mut self,
        name: impl Into<String>,
        what: &'static str,
        change: impl FnOnce(&mut Params),
    ) {
        let wanted = Wanted {
            settles: what == "P3",
            person_needs_foreign: what == "P3",
            only: what,
            ..Wanted::default()
        };
        self.add(name, Must::Break(what), wanted, change);
    }
}

/// Sets the waits after the times of the service were changed.
pub(crate) fn with(change: impl FnOnce(&mut Params)) -> impl FnOnce(&mut Params) {
    |p| {
        change(p);
        p.waits();
    }
}

/// A worker can be stopped for any time, a request be on its way for any time; the token bounds both.
pub(crate) fn bounded_by_token(p: &mut Params) {
    p.stall = true;
    p.late = NEVER;
    p.token = 2;
    p.waits();
}

/// The same, with nothing but the cart's lapse to bound them.
pub(crate) fn bounded_by_lapse(p: &mut Params) {
    p.stall = true;
    p.late = NEVER;
    p.waits();
}
