//! Many workers on one journal in PostgreSQL, killed and stopped at random.
//!
//! Every worker takes every purchase that nobody else has at the time. Some kill themselves at a
//! write or with an answer in their hands, some are stopped between a checkout's record and its
//! request, and any of them is killed or stopped whenever the chance comes. Some requests are
//! lost, and some answers. A killed worker is replaced by one with another name, and a stopped one
//! continues much later, when others have resumed its purchase.

use std::collections::BTreeMap;
use std::env;
use std::fmt;
use std::path::Path;
use std::process;

use anyhow::{Context, ensure};
use partner_center::external::tokio_postgres::{self, NoTls};
use partner_center::journal::{Journal, PostgresJournal};
use partner_center::purchase::{PurchaseRecord, PurchaseState};
use partner_center_emulator::Running;

use crate::case::LONG_AFTER;
use crate::service;
use crate::shift::Shift;
use crate::worker::key;

/// Where the server is; `.ci/postgres` starts one and says so.
const SERVER: &str = "PARTNER_CENTER_TEST_POSTGRES";

/// How many workers buy how much.
#[derive(Clone, Copy, Debug)]
pub struct Extent {
    /// How many workers there are at a time.
    pub workers: usize,
    /// How many purchases.
    pub purchases: usize,
    /// What happens to whom.
    pub seed: u64,
}

/// What came of it.
#[derive(Clone, Debug, Default)]
pub struct Crowd {
    /// How many orders the ledger has.
    pub orders: usize,
    /// How many processes worked.
    pub started: usize,
    /// How many were killed.
    pub killed: usize,
    /// How often one was stopped.
    pub stopped: usize,
    attempts: BTreeMap<u32, usize>,
    checkouts: usize,
    hours: u64,
}

/// Lets the workers buy, and judges the end by the ledger. `None` where there is no server.
///
/// # Errors
///
/// Something was bought twice or not at all, or the end is told otherwise than it is; or there is
/// no server although `CI_REQUIRES_POSTGRES` asks for one.
pub async fn run(program: &Path, extent: Extent) -> anyhow::Result<Option<Crowd>> {
    let Ok(server) = env::var(SERVER) else {
        let is_required = env::var_os("CI_REQUIRES_POSTGRES").is_some();
        ensure!(!is_required, "{SERVER} has no server's address");
        return Ok(None);
    };
    let schema = format!("partner_center_kills_{}_{}", process::id(), extent.seed);
    let (client, line) = tokio_postgres::connect(&server, NoTls).await?;
    tokio::spawn(line);
    client.batch_execute(&format!("CREATE SCHEMA {schema}")).await?;
    let address = format!("{server} options='-c search_path={schema}'");
    let journal = PostgresJournal::connect(&address)?;
    journal.prepare().await?;
    let running = service::start(|settings| {
        settings.chaos.seed = extent.seed;
        settings.chaos.lost_before = 3;
        settings.chaos.lost_after = 3;
    })
    .await?;
    let start = running.emulator().clock().now();
    let shift = Shift::new(program, &running.base_url, &address, extent);
    let mut crowd = shift.run().await?;
    let passed = running.emulator().clock().now().duration_since(start).unwrap_or_default();
    crowd.hours = passed.as_secs() / (60 * 60);
    crowd.judge(&running, &journal, extent.purchases).await?;
    client.batch_execute(&format!("DROP SCHEMA {schema} CASCADE")).await?;
    Ok(Some(crowd))
}

impl Crowd {
    /// Each purchase was made once, and each record names its own order of the ledger.
    async fn judge(
        &mut self,
        running: &Running,
        journal: &PostgresJournal,
        purchases: usize,
    ) -> anyhow::Result<()> {
        running.emulator().clock().advance(LONG_AFTER);
        let mut ordered = service::ordered(running.emulator());
        let ledger = running.emulator().ledger();
        self.orders = ordered.len();
        self.checkouts = ledger.iter().filter(|entry| entry.operation_id == "checkoutCart").count();
        ensure!(self.orders == purchases, "{} orders of {purchases} purchases", self.orders);
        let mut named = Vec::new();
        for number in 0..purchases {
            let entry = journal.read(&key(number)?).await?.context("it was recorded")?;
            let record = PurchaseRecord::of(&entry)?;
            *self.attempts.entry(record.attempt()).or_default() += 1;
            let PurchaseState::Bought(bought) = record.state() else {
                anyhow::bail!("{}: {:?}", entry.key, record.state());
            };
            ensure!(entry.claims == bought.orders(), "{}: it claims others", entry.key);
            named.extend(bought.orders().iter().map(|order| order.as_str().to_owned()));
        }
        named.sort_unstable();
        ordered.sort_unstable();
        ensure!(named == ordered, "the records name other orders than the ledger");
        Ok(())
    }
}

impl fmt::Display for Crowd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { orders, started, killed, stopped, attempts, checkouts, hours } = self;
        write!(
            f,
            "{orders} orders, as many as purchases, by {checkouts} checkouts of {started} \
             processes, of which {killed} were killed and {stopped} stopped, in {hours} hours of \
             the emulator's; purchases by attempts: {attempts:?}"
        )
    }
}
