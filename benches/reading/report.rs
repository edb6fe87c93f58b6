//! Starts the processes, and compares what they say.

use std::env;
use std::io::{self, Write};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use rust_decimal::Decimal;

use crate::arguments::Plan;
use crate::server_process::ServerProcess;
use crate::values::TOTAL_PLACES;
use crate::variant::Variant;

/// How many times the second floor the reading of lines may take: to know what the lines say
/// takes no longer than to find out that they are JSON.
const MOST_TIME: f64 = 1.0;

/// How many times it is meant to take, with the machine to itself.
const AIM: f64 = 0.8;

/// The most memory, in MiB.
const MOST_MEMORY: f64 = 64.0;

/// How many times the memory of a list one of ten times its length may take. One peak is the
/// luck of one run, so that medians of a few are compared.
const MOST_GROWTH: f64 = 1.5;

/// How many runs those medians are of.
const PEAKS: usize = 3;

/// Measures and prints; false where something takes too long or too much.
pub(crate) fn compare(plan: &Plan) -> Result<bool> {
    let server = Server::start(plan.lines)?;
    let mut out = io::stdout().lock();

    // The first reading warms the server up.
    let first = server.read(Variant::Discard, plan.pages)?;
    writeln!(
        out,
        "{} pages of {} lines, {:.1} MB; the median of {} rounds\n",
        plan.pages,
        plan.lines,
        first.bytes / 1e6,
        plan.rounds
    )?;
    let time = times(plan, &server, &mut out)?;
    let (memory, growth) = peaks(plan, &server, &mut out)?;

    let reached = if time <= AIM { "reached" } else { "missed" };
    writeln!(out, "the aim for lines is {AIM} times the second floor: {reached}")?;
    let mut holds = true;
    for (what, found, most) in [
        ("lines, times the second floor", time, MOST_TIME),
        ("lines and pages, peak in MiB", memory, MOST_MEMORY),
        ("lines, growth of the peak in the last step", growth, MOST_GROWTH),
    ] {
        // A short run says that all of it works, and nothing of how fast.
        let fits = found <= most || !plan.is_full;
        let verdict = match (plan.is_full, fits) {
            (false, _) => "not judged",
            (true, true) => "holds",
            (true, false) => "DOES NOT HOLD",
        };
        writeln!(out, "{what}: {found:.2}, at most {most}: {verdict}")?;
        holds &= fits;
    }
    Ok(holds)
}

/// Compares times; gives that of the lines, where the second floor is 1.
fn times(plan: &Plan, server: &Server, out: &mut impl Write) -> Result<f64> {
    let mut rounds = Vec::new();
    for number in 0..plan.rounds {
        // Each round begins elsewhere, so that none always follows the same one.
        let mut round: Vec<_> = plan.variants.iter().map(|_| None).collect();
        for turn in 0..plan.variants.len() {
            let at = (number + turn) % plan.variants.len();
            round[at] = Some(server.read(plan.variants[at], plan.pages)?);
        }
        rounds.push(round.into_iter().flatten().collect::<Vec<_>>());
    }
    writeln!(
        out,
        "| what | time: first floor = 1 | second floor = 1 | CPU: second floor = 1 | peak |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    let mut lines = f64::NAN;
    for (at, variant) in plan.variants.iter().enumerate() {
        // Ratios are taken within a round, where the machine was equally busy.
        let ratio = |of: fn(&Measured) -> f64, to: usize| {
            median(rounds.iter().map(|round| of(&round[at]) / of(&round[to])))
        };
        let second = ratio(|one| one.time, 1);
        if *variant == Variant::Items {
            lines = second;
        }
        writeln!(
            out,
            "| {} | {:.2} | {second:.2} | {:.2} | {:.1} MiB |",
            variant.name(),
            ratio(|one| one.time, 0),
            ratio(|one| one.cpu, 1),
            median(rounds.iter().map(|round| round[at].peak)),
        )?;
    }
    Ok(lines)
}

/// Shows the peaks of memory; gives the highest, and how many times that of the lines grows in
/// the last step, from a hundred pages to a thousand.
fn peaks(plan: &Plan, server: &Server, out: &mut impl Write) -> Result<(f64, f64)> {
    writeln!(out, "\n| pages | lines | peak: items | peak: pages |\n|---|---|---|---|")?;
    let (mut highest, mut of_lines) = (0.0_f64, Vec::new());
    for &pages in &plan.memory {
        let mut peak = |variant| -> Result<f64> {
            let runs = if plan.is_full { PEAKS } else { 1 };
            let peaks: Vec<_> =
                (0..runs).map(|_| Ok(server.read(variant, pages)?.peak)).collect::<Result<_>>()?;
            highest = peaks.iter().copied().fold(highest, f64::max);
            Ok(median(peaks.into_iter()))
        };
        let (items, whole) = (peak(Variant::Items)?, peak(Variant::Pages)?);
        writeln!(out, "| {pages} | {} | {items:.1} MiB | {whole:.1} MiB |", pages * plan.lines)?;
        of_lines.push(items);
    }
    writeln!(out)?;
    let growth = match of_lines[..] {
        [.., before, last] => last / before,
        _ => 1.0,
    };
    Ok((highest, growth))
}

fn median(values: impl Iterator<Item = f64>) -> f64 {
    let mut values: Vec<_> = values.collect();
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// What a process said of its reading.
struct Measured {
    time: f64,
    cpu: f64,
    /// In MiB.
    peak: f64,
    bytes: f64,
}

/// The other process, which ends with this value.
struct Server {
    _process: ServerProcess,
    address: String,
    lines: usize,
    /// The totals of its pages, in units of 10⁻¹⁰.
    units: Vec<i128>,
}

impl Server {
    fn start(lines: usize) -> Result<Self> {
        let process = ServerProcess::start(&["serve", &lines.to_string()])?;
        let mut words = process.hello.split_ascii_whitespace();
        let address = words.next().context("the server did not start")?.to_owned();
        let units = words.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { _process: process, address, lines, units })
    }

    /// Has another process read, and checks that nothing was missed.
    fn read(&self, variant: Variant, pages: usize) -> Result<Measured> {
        let mut command = Command::new(env::current_exe()?);
        command.args(["read", variant.name(), &self.address, &pages.to_string()]);
        let output = command.stderr(Stdio::inherit()).output()?;
        ensure!(output.status.success(), "`{}` failed", variant.name());
        let text = String::from_utf8(output.stdout)?;
        let words: Vec<_> = text.split_ascii_whitespace().collect();
        let [time, cpu, peak, bytes, lines, total] = words[..] else {
            anyhow::bail!("`{}` said `{text}`", variant.name());
        };
        if variant.is_typed() {
            let units = (0..pages).map(|page| self.units[page % self.units.len()]).sum();
            let expected = Decimal::try_from_i128_with_scale(units, TOTAL_PLACES)?;
            ensure!(total.parse::<Decimal>()? == expected, "the total is {total}, not {expected}");
            ensure!(lines.parse::<usize>()? == pages * self.lines, "{lines} lines were read");
        }
        Ok(Measured {
            time: time.parse()?,
            cpu: cpu.parse()?,
            peak: peak.parse::<f64>()? / 1024.0,
            bytes: bytes.parse()?,
        })
    }
}
