//! 10,000 purchases for 1,000 customers in one batch, killed and run again on the way.
//!
//! The emulator counts requests as the service does, in windows of six seconds instead of sixty.
//! The batch is a process of its own, which is killed without warning after every so many results
//! and started again. What has to hold:
//!
//! - each row is bought once: no order is doubled, and none is missing;
//! - all of it takes at most a quarter longer than the limits demand;
//! - the memory of the process that ends it is flat.
//!
//! `cargo bench --bench batch` prints the figures, and fails if one of these does not hold. Runs
//! for about three minutes. `-- --rows N`, `--customers N`, `--kills N`, `--window SECONDS` and
//! `--concurrency N` make it another one.
#![allow(clippy::print_stdout)]

mod folder_journal;
#[path = "../soak/memory.rs"]
mod memory;
mod service;
mod worker;

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode, Stdio};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};
use lexopt::prelude::*;
use partner_center::batch::RowResult;
use partner_center_emulator::Running;

/// How much of everything.
pub(crate) struct Plan {
    pub(crate) rows: usize,
    pub(crate) customers: usize,
    pub(crate) kills: usize,
    pub(crate) window: u64,
    pub(crate) concurrency: usize,
}

impl Plan {
    fn read() -> Result<Self> {
        let mut plan =
            Self { rows: 10_000, customers: 1_000, kills: 5, window: 6, concurrency: 16 };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("rows") => plan.rows = parser.value()?.parse()?,
                Long("customers") => plan.customers = parser.value()?.parse::<usize>()?.max(1),
                Long("kills") => plan.kills = parser.value()?.parse()?,
                Long("window") => plan.window = parser.value()?.parse()?,
                Long("concurrency") => plan.concurrency = parser.value()?.parse()?,
                // Cargo says what kind of program it runs.
                Long("bench") => {}
                other => bail!("{}", other.unexpected()),
            }
        }
        Ok(plan)
    }

    /// How long the limits demand: each purchase reads its customer once.
    fn ideal(&self) -> Duration {
        Duration::from_secs(self.window).mul_f64(self.rows as f64 / service::ALLOWED as f64)
    }
}

/// How many results there are.
fn results(folder: &Path) -> usize {
    let text = fs::read(folder.join(worker::RESULTS)).unwrap_or_default();
    text.iter().filter(|byte| **byte == b'\n').count()
}

/// Runs the batch in a process of its own, until it ends or has so many results.
async fn run(plan: &Plan, running: &Running, folder: &Path, until: Option<usize>) -> Result<()> {
    let mut child = Command::new(std::env::current_exe()?)
        .args([worker::NAME, &running.base_url, &running.authority])
        .arg(folder)
        .args([plan.window.to_string(), plan.concurrency.to_string()])
        .stdin(Stdio::null())
        .spawn()?;
    loop {
        tokio::time::sleep(Duration::from_millis(50)).await;
        if let Some(status) = child.try_wait()? {
            return if status.success() { Ok(()) } else { bail!("the batch failed: {status}") };
        }
        if until.is_some_and(|until| results(folder) >= until) {
            child.kill()?;
            child.wait()?;
            println!("killed after {} results", results(folder));
            return Ok(());
        }
    }
}

/// What became of the rows, against what was bought.
struct Books {
    doubled: usize,
    lost: usize,
    unaccounted: usize,
}

impl Books {
    fn balance(plan: &Plan, running: &Running, folder: &Path) -> Result<Self> {
        let placed = running.emulator().ledger().into_iter().flat_map(|entry| entry.effect.orders);
        let mut of_row: BTreeMap<String, usize> = BTreeMap::new();
        let mut orders: BTreeMap<String, usize> = placed.map(|order| (order, 0)).collect();
        let text = fs::read_to_string(folder.join(worker::RESULTS))?;
        for line in text.lines() {
            let result: RowResult = serde_json::from_str(line)?;
            for order in &result.orders {
                *orders.entry(order.as_str().to_owned()).or_default() += 1;
            }
            of_row.insert(result.key.as_str().to_owned(), result.orders.len());
        }
        Ok(Self {
            doubled: of_row.values().filter(|orders| **orders > 1).count()
                + orders.values().filter(|rows| **rows > 1).count(),
            lost: plan.rows - of_row.values().filter(|orders| **orders > 0).count(),
            unaccounted: orders.values().filter(|rows| **rows == 0).count(),
        })
    }
}

async fn soak(plan: &Plan) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let running = service::start(plan).await?;
    service::write_rows(plan, &folder.path().join(worker::ROWS))?;
    let begin = Instant::now();
    for kill in 1..=plan.kills {
        let until = plan.rows * kill / (plan.kills + 1);
        run(plan, &running, folder.path(), Some(until)).await?;
    }
    run(plan, &running, folder.path(), None).await?;
    let (took, ideal) = (begin.elapsed().as_secs_f64(), plan.ideal().as_secs_f64());
    let books = Books::balance(plan, &running, folder.path())?;
    let asked = running.emulator().requests().total;
    let memory = fs::read_to_string(folder.path().join(worker::MEMORY)).context("memory")?;
    let samples: Vec<u64> =
        memory.split_whitespace().map(str::parse).collect::<std::result::Result<_, _>>()?;
    let is_flat = memory::is_flat(&samples);
    println!(
        "{} purchases for {} customers, killed {} times",
        plan.rows, plan.customers, plan.kills
    );
    println!("  time        {took:.1} s; {ideal:.1} s by the limits; ratio {:.3}", took / ideal);
    println!("  requests    {asked}");
    println!("  doubled     {}", books.doubled);
    println!("  lost        {}", books.lost);
    println!("  unaccounted {}", books.unaccounted);
    println!("  memory      {samples:?} KiB{}", if is_flat { "" } else { ": IT GROWS" });
    let is_right = books.doubled + books.lost + books.unaccounted == 0;
    Ok(is_right && is_flat && took <= ideal * 1.25)
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let arguments: Vec<String> = std::env::args().collect();
    if arguments.get(1).is_some_and(|first| first == worker::NAME) {
        worker::run(&arguments[2..]).await?;
        return Ok(ExitCode::SUCCESS);
    }
    let holds = soak(&Plan::read()?).await?;
    println!("the properties {}", if holds { "hold" } else { "DO NOT HOLD" });
    Ok(if holds { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
