//! A process that takes one step at a time.

use std::path::Path;
use std::process::Stdio;

use anyhow::Context;
use partner_center_emulator::Emulator;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader, Lines};
use tokio::process::{Child, ChildStdin, ChildStdout};

use crate::child::command;
use crate::report::Report;
use crate::service;
use crate::stepper::STEP;
use crate::task::Task;

/// A process that buys, and asks for leave before each step.
pub(crate) struct Stepped {
    leave: ChildStdin,
    lines: Lines<BufReader<ChildStdout>>,
    /// What it said in the end.
    pub(crate) report: Option<Report>,
    pub(crate) steps: usize,
    /// How many orders there were before its last step. There may have been more, and never fewer,
    /// when it said how it ended.
    pub(crate) ordered: usize,
    emulator: Emulator,
    _child: Child,
}

impl Stepped {
    /// Starts one, and lets it come to its first step.
    pub(crate) async fn start(
        program: &Path,
        task: &Task,
        emulator: &Emulator,
    ) -> anyhow::Result<Self> {
        let mut command = command(program, "buy", &serde_json::to_string(task)?);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let leave = child.stdin.take().context("the input is piped")?;
        let output = child.stdout.take().context("the output is piped")?;
        let lines = BufReader::new(output).lines();
        let emulator = emulator.clone();
        let (report, steps, ordered) = (None, 0, 0);
        let mut started = Self { leave, lines, report, steps, ordered, emulator, _child: child };
        started.listen().await?;
        Ok(started)
    }

    pub(crate) fn has_ended(&self) -> bool {
        self.report.is_some()
    }

    /// Takes a step, up to the next one or the end.
    pub(crate) async fn step(&mut self) -> anyhow::Result<()> {
        if !self.has_ended() {
            self.steps += 1;
            self.ordered = service::ordered(&self.emulator).len();
            self.leave.write_all(b"\n").await?;
            self.listen().await?;
        }
        Ok(())
    }

    /// Takes so many steps, or as many as there are.
    pub(crate) async fn steps(&mut self, most: usize) -> anyhow::Result<()> {
        for _ in 0..most {
            if self.has_ended() {
                break;
            }
            self.step().await?;
        }
        Ok(())
    }

    async fn listen(&mut self) -> anyhow::Result<()> {
        let line = self.lines.next_line().await?.context("it ended without a word")?;
        if !line.starts_with(STEP) {
            self.report = Report::read(&line)?;
            self.report.as_ref().with_context(|| format!("it said `{line}`"))?;
        }
        Ok(())
    }
}
