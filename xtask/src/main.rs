//! The commands of this project: `cargo xtask <command>`.

mod check_payload;
mod codegen;
mod folder;
mod row_schema;
mod rust_version;

use std::process::ExitCode;

use anyhow::anyhow;

const USAGE: &str = "usage:
  cargo xtask codegen          write generated/src/client and emulator/document from spec/
  cargo xtask codegen --check  tell whether they are what codegen would write
  cargo xtask check-payload    tell whether captured payloads fit; --help says more
  cargo xtask row-schema       write docs/batch-row.schema.json; --check tells whether it is that
  cargo xtask rust-version     tell whether the Rust that we claim is enough for dependencies";

fn main() -> ExitCode {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let done = match args.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["codegen"] => codegen::run(codegen::Mode::Write),
        ["codegen", "--check"] => codegen::run(codegen::Mode::Check),
        ["check-payload", ..] => check_payload::run(&args[1..]),
        ["row-schema"] => row_schema::run(codegen::Mode::Write),
        ["row-schema", "--check"] => row_schema::run(codegen::Mode::Check),
        ["rust-version"] => rust_version::run(),
        _ => Err(anyhow!("{USAGE}")),
    };
    // Printed here and not by the runtime, which adds a backtrace where one is switched on.
    done.unwrap_or_else(|error| {
        eprintln!("{error:#}");
        ExitCode::FAILURE
    })
}
