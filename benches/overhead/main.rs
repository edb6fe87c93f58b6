//! What the pipeline under a call costs in time.
//!
//! `cargo bench --bench overhead` reads an order through the whole pipeline and by bare reqwest
//! and serde_json, in turns, from a second process that sends canned bytes, and fails where
//! the pipeline takes more than three hundredths longer. `allocations.rs` counts memory; it is a program
//! of its own, since counting takes time.
//!
//! It does so wherever a program may call from: on a runtime of one thread, in a task of one
//! with several, and in the main function of one with several. Nothing else runs on any of
//! them, not even a timer. From a main function each request and each answer has to wake another
//! thread, and whether that one still looks about for work or sleeps already decides about more
//! time than all else; so that is shown and not judged.

mod calls;
mod server;

use std::io::{self, Write};
use std::process::ExitCode;
use std::time::{Duration, Instant};

use anyhow::Result;
use calls::Calls;
use server::Server;
use tokio::runtime::{Builder, Runtime};

/// How much longer the pipeline may take.
const MOST: f64 = 1.03;

/// How many pairs of reads there are in a round.
const PAIRS: usize = 2_000;

/// Where the calls are made from.
#[derive(Clone, Copy)]
enum Place {
    OneThread,
    Task,
    Main,
}

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
    for place in [Place::OneThread, Place::Task, Place::Main] {
        let url = server.url.clone();
        let work = async move {
            let calls = Calls::new(&url)?;
            calls.warm_up(pairs).await?;
            let mut medians = Vec::new();
            for _ in 0..rounds {
                medians.push(round(&calls, pairs).await?);
            }
            report(place, pairs, &medians, quick)
        };
        holds &= match place {
            Place::OneThread => {
                Builder::new_current_thread().enable_all().build()?.block_on(work)?
            }
            // The runtime that `#[tokio::main]` makes.
            Place::Task => {
                let runtime = Runtime::new()?;
                runtime.block_on(runtime.spawn(work))??
            }
            Place::Main => Runtime::new()?.block_on(work)?,
        };
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

fn report(place: Place, pairs: usize, medians: &[[Duration; 2]], quick: bool) -> Result<bool> {
    let mut rounds: Vec<_> = medians
        .iter()
        .map(|[whole, bare]| (whole.as_secs_f64() / bare.as_secs_f64(), whole, bare))
        .collect();
    rounds.sort_by(|a, b| a.0.total_cmp(&b.0));
    let (ratio, whole, bare) = rounds[rounds.len() / 2];
    let (least, most) = (rounds[0].0, rounds[rounds.len() - 1].0);
    let mut out = io::stdout().lock();
    let is_main = matches!(place, Place::Main);
    let place = match place {
        Place::OneThread => "on a runtime of one thread",
        Place::Task => "in a task of a runtime with several threads",
        Place::Main => "in the main function of a runtime with several threads",
    };
    writeln!(out, "{} rounds of {pairs} pairs of reads of an order, {place}", rounds.len())?;
    writeln!(out, "bare reqwest and serde_json  {:6.1} µs", bare.as_secs_f64() * 1e6)?;
    writeln!(out, "the whole pipeline           {:6.1} µs", whole.as_secs_f64() * 1e6)?;
    writeln!(out, "ratio {ratio:.3}, in the rounds {least:.3} to {most:.3}")?;
    // A hundred pairs say that it runs, and nothing of how fast.
    let holds = quick || is_main || ratio <= MOST;
    let verdict = match (quick, is_main, holds) {
        (true, ..) => "not judged: too few calls",
        (false, true, _) => "not judged: it depends on how deep the other threads sleep",
        (false, false, true) => "it holds",
        (false, false, false) => "IT DOES NOT HOLD: three hundredths are the most",
    };
    writeln!(out, "{verdict}\n")?;
    Ok(holds)
}
