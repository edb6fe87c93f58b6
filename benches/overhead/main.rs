//! What the pipeline under a call costs in time.
//!
//! `cargo bench --bench overhead` reads an order through the whole pipeline and by bare reqwest
//! and serde_json, in turns, from a second process that sends canned bytes, and fails where
//! the pipeline takes more than a tenth longer. `allocations.rs` counts memory; it is a program
//! of its own, since counting takes time.
//!
//! It does so on two runtimes: one on which something else ticks, as in most programs, and one
//! with nothing else to do. On the latter the time limit of each try is the only timer there is,
//! and to start it wakes the thread that waits for the network; what that takes depends on the
//! luck of the threads, so it is shown and not judged.

mod calls;
mod server;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use calls::Calls;
use server::Server;

/// How much longer the pipeline may take.
const MOST: f64 = 1.10;

/// How many pairs of reads there are in a round.
const PAIRS: usize = 2_000;

/// How often something else ticks.
const TICK: Duration = Duration::from_millis(20);

fn main() -> ExitCode {
    match run() {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Measures and prints; false where the pipeline takes too long.
fn run() -> Result<bool> {
    if server::serve_if_asked()? {
        return Ok(true);
    }
    let quick = std::env::args().any(|word| word == "--quick");
    let (rounds, pairs) = if quick { (1, 100) } else { (11, PAIRS) };
    let server = Server::start()?;
    let mut holds = true;
    for ticks in [true, false] {
        // The runtime that `#[tokio::main]` makes.
        let runtime = tokio::runtime::Runtime::new()?;
        if ticks {
            runtime.spawn(async {
                loop {
                    tokio::time::sleep(TICK).await;
                }
            });
        }
        holds &= runtime.block_on(async {
            let calls = Calls::new(&server.url)?;
            calls.warm_up(pairs).await?;
            let mut medians = Vec::new();
            for _ in 0..rounds {
                medians.push(round(&calls, pairs).await?);
            }
            report(ticks, pairs, &medians, quick)
        })?;
    }
    Ok(holds)
}

/// The medians of a round: through the pipeline, and bare.
async fn round(calls: &Calls, pairs: usize) -> Result<[Duration; 2]> {
    let (mut whole, mut bare) = (Vec::new(), Vec::new());
    for pair in 0..pairs {
        // Each is the first of a pair as often as the other.
        for turn in 0..2 {
            let began = Instant::now();
            if (pair + turn) % 2 == 0 {
                drop(calls.whole().await?);
                whole.push(began.elapsed());
            } else {
                drop(calls.bare().await?);
                bare.push(began.elapsed());
            }
        }
    }
    whole.sort_unstable();
    bare.sort_unstable();
    Ok([whole[pairs / 2], bare[pairs / 2]])
}

fn report(ticks: bool, pairs: usize, medians: &[[Duration; 2]], quick: bool) -> Result<bool> {
    let mut rounds: Vec<_> = medians
        .iter()
        .map(|[whole, bare]| (whole.as_secs_f64() / bare.as_secs_f64(), whole, bare))
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, whole, bare) = rounds[rounds.len() / 2];
    let (least, most) = (rounds[0].0, rounds[rounds.len() - 1].0);
    let mut out = io::stdout().lock();
    let runtime = if ticks { "a runtime on which something ticks" } else { "a runtime of its own" };
    writeln!(out, "{} rounds of {pairs} pairs of reads of an order, on {runtime}", rounds.len())?;
    writeln!(out, "bare reqwest and serde_json  {:6.1} µs", bare.as_secs_f64() * 1e6)?;
    writeln!(out, "the whole pipeline           {:6.1} µs", whole.as_secs_f64() * 1e6)?;
    writeln!(out, "ratio {ratio:.3}, in the rounds {least:.3} to {most:.3}")?;
    // A hundred pairs say that it runs, and nothing of how fast.
    let holds = quick || !ticks || ratio <= MOST;
    let verdict = match (quick, ticks, holds) {
        (true, ..) => "not judged: too few calls",
        (false, false, _) => "not judged: depends on the luck of the threads",
        (false, true, true) => "it holds",
        (false, true, false) => "IT DOES NOT HOLD: a tenth is the most",
    };
    writeln!(out, "{verdict}\n")?;
    Ok(holds)
}
