//! Explores the lines of the table, and says whether each shows what it must.

mod assumptions;
mod correct;
mod groups;
mod harsh;
mod left_out;
mod sweep;
mod table;

use std::collections::BTreeMap;
use std::io::{self, Write};

use crate::search::{Report, explore};
use table::{Must, Scenario, Table};

/// No line has more states.
const LIMIT: usize = 60_000_000;

/// What is asked for on the command line.
struct Asked<'a> {
    filter: &'a str,
    short: bool,
    traces: bool,
    events: bool,
}

/// What was found, over all lines.
#[derive(Default)]
struct Sum {
    lines: usize,
    failed: usize,
    states: usize,
    happened: BTreeMap<&'static str, usize>,
}

/// Runs the lines whose names begin with the first argument. After it, `trace` prints how each
/// breaks, `events` how often each thing happened, and `short` explores what must hold with one
/// worker only. Says whether all was as it must be.
///
/// # Errors
///
/// What is found cannot be written to `out`.
pub fn run(arguments: &[String], out: &mut dyn Write) -> io::Result<bool> {
    let filter = arguments.first().map_or("", String::as_str);
    if filter == "sweep" {
        return sweep::sweep(out);
    }
    let has = |word: &str| arguments.iter().any(|argument| argument == word);
    let asked = Asked { filter, short: has("short"), traces: has("trace"), events: has("events") };
    let mut sum = Sum::default();
    for scenario in table().0.iter().filter(|scenario| scenario.name.starts_with(asked.filter)) {
        line(scenario, &asked, &mut sum, out)?;
    }
    if asked.events {
        for (what, times) in &sum.happened {
            writeln!(out, "{times:12} {what}")?;
        }
    }
    writeln!(out, "{} lines, {} not as wanted, {} states", sum.lines, sum.failed, sum.states)?;
    // A filter that names no line has explored nothing.
    Ok(sum.failed == 0 && sum.lines > 0)
}

fn table() -> Table {
    let mut table = Table(Vec::new());
    correct::correct(&mut table);
    left_out::left_out(&mut table);
    assumptions::broken_assumptions(&mut table);
    groups::groups(&mut table);
    harsh::harsh(&mut table);
    table
}

/// Explores a line of the table, and prints what it shows.
fn line(
    scenario: &Scenario,
    asked: &Asked<'_>,
    sum: &mut Sum,
    out: &mut dyn Write,
) -> io::Result<()> {
    let mut params = scenario.params;
    if asked.short && matches!(scenario.must, Must::Hold) {
        params.workers = 1;
    }
    let report = explore(&params, scenario.wanted, !asked.traces, LIMIT);
    let got = report.broken.as_ref().map_or("holds", |(what, _)| *what);
    let as_wanted = match scenario.must {
        Must::Hold => report.full && report.broken.is_none(),
        Must::Break(what) => got.starts_with(what),
    };
    for (what, times) in &report.happened {
        *sum.happened.entry(what).or_default() += times;
    }
    sum.lines += 1;
    sum.failed += usize::from(!as_wanted);
    sum.states += report.states;
    writeln!(
        out,
        "{} {:68} {got} ({} steps) | {} states, {} edges, {:.1} s, ends {:?}",
        if as_wanted { "ok  " } else { "FAIL" },
        scenario.name,
        report.broken.as_ref().map_or(0, |(_, path)| path.len()),
        report.states,
        report.edges,
        report.time.as_secs_f32(),
        report.ends,
    )?;
    match asked.traces {
        true => show(&report, out),
        false => Ok(()),
    }
}

fn show(report: &Report, out: &mut dyn Write) -> io::Result<()> {
    let path = report.broken.iter().flat_map(|(_, path)| path);
    for (who, what) in path {
        writeln!(out, "      {} {what}", ["A", "B", "-"][usize::from(*who)])?;
    }
    Ok(())
}
