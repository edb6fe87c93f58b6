//! One kill, and what comes of it.

use std::path::Path;
use std::time::Duration;

use anyhow::{Context, ensure};
use partner_center::journal::{EntryState, Journal, PurchaseKey, SqliteJournal};
use partner_center::purchase::{PurchaseRecord, Settlement};
use partner_center_emulator::{Emulator, Exchange, Running, StandingGate};
use tempfile::TempDir;

use crate::buyer::KEY;
use crate::child::{Buyer, Ended};
use crate::outcome::Outcome;
use crate::place::{Fate, Place};
use crate::report::{End, Report};
use crate::scenario::Scenario;
use crate::service;
use crate::task::Task;

/// How often a purchase is resumed that failed for the moment.
const RUNS: usize = 4;

/// Everything that is still on its way has arrived by then.
pub(crate) const LONG_AFTER: Duration = Duration::from_secs(60 * 24 * 60 * 60);

/// One kill.
#[derive(Clone, Debug)]
pub(crate) struct Case {
    pub(crate) scenario: Scenario,
    pub(crate) place: Place,
}

/// What came of it.
pub(crate) struct Result {
    /// Why it is wrong, where it is.
    pub(crate) outcome: anyhow::Result<Outcome>,
    /// Whether the process was killed there: it may end before.
    pub(crate) was_killed: bool,
    /// What the process that lived to the end wrote, and what all of them asked.
    pub(crate) writes: Vec<EntryState>,
    pub(crate) asked: Vec<Exchange>,
}

/// An emulator and a journal of a case's own.
struct Stage<'a> {
    program: &'a Path,
    case: &'a Case,
    folder: TempDir,
    running: Running,
    /// Holds a request until others have settled the purchase.
    held: Option<StandingGate>,
}

impl Case {
    /// Kills a process at the place, lets another go on, and judges the end.
    pub(crate) async fn run(&self, program: &Path) -> anyhow::Result<Result> {
        let running = service::start(|settings| self.scenario.set(settings)).await?;
        self.scenario.trouble.script(running.emulator());
        let folder = tempfile::tempdir()?;
        let mut stage = Stage { program, case: self, folder, running, held: None };
        let mut ended = stage.killed().await?;
        let was_killed = matches!(ended, Ended::Killed);
        self.scenario.trouble.between(stage.emulator());
        for _ in 0..RUNS {
            if matches!(&ended, Ended::Said(Report { end: End::Settled(_), .. })) {
                break;
            }
            ended = Buyer::start(program, &stage.task(true))?.ended().await?;
        }
        if let Some(gate) = &stage.held {
            gate.release();
        }
        let asked = stage.emulator().transcript();
        let (writes, outcome) = match ended {
            Ended::Said(report) => (report.writes, stage.judged(&report.end).await),
            Ended::Killed => (Vec::new(), Err(anyhow::anyhow!("somebody else killed it"))),
        };
        Ok(Result { outcome, was_killed, writes, asked })
    }
}

impl Stage<'_> {
    fn emulator(&self) -> &Emulator {
        self.running.emulator()
    }

    fn task(&self, takes_over: bool) -> Task {
        let Scenario { trouble, product, after_doubt, .. } = self.case.scenario;
        Task {
            service: self.running.base_url.clone(),
            journal: self.folder.path().join("purchases.sqlite"),
            product,
            is_tagged: trouble.is_tagged(),
            after_doubt,
            takes_over,
            death: None,
            is_stepped: false,
        }
    }

    /// The first process, which is killed at the place if it comes there.
    async fn killed(&mut self) -> anyhow::Result<Ended> {
        let place = &self.case.place;
        let task = Task { death: place.death(), ..self.task(false) };
        let Some((gate, fate)) = place.gate() else {
            return Buyer::start(self.program, &task)?.ended().await;
        };
        let gate = self.emulator().gate(gate);
        let mut buyer = Buyer::start(self.program, &task)?;
        let was_killed = buyer.killed_at(&gate).await?;
        match fate {
            Fate::Lost => gate.drop_request(),
            Fate::UnderWay | Fate::Done => gate.release(),
            Fate::Last => self.held = Some(gate),
        }
        if was_killed { Ok(Ended::Killed) } else { buyer.ended().await }
    }

    /// Judges by the ledger, once nothing can be added to it.
    async fn judged(&self, end: &End) -> anyhow::Result<Outcome> {
        let settlement = match end {
            End::Settled(settlement) => settlement,
            End::Failed { message, .. } => anyhow::bail!("it fails again and again: {message}"),
        };
        self.emulator().clock().advance(LONG_AFTER);
        let ordered = service::ordered(self.emulator());
        self.recorded(settlement).await?;
        self.case
            .scenario
            .judge(settlement, &ordered)
            .with_context(|| format!("{settlement}; in the ledger: {ordered:?}"))
    }

    /// What was said is what stands in the journal.
    async fn recorded(&self, settlement: &Settlement) -> anyhow::Result<()> {
        let journal = SqliteJournal::open_existing(self.task(false).journal).await?;
        let entry = journal.read(&PurchaseKey::new(KEY)?).await?.context("it is recorded")?;
        ensure!(entry.lease.is_none(), "somebody seems to be at work on it");
        let record = PurchaseRecord::of(&entry)?;
        ensure!(record.state().is_settled(), "the record is not settled");
        ensure!(entry.claims == settlement.orders(), "other orders are claimed than told");
        Ok(())
    }
}
