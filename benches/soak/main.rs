//! Many reads and purchases against an emulator in a storm, over connections and in real time.
//!
//! The properties that have to hold:
//!
//! - with ten tries and no budget no read fails;
//! - with the defaults a read fails only for lack of tries, of budget or of time, and says which;
//! - no call outlives its deadline;
//! - memory is flat;
//! - what a purchase says was bought is what the service's ledger says, and doubt is no lie.
//!
//! `cargo bench --bench soak` prints the figures and fails if one of these does not hold. Runs
//! for about three minutes. `-- --reads N`, `--purchases N`, `--tasks N` and `--seed N` make it
//! another one. Over connections the order of requests is not repeatable, and so neither is which
//! of them meets what; the short form, `cargo test --test soak`, is.
#![allow(clippy::print_stdout)]

mod memory;

use std::process::ExitCode;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Result, bail};
use lexopt::prelude::*;
use partner_center::{PartnerCenter, clock::SeededEntropy};
use partner_center_emulator::{Emulator, Options, Running};
use partner_center_test_support::soak::{
    Books, Patience, Shelf, Tally, buyer, calm, partner, rage, reader,
};

/// How much of everything.
struct Plan {
    reads: usize,
    purchases: usize,
    tasks: usize,
    seed: u64,
}

impl Plan {
    fn read() -> Result<Self> {
        let mut plan = Self { reads: 10_000, purchases: 500, tasks: 64, seed: 1 };
        let mut parser = lexopt::Parser::from_env();
        while let Some(argument) = parser.next()? {
            match argument {
                Long("reads") => plan.reads = parser.value()?.parse()?,
                Long("purchases") => plan.purchases = parser.value()?.parse()?,
                Long("tasks") => plan.tasks = parser.value()?.parse::<usize>()?.max(1),
                Long("seed") => plan.seed = parser.value()?.parse()?,
                // Cargo says what kind of program it runs.
                Long("bench") => {}
                other => bail!("{}", other.unexpected()),
            }
        }
        Ok(plan)
    }
}

/// Deadlines are kept by timers, which fire a little late on a busy machine.
const GRACE: Duration = Duration::from_millis(250);

/// A partner in front of an emulator that has gone through a calm beginning.
async fn stage(plan: &Plan, patience: Patience) -> Result<(Running, PartnerCenter, Shelf)> {
    let running = Emulator::start(Options::new()).await?;
    let sender = reqwest::Client::builder().no_proxy().build()?;
    let place = (running.base_url.as_str(), running.authority.as_str());
    let partner = partner(place, sender, SeededEntropy::new(plan.seed), patience)?;
    let shelf = Shelf::filled(&partner).await?;
    Ok((running, partner, shelf))
}

/// Reads in a storm, each within `limit`; says whether all properties hold.
async fn read(plan: &Plan, name: &str, patience: Patience, limit: Duration) -> Result<bool> {
    let (running, partner, shelf) = stage(plan, patience).await?;
    let before = running.emulator().requests().total;
    rage(running.emulator(), plan.seed);
    let left = Arc::new(AtomicUsize::new(plan.reads));
    let begin = Instant::now();
    let mut readers = tokio::task::JoinSet::new();
    for _ in 0..plan.tasks {
        readers.spawn(reader(partner.clone(), shelf.clone(), left.clone(), limit));
    }
    let samples = samples(&left, plan.reads).await;
    let tally = readers.join_all().await.into_iter().fold(Tally::default(), Tally::and);
    let requests = running.emulator().requests().total - before;

    println!(
        "{name}: {} reads in {:.1} s, {requests} requests, the slowest read {:.2} s",
        tally.reads,
        begin.elapsed().as_secs_f64(),
        tally.slowest.as_secs_f64(),
    );
    println!("  failed for lack of  {:?}", tally.failed);
    println!("  past the deadline   {} ms at most", tally.late.as_millis());
    println!("  memory              {}", shown(&samples));
    for failure in tally.unexplained.iter().take(9) {
        println!("  UNEXPLAINED         {failure}");
    }
    let flat = memory::is_flat(&samples);
    if !flat {
        println!("  MEMORY GROWS");
    }
    let enough = patience == Patience::Usual || limit < Duration::from_secs(60);
    let failed = tally.failed.values().sum::<usize>();
    Ok(tally.unexplained.is_empty() && tally.late <= GRACE && flat && (enough || failed == 0))
}

/// Looks at the memory ten times, at even distances of what is done.
async fn samples(left: &AtomicUsize, whole: usize) -> Vec<u64> {
    let mut samples = Vec::new();
    for step in 1..=10 {
        while left.load(Ordering::Relaxed) > whole - whole * step / 10 {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        samples.extend(memory::present());
    }
    samples
}

fn shown(samples: &[u64]) -> String {
    let samples: Vec<_> =
        samples.iter().map(|kib| format!("{:.1}", *kib as f64 / 1024.0)).collect();
    format!("{} MiB", samples.join(" "))
}

/// Buys in a storm; says whether what was said is true.
async fn buy(plan: &Plan) -> Result<bool> {
    let (running, partner, _) = stage(plan, Patience::Usual).await?;
    let earlier = running.emulator().ledger().len();
    rage(running.emulator(), plan.seed);
    let left = Arc::new(AtomicUsize::new(plan.purchases));
    let begin = Instant::now();
    let mut buyers = tokio::task::JoinSet::new();
    for _ in 0..plan.tasks {
        buyers.spawn(buyer(partner.clone(), left.clone()));
    }
    let said = buyers.join_all().await.concat();
    calm(running.emulator());
    let books = Books::balance(&said, &running.emulator().ledger()[earlier..]);

    println!("purchases: {} in {:.1} s", said.len(), begin.elapsed().as_secs_f64());
    println!("  said to be bought   {}, each with its one order in the ledger", books.bought);
    println!("  said to be not done {}, none with an order in the ledger", books.not_done);
    println!("  said to be unknown  {}, of which {} had bought", books.unknown.0, books.unknown.1);
    for lie in books.untrue.iter().take(9) {
        println!("  UNTRUE              {lie}");
    }
    Ok(books.untrue.is_empty())
}

#[tokio::main]
async fn main() -> Result<ExitCode> {
    let plan = Plan::read()?;
    println!("{} tasks, seed {}", plan.tasks, plan.seed);
    let usual = Duration::from_secs(300);
    let short = Duration::from_millis(900);
    let holds = [
        read(&plan, "ten tries, no budget", Patience::Great, usual).await?,
        read(&plan, "the defaults", Patience::Usual, usual).await?,
        read(&plan, "ten tries in 900 ms", Patience::Great, short).await?,
        buy(&plan).await?,
    ];
    let all = holds.iter().all(|holds| *holds);
    println!("the properties {}", if all { "hold" } else { "DO NOT HOLD" });
    Ok(if all { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
