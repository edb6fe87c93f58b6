//! Starts the processes, and compares what they say.

use std::env;
use std::io::{self, BufRead, BufReader, Write};
use std::process::{Child, Command, Stdio};

use anyhow::{Context, Result, ensure};
use rust_decimal::Decimal;

use crate::arguments::Plan;
use crate::values::TOTAL_PLACES;
use crate::variant::Variant;

/// Measures and prints.
pub(crate) fn compare(plan: &Plan) -> Result<()> {
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
    let mut rounds = Vec::new();
    for _ in 0..plan.rounds {
        let mut round = Vec::new();
        for variant in Variant::ALL {
            round.push(server.read(variant, plan.pages)?);
        }
        rounds.push(round);
    }
    writeln!(
        out,
        "| what | time: first floor = 1 | second floor = 1 | CPU: second floor = 1 | peak |"
    )?;
    writeln!(out, "|---|---|---|---|---|")?;
    for (at, variant) in Variant::ALL.into_iter().enumerate() {
        // Ratios are taken within a round, where the machine was equally busy.
        let ratio = |of: fn(&Measured) -> f64, to: usize| {
            median(rounds.iter().map(|round| of(&round[at]) / of(&round[to])))
        };
        writeln!(
            out,
            "| {} | {:.2} | {:.2} | {:.2} | {:.1} MiB |",
            variant.name(),
            ratio(|one| one.time, 0),
            ratio(|one| one.time, 1),
            ratio(|one| one.cpu, 1),
            median(rounds.iter().map(|round| round[at].peak)),
        )?;
    }
    writeln!(out, "\n| pages | lines | peak: items | peak: pages |\n|---|---|---|---|")?;
    for &pages in &plan.memory {
        let items = server.read(Variant::Items, pages)?.peak;
        let whole = server.read(Variant::Pages, pages)?.peak;
        writeln!(out, "| {pages} | {} | {items:.1} MiB | {whole:.1} MiB |", pages * plan.lines)?;
    }
    Ok(())
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
    process: Child,
    address: String,
    lines: usize,
    /// The totals of its pages, in units of 10⁻¹⁰.
    units: Vec<i128>,
}

impl Server {
    fn start(lines: usize) -> Result<Self> {
        let mut process = Command::new(env::current_exe()?)
            .args(["serve", &lines.to_string()])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()?;
        let output = process.stdout.take().context("the server has no output")?;
        let mut hello = String::new();
        BufReader::new(output).read_line(&mut hello)?;
        let mut words = hello.split_ascii_whitespace();
        let address = words.next().context("the server did not start")?.to_owned();
        let units = words.map(str::parse).collect::<Result<_, _>>()?;
        Ok(Self { process, address, lines, units })
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

impl Drop for Server {
    fn drop(&mut self) {
        // It is gone already, or goes now.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}
