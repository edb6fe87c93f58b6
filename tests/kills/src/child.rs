//! Processes that are started, watched and killed.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use partner_center_emulator::{GateState, StandingGate};
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};
use tokio::task::JoinHandle;

use crate::report::Report;
use crate::task::Task;

/// A process that buys.
pub(crate) struct Buyer {
    child: Child,
    output: JoinHandle<String>,
    errors: JoinHandle<String>,
}

/// How a process ended.
pub(crate) enum Ended {
    Killed,
    Said(Report),
}

impl Buyer {
    pub(crate) fn start(program: &Path, task: &Task) -> anyhow::Result<Self> {
        let mut child = command(program, "buy", &serde_json::to_string(task)?).spawn()?;
        let output = gather(child.stdout.take().context("the output is piped")?);
        let errors = gather(child.stderr.take().context("the errors are piped")?);
        Ok(Self { child, output, errors })
    }

    /// Waits until it ends, or kills it where its request comes to the gate. Says which.
    pub(crate) async fn killed_at(&mut self, gate: &StandingGate) -> anyhow::Result<bool> {
        let reached = tokio::select! {
            state = gate.reached() => state == GateState::Reached,
            ended = self.child.wait() => {
                ended?;
                false
            }
        };
        if reached {
            self.child.kill().await?;
        }
        Ok(reached)
    }

    pub(crate) async fn ended(mut self) -> anyhow::Result<Ended> {
        let status = self.child.wait().await?;
        let (output, errors) = (self.output.await?, self.errors.await?);
        match Report::read(&output)? {
            Some(report) => Ok(Ended::Said(report)),
            // A signal leaves no code.
            None if status.code().is_none() => Ok(Ended::Killed),
            None => anyhow::bail!("a process said nothing in the end, and this before: {errors}"),
        }
    }
}

/// This program for another purpose, all of whose lines are piped.
pub(crate) fn command(program: &Path, purpose: &str, argument: &str) -> Command {
    let mut command = Command::new(program);
    command
        .args([purpose, argument])
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .kill_on_drop(true);
    command
}

fn gather(mut from: impl AsyncReadExt + Send + Unpin + 'static) -> JoinHandle<String> {
    tokio::spawn(async move {
        let mut bytes = Vec::new();
        // What a process said before it was killed counts; that it said no more is no failure.
        let _ = from.read_to_end(&mut bytes).await;
        String::from_utf8_lossy(&bytes).into_owned()
    })
}
