//! Buys every row of a file once:
//! `cargo run --features journal-sqlite --example batch -- purchases.csv --journal purchases.db`.
//!
//! By itself for the customers of an emulator inside the program, and from a file that it makes
//! up; with `PARTNER_CENTER_TENANT` and the other variables for real. Begun again with the same
//! journal, it resumes what was begun and repeats nothing.
#![allow(clippy::print_stdout, clippy::print_stderr)]

mod arguments;
#[path = "../shared/mod.rs"]
mod shared;

use std::io::Cursor;
use std::process::ExitCode;

use partner_center::batch::{Batch, BatchReport, Rows};
use partner_center::journal::SqliteJournal;
use partner_center::{Error, PartnerCenter, PartnerCenterBuilder};
use partner_center_emulator::{Emulator, Options};

use arguments::{Arguments, HELP};
use shared::command_line::{begin, report};
use shared::embedded;
use shared::environment::variable;

/// What is bought where no file is named.
const MADE_UP: &str = "\
key,customer,product,sku,quantity,segment,friendlyName
shop order 1,a1000000-0000-4000-8000-000000000001,CONTOSO00001,0001,2,commercial,Web servers
shop order 2,a1000000-0000-4000-8000-000000000002,CONTOSO00001,0001,1,commercial,
shop order 2,,CONTOSO00001,0005,1,,Build servers
shop order 3,a1000000-0000-4000-8000-000000000003,CONTOSO00001,9999,1,commercial,No such SKU
";

fn partner() -> partner_center::Result<PartnerCenter> {
    match variable("TENANT") {
        Some(_) => PartnerCenterBuilder::from_env()?.application("batch").build(),
        None => {
            let emulator = Emulator::new(Options::new());
            embedded::builder(&emulator, embedded::user()).application("batch").build()
        }
    }
}

fn unopened(error: &std::io::Error) -> Error {
    Error::invalid("journal", format!("no folder for it: {error}"))
}

async fn buy(arguments: Arguments) -> Result<BatchReport, Error> {
    let rows = match &arguments.file {
        Some(path) => Rows::file(path)?,
        None => Rows::csv(Cursor::new(MADE_UP)),
    };
    // All that is wrong with the file is said before anything is bought.
    let rows = rows.on_problem(|problem| eprintln!("{problem}")).check().await?;
    // What an emulator inside sold ends with the process, and its journal with it.
    let made_up = tempfile::tempdir().map_err(|error| unopened(&error))?;
    let journal = match arguments.journal {
        Some(path) => SqliteJournal::open(path).await?,
        None if variable("TENANT").is_none() => {
            SqliteJournal::open(made_up.path().join("purchases.db")).await?
        }
        None => return Err(Error::invalid("journal", "say where it is with `--journal`")),
    };
    let mut batch = Batch::new(&partner()?, journal)
        .worker("the example")
        .concurrency(arguments.concurrency)
        .on_row(|result| println!("{result}"))
        .on_progress(|report| {
            if report.waiting_until.is_some() {
                eprintln!("{report}");
            }
        });
    if let Some(results) = arguments.results {
        batch = batch.results(results);
    }
    Ok(batch.run(rows).await?)
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = match begin(Arguments::read(), HELP) {
        Ok(arguments) => arguments,
        Err(code) => return code,
    };
    match buy(arguments).await {
        Ok(done) => {
            println!("{done}");
            ExitCode::SUCCESS
        }
        Err(error) => {
            report(&error);
            ExitCode::FAILURE
        }
    }
}
