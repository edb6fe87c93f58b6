//! How many cases ended how.

use std::collections::BTreeMap;
use std::fmt;

use comfy_table::{Table as Drawn, presets};

use crate::outcome::Outcome;

/// Counts by a row's name and an outcome.
#[derive(Default)]
pub(crate) struct Table {
    head: &'static str,
    rows: BTreeMap<String, BTreeMap<Outcome, usize>>,
}

impl Table {
    pub(crate) fn new(head: &'static str) -> Self {
        Self { head, ..Self::default() }
    }

    pub(crate) fn count(&mut self, row: String, outcome: Outcome) {
        *self.rows.entry(row).or_default().entry(outcome).or_default() += 1;
    }
}

impl fmt::Display for Table {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let counts = |row: &BTreeMap<Outcome, usize>, outcome| row.get(&outcome).copied();
        let mut sums = BTreeMap::new();
        for (outcome, count) in self.rows.values().flatten() {
            *sums.entry(*outcome).or_default() += count;
        }
        let line = |name: &str, row: &BTreeMap<Outcome, usize>| {
            let cells = Outcome::ALL.map(|outcome| counts(row, outcome).unwrap_or(0));
            let sum = cells.iter().sum::<usize>();
            let shown = cells.into_iter().chain([sum]).map(|count| match count {
                0 => String::new(),
                count => count.to_string(),
            });
            [name.to_owned()].into_iter().chain(shown).collect::<Vec<_>>()
        };
        let mut drawn = Drawn::new();
        drawn.load_style(presets::ASCII_MARKDOWN);
        let heads = Outcome::ALL.iter().map(Outcome::to_string).chain(["all".to_owned()]);
        drawn.set_header([self.head.to_owned()].into_iter().chain(heads));
        for (name, row) in &self.rows {
            drawn.add_row(line(name, row));
        }
        drawn.add_row(line("all", &sums));
        drawn.fmt(f)
    }
}
