//! The workers of a crowd, and what happens to them.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::process::Stdio;

use anyhow::{Context, ensure};
use fastrand::Rng;
use partner_center::OrderId;
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::process::{Child, ChildStdin};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

use crate::child::command;
use crate::crowd::{Crowd, Extent};
use crate::fate::Fate;
use crate::signal::{go_on, stop};
use crate::worker::{Said, Work};

/// So many workers are always left alone, so that somebody works.
const LEFT_ALONE: usize = 3;

/// Workers, by the numbers in which they were started.
pub(crate) struct Shift<'a> {
    program: PathBuf,
    service: &'a str,
    journal: &'a str,
    extent: Extent,
    random: Rng,
    workers: BTreeMap<usize, Worker>,
    says: UnboundedSender<(usize, Option<String>)>,
    heard: UnboundedReceiver<(usize, Option<String>)>,
    told: BTreeMap<usize, Vec<OrderId>>,
    crowd: Crowd,
}

struct Worker {
    child: Child,
    leave: ChildStdin,
    /// Whether it asked to be stopped, and needs leave to go on.
    waits: bool,
    is_stopped: bool,
    has_finished: bool,
}

impl<'a> Shift<'a> {
    pub(crate) fn new(
        program: &std::path::Path,
        service: &'a str,
        journal: &'a str,
        extent: Extent,
    ) -> Self {
        let (says, heard) = unbounded_channel();
        Self {
            program: program.to_owned(),
            service,
            journal,
            extent,
            random: Rng::with_seed(extent.seed),
            workers: BTreeMap::new(),
            says,
            heard,
            told: BTreeMap::new(),
            crowd: Crowd::default(),
        }
    }

    /// Works until every purchase has ended, and every worker with them.
    pub(crate) async fn run(mut self) -> anyhow::Result<Crowd> {
        for _ in 0..self.extent.workers {
            self.hire()?;
        }
        while !self.workers.is_empty() {
            let (number, line) = self.heard.recv().await.context("somebody works")?;
            match line {
                Some(line) => self.hear(number, serde_json::from_str(&line)?).await?,
                None => self.gone(number).await?,
            }
            self.let_some_go_on().await?;
        }
        Ok(self.crowd)
    }

    /// Starts a worker with a fate of its own.
    fn hire(&mut self) -> anyhow::Result<()> {
        let number = self.crowd.started;
        self.crowd.started += 1;
        let work = Work {
            service: self.service.to_owned(),
            journal: self.journal.to_owned(),
            name: format!("worker {number}"),
            purchases: self.extent.purchases,
            seed: self.random.u64(..),
            fate: Fate::drawn(&mut self.random),
        };
        let mut command = command(&self.program, "work", &serde_json::to_string(&work)?);
        let mut child = command.stdin(Stdio::piped()).stderr(Stdio::inherit()).spawn()?;
        let leave = child.stdin.take().context("the input is piped")?;
        let output = child.stdout.take().context("the output is piped")?;
        let says = self.says.clone();
        tokio::spawn(async move {
            let mut lines = BufReader::new(output).lines();
            while let Ok(Some(line)) = lines.next_line().await {
                let _ = says.send((number, Some(line)));
            }
            let _ = says.send((number, None));
        });
        let worker = Worker { child, leave, waits: false, is_stopped: false, has_finished: false };
        self.workers.insert(number, worker);
        Ok(())
    }

    async fn hear(&mut self, number: usize, said: Said) -> anyhow::Result<()> {
        match said {
            Said::Bought(purchase, orders) => match self.told.get(&purchase) {
                Some(told) => {
                    ensure!(*told == orders, "purchase {purchase}: {told:?}, then {orders:?}");
                }
                None => {
                    self.told.insert(purchase, orders);
                    self.strike()?;
                }
            },
            Said::Otherwise(purchase, what) => anyhow::bail!("purchase {purchase}: {what}"),
            Said::Stopping => {
                let worker = self.worker(number)?;
                worker.waits = true;
                worker.stop()?;
                self.crowd.stopped += 1;
            }
            Said::Finished => self.worker(number)?.has_finished = true,
        }
        Ok(())
    }

    fn worker(&mut self, number: usize) -> anyhow::Result<&mut Worker> {
        self.workers.get_mut(&number).context("it works here")
    }

    /// Now and then kills or stops somebody, wherever that one is.
    fn strike(&mut self) -> anyhow::Result<()> {
        let chance = self.random.u8(..100);
        let all: Vec<_> = self.workers.keys().copied().collect();
        let Some(victim) = self.random.choice(all) else { return Ok(()) };
        let running = self.running();
        let worker = self.worker(victim)?;
        if worker.has_finished || worker.child.id().is_none() {
            return Ok(());
        }
        if chance < 15 {
            worker.child.start_kill()?;
        } else if chance < 35 && running > LEFT_ALONE && !worker.is_stopped {
            worker.stop()?;
            self.crowd.stopped += 1;
        }
        Ok(())
    }

    fn running(&self) -> usize {
        self.workers.values().filter(|worker| !worker.is_stopped).count()
    }

    /// Lets somebody who was stopped go on: now and then, and where too few are at work.
    async fn let_some_go_on(&mut self) -> anyhow::Result<()> {
        let is_due = self.random.u8(..100) < 4 || self.running() < LEFT_ALONE;
        let stopped = self.workers.values_mut().filter(|worker| worker.is_stopped);
        let stopped: Vec<_> = stopped.collect();
        if is_due && let Some(worker) = self.random.choice(stopped) {
            worker.go_on().await?;
        }
        Ok(())
    }

    /// Replaces a worker that was killed.
    async fn gone(&mut self, number: usize) -> anyhow::Result<()> {
        let mut worker = self.workers.remove(&number).context("it works here")?;
        let status = worker.child.wait().await?;
        if worker.has_finished {
            return Ok(());
        }
        // A signal leaves no code.
        ensure!(status.code().is_none(), "worker {number} failed: {status}");
        self.crowd.killed += 1;
        self.hire()
    }
}

impl Worker {
    fn stop(&mut self) -> anyhow::Result<()> {
        self.is_stopped = true;
        // One that has ended has no id any more, and its end will be heard of.
        self.child.id().map_or(Ok(()), stop)
    }

    async fn go_on(&mut self) -> anyhow::Result<()> {
        self.is_stopped = false;
        if std::mem::take(&mut self.waits) {
            // So it is with one that was killed.
            let _ = self.leave.write_all(b"\n").await;
        }
        self.child.id().map_or(Ok(()), go_on)
    }
}
