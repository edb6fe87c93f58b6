//! What reading the lines of an export costs, against two floors.
//!
//! `cargo bench --bench exports` writes a file of 200,000 lines by gzip, as an export has it, and
//! reads it in turns: unpacked and thrown away; unpacked and put through serde_json into nothing,
//! line by line; and typed, with the exact sum of its totals. It fails where the last takes more
//! than 1.3 times the second, or more than 64 MiB at the peak. `-- --lines NUMBER` takes more.
//! Each reading is a process of its own, so that its memory can be told.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod lines;

use std::env;
use std::fs::File;
use std::io::{BufRead, BufReader};
use std::path::Path;
use std::process::{Command, ExitCode};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use flate2::bufread::MultiGzDecoder;
use partner_center::invoice::ExactSum;
use partner_center::reconciliation::Lines;
use partner_center::types::ReconciliationLineItem;
use serde::de::IgnoredAny;

/// How much longer than the second floor typed lines may take.
const MOST: f64 = 1.3;

/// The most memory at the peak, in KiB.
const MOST_MEMORY: u64 = 64 * 1024;

const ROUNDS: usize = 5;

/// What is read in turns.
const WAYS: [&str; 3] = ["unpack", "ignore", "typed"];

/// How one reading went.
#[derive(Clone, Copy)]
struct Reading {
    time: Duration,
    peak: u64,
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

fn run() -> Result<bool> {
    let words: Vec<String> = env::args().skip(1).filter(|word| word != "--bench").collect();
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    match words[..] {
        ["read", way, path] => {
            let reading = read(way, Path::new(path))?;
            println!("{} {}", reading.time.as_nanos(), reading.peak);
            Ok(true)
        }
        [] => measure(200_000),
        ["--lines", number] => measure(number.parse().context("--lines wants a number")?),
        _ => bail!("usage: cargo bench --bench exports [-- --lines NUMBER]"),
    }
}

fn measure(count: u64) -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let path = folder.path().join("part-00000.json.gz");
    let (plain, packed) = lines::write(&path, count)?;
    println!("{count} lines, {} MB, {} MB by gzip", plain / 1_000_000, packed / 1_000_000);
    let mut best = [Reading { time: Duration::MAX, peak: 0 }; WAYS.len()];
    for round in 0..ROUNDS {
        for turn in 0..WAYS.len() {
            let at = (turn + round) % WAYS.len();
            let reading = in_process(WAYS[at], &path)?;
            best[at].time = best[at].time.min(reading.time);
            best[at].peak = best[at].peak.max(reading.peak);
        }
    }
    for (way, reading) in WAYS.iter().zip(best) {
        let floor = reading.time.as_secs_f64() / best[1].time.as_secs_f64();
        let mib = reading.peak as f64 / 1024.0;
        println!(
            "{way:7} {:8.3} s  {floor:.2} times the second floor, {mib:.1} MiB",
            reading.time.as_secs_f64()
        );
    }
    let ratio = best[2].time.as_secs_f64() / best[1].time.as_secs_f64();
    let holds = ratio <= MOST && best[2].peak <= MOST_MEMORY;
    println!(
        "{}",
        if holds { "it holds" } else { "IT DOES NOT HOLD: 1.3 and 64 MiB are the most" }
    );
    Ok(holds)
}

/// Reads in a process of its own.
fn in_process(way: &str, path: &Path) -> Result<Reading> {
    let output = Command::new(env::current_exe()?).args(["read", way]).arg(path).output()?;
    ensure!(output.status.success(), "{way}: {}", String::from_utf8_lossy(&output.stderr));
    let text = String::from_utf8(output.stdout)?;
    let (nanos, peak) = text.trim().split_once(' ').context("a reading printed nothing")?;
    Ok(Reading { time: Duration::from_nanos(nanos.parse()?), peak: peak.parse()? })
}

fn read(way: &str, path: &Path) -> Result<Reading> {
    let begun = Instant::now();
    match way {
        "unpack" => {
            std::io::copy(&mut unpacked(path)?, &mut std::io::sink())?;
        }
        "ignore" => {
            let (mut reader, mut line) = (unpacked(path)?, Vec::new());
            while reader.read_until(b'\n', &mut line)? > 0 {
                serde_json::from_slice::<IgnoredAny>(&line)?;
                line.clear();
            }
        }
        "typed" => typed(path)?,
        other => bail!("there is no way `{other}`"),
    }
    Ok(Reading { time: begun.elapsed(), peak: peak()? })
}

fn unpacked(path: &Path) -> Result<BufReader<MultiGzDecoder<BufReader<File>>>> {
    let file = BufReader::with_capacity(256 * 1024, File::open(path)?);
    Ok(BufReader::with_capacity(256 * 1024, MultiGzDecoder::new(file)))
}

fn typed(path: &Path) -> Result<()> {
    let (mut sum, mut count) = (ExactSum::new(), 0_u64);
    for line in Lines::<ReconciliationLineItem>::of_file(path) {
        sum.add(line?.item().total.context("a line has no total")?);
        count += 1;
    }
    ensure!(sum.total()?.to_string() == lines::total(count), "the sum is another");
    Ok(())
}

/// The most memory that this process had, in KiB; 0 where the system does not tell.
fn peak() -> Result<u64> {
    let Ok(status) = std::fs::read_to_string("/proc/self/status") else { return Ok(0) };
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let digits = line.and_then(|line| line.split_whitespace().next()).unwrap_or("0");
    Ok(digits.parse()?)
}
