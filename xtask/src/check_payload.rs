//! Starts `payload-check`.
//!
//! It needs the generated types, and nothing that generates them may: so it is a program of
//! its own, built only when it is asked for.

use std::process::{Command, ExitCode};

use anyhow::Context;

use crate::folder;

/// Passes `args` on, and the exit code back.
pub(crate) fn run(args: &[String]) -> anyhow::Result<ExitCode> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(cargo)
        .args(["run", "--quiet", "--package", "partner-center-payload-check", "--manifest-path"])
        .arg(folder::root()?.join("Cargo.toml"))
        .arg("--")
        .args(args)
        .status()
        .context("cargo could not be started")?;
    // Without a code it was stopped by a signal; the highest verdict is the honest one.
    Ok(ExitCode::from(status.code().and_then(|code| u8::try_from(code).ok()).unwrap_or(3)))
}
