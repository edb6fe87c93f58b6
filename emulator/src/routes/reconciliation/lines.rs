//! The lines of an export, which are those of version 1 under other names.

use std::time::SystemTime;

use crate::json::{Json, Object};
use crate::routes::invoices::lines::shapes;
use crate::routes::invoices::lines::shapes::paper::Paper;
use crate::routes::reconciliation::columns::columns;
use crate::settings::Habits;
use crate::state::export::{Columns, Export, ExportKind, ExportScope};
use crate::state::invoice::Invoice;
use crate::state::line::Line;
use crate::state::pair::Pair;
use crate::state::partner::Partner;
use crate::state::period::Period;
use crate::state::world::World;

/// All lines of an export.
pub(super) struct Lines {
    partner: Option<Partner>,
    invoice: Option<Invoice>,
    /// Those that no invoice has.
    unbilled: Vec<Line>,
    pair: Pair,
    kind: ExportKind,
    columns: Columns,
    wire: bool,
    habits: Habits,
}

impl Lines {
    pub(super) fn of(world: &World, export: &Export, now: SystemTime) -> Self {
        let pair = match export.kind {
            ExportKind::Reconciliation => Pair::OneTimeBilling,
            ExportKind::Usage => Pair::OneTimeUsage,
        };
        let invoice = export.scope.invoice().and_then(|id| {
            let mut all = world.invoices.iter();
            all.find(|one| one.is_called(id) && one.partner.eq_ignore_ascii_case(&export.partner))
        });
        Self {
            partner: world.partner(&export.partner).cloned(),
            invoice: invoice.cloned(),
            unbilled: unbilled(world, export, now),
            pair,
            kind: export.kind,
            columns: export.columns,
            wire: world.settings.is_wire(),
            habits: world.settings.shown_habits(),
        }
    }

    pub(super) fn count(&self) -> u64 {
        match &self.invoice {
            Some(invoice) => invoice.count(self.pair),
            None => self.unbilled.len() as u64,
        }
    }

    /// A line as JSON on one line of text; empty where there is none of that number.
    pub(super) fn print(&self, number: u64) -> String {
        let line = match &self.invoice {
            Some(invoice) => invoice.line(self.pair, number),
            None => usize::try_from(number).ok().and_then(|at| self.unbilled.get(at).cloned()),
        };
        let (Some(line), Some(partner)) = (line, &self.partner) else { return String::new() };
        let paper = Paper {
            partner,
            invoice: self.invoice.as_ref().map(|invoice| invoice.id.as_str()),
            wire: self.wire,
            habits: self.habits,
        };
        let printed = shapes::print(&paper, number, &line);
        Json::from(self.renamed(&printed)).to_string()
    }

    fn renamed(&self, line: &Object) -> Object {
        let mut renamed = Object::default();
        for column in columns(self.kind, self.columns) {
            renamed.add(column.name, column.of(line));
        }
        renamed
    }
}

fn unbilled(world: &World, export: &Export, now: SystemTime) -> Vec<Line> {
    let ExportScope::Unbilled { is_current, currency } = &export.scope else { return Vec::new() };
    let length = world.settings.billing_period;
    let current = Period::containing(now, length);
    match export.kind {
        ExportKind::Reconciliation => {
            let wanted = |date: SystemTime| (date >= current.start) == *is_current;
            let lines = world.unbilled(&export.partner, currency, wanted);
            lines.into_iter().map(|line| Line::OneTime(Box::new(line))).collect()
        }
        ExportKind::Usage => {
            let period = if *is_current { current } else { current.previous(length) };
            let lines = world.unbilled_usage(&export.partner, currency, period, now);
            lines.into_iter().map(|usage| Line::RatedUsage(Box::new(usage))).collect()
        }
    }
}
