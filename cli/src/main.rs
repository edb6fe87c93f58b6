//! The command `partner-center`: buys for the customers of a reseller, from a terminal.
#![allow(clippy::print_stderr, clippy::exit, reason = "it is a command")]

mod arguments;
mod clock;
mod command;
mod exit;
mod find;
mod output;
mod profile;
mod session;
mod wishes;

use std::process::ExitCode;

use clap::Parser;

use arguments::Arguments;
use exit::{Exit, Failure};
use output::Format;

fn main() -> ExitCode {
    let arguments = match Arguments::try_parse() {
        Ok(arguments) => arguments,
        Err(error) => {
            // Help and version are no mistakes.
            let is_help = !error.use_stderr();
            let _ = error.print();
            return if is_help { Exit::Done.into() } else { Exit::Usage.into() };
        }
    };
    let is_for_programs = matches!(arguments.global.output, Format::Json | Format::Jsonl);
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return Exit::Failed.into();
        }
    };
    match runtime.block_on(command::run(arguments)) {
        Ok(()) => Exit::Done.into(),
        Err(failure) => {
            report(&failure, is_for_programs);
            failure.exit.into()
        }
    }
}

fn report(failure: &Failure, is_for_programs: bool) {
    if is_for_programs {
        let exit = failure.exit as u8;
        eprintln!("{}", serde_json::json!({ "error": failure.message, "exit": exit }));
    } else {
        eprintln!("error: {}", failure.message);
    }
}
