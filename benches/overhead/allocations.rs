//! What the pipeline under a call costs in memory.
//!
//! `cargo bench --bench allocations` counts what is allocated while an order is read: through
//! the whole pipeline, and by bare reqwest and serde_json, and fails where the pipeline allocates
//! more often. `main.rs` beside it takes the time.

mod calls;
mod server;

use std::io::{self, Write};
use std::process::ExitCode;

use allocation_counter::AllocationInfo;
use anyhow::{Context, Result};
use calls::Calls;
use server::Server;
use tokio::runtime::Runtime;

/// How often each way is taken; what a connection does now and then is spread over them.
const TIMES: u64 = 1_000;

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

/// Counts and prints; false where the pipeline allocates more often than what is beneath it.
fn run() -> Result<bool> {
    if server::serve_if_asked()? {
        return Ok(true);
    }
    let server = Server::start()?;
    // One thread, since allocations are counted by the thread.
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let calls = Calls::new(&server.url)?;
    runtime.block_on(calls.warm_up(100))?;
    let bare = count(&runtime, async || calls.bare().await.map(drop))?;
    let whole = count(&runtime, async || calls.whole().await.map(drop))?;

    let mut out = io::stdout().lock();
    writeln!(out, "a read of an order, mean of {TIMES}        allocations    bytes")?;
    for (what, info) in [("bare reqwest and serde_json", &bare), ("the whole pipeline", &whole)] {
        let (count, bytes) = (info.count_total / TIMES, info.bytes_total / TIMES);
        writeln!(out, "{what:40}  {count:9}  {bytes:7}")?;
    }
    Ok(whole.count_total <= bare.count_total)
}

/// What is allocated by doing something many times.
fn count(runtime: &Runtime, work: impl AsyncFn() -> Result<()>) -> Result<AllocationInfo> {
    let mut outcome = None;
    let info = allocation_counter::measure(|| {
        outcome = Some(runtime.block_on(async {
            for _ in 0..TIMES {
                work().await?;
            }
            anyhow::Ok(())
        }));
    });
    outcome.context("nothing was measured")??;
    Ok(info)
}
