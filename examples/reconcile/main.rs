//! Exports the lines of an invoice to a file, and adds them up.
//!
//! `cargo run --example reconcile -- --format csv` exports from an emulator inside the
//! program; `--help` says how to point it elsewhere.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
mod kind;
#[path = "../shared/mod.rs"]
mod shared;
mod totals;

use std::path::PathBuf;
use std::process::ExitCode;
use std::time::{Duration, Instant};

use indicatif::{HumanBytes, HumanCount};
use partner_center::export::{self, Export, Exported};
use partner_center::invoice::ExactSum;
use partner_center::types::Invoice;

use arguments::{Arguments, Format};
use kind::Kind;
use shared::command_line::begin;
use shared::invoice::Stage;
use shared::progress::spinner;
use totals::Totals;

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match begin(Arguments::from_env(), arguments::HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match reconcile(arguments).await {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            // The error of an export says at its end how to go on.
            eprintln!("\n{error:#}");
            ExitCode::FAILURE
        }
    }
}

async fn reconcile(mut arguments: Arguments) -> anyhow::Result<()> {
    let kind = arguments.kind;
    let stage = Stage::set(arguments.invoice.clone(), arguments.lines, kind.pair)?;
    let file = || stage.file(arguments.format.extension());
    let path = arguments.out.clone().unwrap_or_else(file);
    // An earlier run may have made up another invoice of this number.
    arguments.afresh |= stage.made_up.is_some() && arguments.out.is_some();
    let invoice = stage.partner.invoice(&stage.invoice).await?;

    let begun = Instant::now();
    let exported = run(&arguments, &stage, path).await?;
    report(&exported, begun.elapsed());
    let totals = totals::of(&exported.path, arguments.format, &kind)?;
    compare(&invoice, &kind, &totals, exported.raw_lines)
}

async fn run(
    arguments: &Arguments,
    stage: &Stage,
    path: PathBuf,
) -> partner_center::Result<Exported> {
    let kind = arguments.kind;
    let lines = stage.partner.line_items(&stage.invoice, kind.lines(&arguments.currency));
    match arguments.format {
        Format::Csv if arguments.for_spreadsheets => {
            shown(export::csv(lines, path).for_spreadsheets(), arguments).await
        }
        Format::Csv => shown(export::csv(lines, path), arguments).await,
        Format::JsonLines => shown(export::json_lines(lines, path), arguments).await,
        #[cfg(feature = "parquet")]
        Format::Parquet => shown(export::parquet(lines, path), arguments).await,
    }
}

/// Runs an export and shows how far it is. How many lines there are is nowhere said.
async fn shown<F: export::Format>(
    export: Export<F>,
    arguments: &Arguments,
) -> partner_center::Result<Exported> {
    let bar = spinner("{spinner} {msg} ({elapsed})");
    let export = if arguments.afresh { export.afresh() } else { export };
    let shown = bar.clone();
    let exported = export
        .progress(move |now| {
            let (lines, size) = (HumanCount(now.lines), HumanBytes(now.bytes));
            shown.set_message(format!("{lines} lines in {} pages, {size}", now.pages));
        })
        .run()
        .await;
    bar.finish_and_clear();
    exported
}

fn report(exported: &Exported, took: Duration) {
    println!("{}", exported.path.display());
    println!("  lines    {} in {} pages", HumanCount(exported.lines), exported.pages);
    println!("  size     {}", HumanBytes(exported.bytes));
    println!("  time     {:.2} s", took.as_secs_f64());
    if exported.resumed > 0 {
        println!("  resumed  after {} lines", HumanCount(exported.resumed));
    }
    if exported.raw_lines > 0 {
        println!("  raw      {} lines, in the column `json`:", HumanCount(exported.raw_lines));
        for raw in exported.raw.iter().take(10) {
            println!("             line {}: {:?}", raw.line, raw.reason);
        }
    }
}

/// Compares what the file adds up to with what the invoice says.
fn compare(invoice: &Invoice, kind: &Kind, totals: &Totals, raw_lines: u64) -> anyhow::Result<()> {
    for (currency, sum) in &totals.sums {
        println!("  total    {} {currency}", sum.total()?);
    }
    if totals.skipped > 0 {
        println!("  skipped  {} lines, which have no total", HumanCount(totals.skipped));
    }
    let charged = invoice.invoice_details.iter().filter(|detail| {
        let word = detail.invoice_line_item_type.as_ref();
        word.is_some_and(|word| word.as_str().to_ascii_lowercase().starts_with("billing"))
    });
    let (Some(stated), true, 1) = (invoice.total_charges, kind.is_charged(), charged.count())
    else {
        println!("  invoice  not compared: these lines are not all that it charges");
        return Ok(());
    };
    if totals.skipped > 0 || raw_lines > 0 {
        println!("  invoice  not compared: some of its lines are in no total");
        return Ok(());
    }
    if totals.sums.len() > 1 {
        println!("  invoice  not compared: its lines are in several currencies");
        return Ok(());
    }
    let nothing = ExactSum::new();
    let all = totals.sums.values().next().unwrap_or(&nothing).total()?;
    match all == stated {
        true => println!("  invoice  says the same"),
        false => println!("  invoice  says {stated}: look why"),
    }
    Ok(())
}
