//! Two processes with one key at once, in every order of their steps.
//!
//! A step is a request, or a write or read of the journal, up to the next one. In most races only
//! one of the two processes takes steps at a time, so that the order is exact and no test waits;
//! in some rounds both run freely.

use std::collections::BTreeMap;
use std::fmt;
use std::path::{Path, PathBuf};
use std::thread::available_parallelism;

use anyhow::{Context, ensure};
use partner_center::external::futures::{StreamExt, stream};
use partner_center::purchase::{AfterDoubt, Settlement};
use partner_center_emulator::{RepeatedCheckout, Running};

use crate::case::LONG_AFTER;
use crate::judge::is_same;
use crate::product::Product;
use crate::report::End;
use crate::service;
use crate::stepped::Stepped;
use crate::task::Task;

/// Two processes with one key.
#[derive(Clone, Copy, Debug)]
struct Race {
    product: Product,
    after_doubt: AfterDoubt,
    /// Whether the second process goes on although the first has the purchase.
    takes_over: bool,
    order: Order,
}

/// The order of their steps.
#[derive(Clone, Copy, Debug)]
enum Order {
    /// So many of the first, so many of the second, then the first to its end, then the second.
    Parted(usize, usize),
    /// By the toss of a coin.
    Tossed(u64),
    /// As it comes, both at once.
    Together,
}

/// How many of all orders are run.
#[derive(Clone, Copy, Debug)]
pub enum Extent {
    /// All of them, and many by the toss of a coin.
    Whole,
    /// So many, by a seed.
    Some(usize, u64),
}

/// What came of all races.
#[derive(Default)]
pub struct Races {
    /// How many there were.
    pub races: usize,
    steps: usize,
    ends: BTreeMap<String, usize>,
    /// What must not be.
    pub wrong: Vec<String>,
}

/// More than a process takes steps when nobody is in its way.
const STEPS: usize = 26;
const TOSSES: u64 = 300;
const ROUNDS: u64 = 20;

impl Race {
    fn all() -> Vec<Self> {
        let mut all = Vec::new();
        for after_doubt in [AfterDoubt::AskAgain, AfterDoubt::AskAgainAtOnce, AfterDoubt::ReadOnly]
        {
            for takes_over in [false, true] {
                let race = |product, order| Self { product, after_doubt, takes_over, order };
                let parted = (0..STEPS).flat_map(|a| (0..STEPS).map(move |b| Order::Parted(a, b)));
                all.extend(parted.map(|order| race(Product::Perpetual, order)));
                let tossed = (0..TOSSES).map(Order::Tossed);
                all.extend(tossed.map(|order| race(Product::TwoGroups, order)));
                let together = (0..ROUNDS).map(|_| Order::Together);
                all.extend(together.map(|order| race(Product::TwoGroups, order)));
            }
        }
        all
    }

    fn extent(extent: Extent) -> Vec<Self> {
        let Extent::Some(some, seed) = extent else { return Self::all() };
        let mut random = fastrand::Rng::with_seed(seed);
        let is_together = |race: &Self| matches!(race.order, Order::Together);
        let (mut together, mut others): (Vec<_>, Vec<_>) =
            Self::all().into_iter().partition(is_together);
        random.shuffle(&mut together);
        random.shuffle(&mut others);
        together.truncate(some / 2);
        others.truncate(some - together.len());
        together.into_iter().chain(others).collect()
    }

    async fn run(self, program: &Path) -> anyhow::Result<(usize, String)> {
        let running =
            service::start(|settings| settings.repeated_checkout = RepeatedCheckout::Repeat)
                .await?;
        let folder = tempfile::tempdir()?;
        let first = self.task(&running, folder.path().join("purchases.sqlite"));
        let second = Task { takes_over: self.takes_over, ..first.clone() };
        let mut first = Stepped::start(program, &first, running.emulator()).await?;
        let mut second = Stepped::start(program, &second, running.emulator()).await?;
        self.order.run(&mut first, &mut second).await?;
        running.emulator().clock().advance(LONG_AFTER);
        let ordered = service::ordered(running.emulator());
        let mut ends = Vec::new();
        for process in [&first, &second] {
            let end = &process.report.as_ref().context("it has ended")?.end;
            ends.push(self.judge(end, &ordered, process.ordered)?);
        }
        let is_settled = ends.iter().any(|end| ![LEFT, EARLY].contains(end));
        ensure!(is_settled, "each left it to the other");
        Ok((first.steps + second.steps, ends.join(", and the other ")))
    }

    fn task(self, running: &Running, journal: PathBuf) -> Task {
        Task {
            service: running.base_url.clone(),
            journal,
            product: self.product,
            is_tagged: true,
            after_doubt: self.after_doubt,
            takes_over: false,
            death: None,
            is_stepped: true,
        }
    }

    /// What one of them says, held against the ledger; `then` is how many orders that had
    /// before its last step.
    fn judge(self, end: &End, ordered: &[String], then: usize) -> anyhow::Result<&'static str> {
        ensure!(ordered.len() <= self.product.orders(), "bought twice: {ordered:?}");
        match end {
            End::Failed { is_left: false, message, .. } => {
                anyhow::bail!("another worker is no reason for this: {message}")
            }
            End::Failed { says_nothing: true, message, .. } if then > 0 => {
                anyhow::bail!("it says that nothing was bought, and it was: {message}")
            }
            End::Failed { says_nothing: true, .. } if !ordered.is_empty() => Ok(EARLY),
            End::Failed { .. } => Ok(LEFT),
            End::Settled(settlement) => match &**settlement {
                Settlement::Bought(bought) => {
                    ensure!(ordered.len() == self.product.orders(), "not all was bought");
                    ensure!(is_same(bought.orders(), ordered), "other orders are named");
                    Ok("bought it")
                }
                Settlement::NotBought(_) if self.after_doubt == AfterDoubt::ReadOnly => {
                    ensure!(ordered.is_empty(), "{settlement}, but {ordered:?}");
                    Ok("found that nothing was bought")
                }
                other => anyhow::bail!("{other}; in the ledger: {ordered:?}"),
            },
        }
    }
}

const LEFT: &str = "left it alone";

/// Nothing was in the ledger before its last step.
const EARLY: &str = "left it alone, before anything was bought";

impl Order {
    async fn run(self, first: &mut Stepped, second: &mut Stepped) -> anyhow::Result<()> {
        match self {
            Self::Parted(a, b) => {
                first.steps(a).await?;
                second.steps(b).await?;
            }
            Self::Tossed(seed) => {
                let mut coin = fastrand::Rng::with_seed(seed);
                while !first.has_ended() && !second.has_ended() {
                    if coin.bool() { first.step().await? } else { second.step().await? }
                }
            }
            Self::Together => {
                tokio::try_join!(first.steps(usize::MAX), second.steps(usize::MAX))?;
            }
        }
        first.steps(usize::MAX).await?;
        second.steps(usize::MAX).await
    }
}

/// Runs races with `program`, which is this crate's.
///
/// # Errors
///
/// A process could not be started, or ended in a way that is no purchase's.
pub async fn run(program: &Path, extent: Extent) -> anyhow::Result<Races> {
    let jobs = Race::extent(extent).into_iter().map(|race| {
        let program = program.to_owned();
        async move { (race, tokio::spawn(async move { race.run(&program).await }).await) }
    });
    let processors = available_parallelism().map_or(1, usize::from);
    let mut done = stream::iter(jobs).buffer_unordered(processors + 1);
    let mut races = Races::default();
    while let Some((race, result)) = done.next().await {
        races.races += 1;
        match result? {
            Ok((steps, end)) => {
                races.steps += steps;
                let Race { after_doubt, takes_over, .. } = race;
                let how = if takes_over { "second takes over" } else { "neither takes over" };
                *races.ends.entry(format!("{after_doubt:?}, {how}: one {end}")).or_default() += 1;
            }
            Err(error) => races.wrong.push(format!("{error:#}\n    {race:?}")),
        }
    }
    Ok(races)
}

impl fmt::Display for Races {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { races, steps, ends, wrong } = self;
        ends.iter().try_for_each(|(end, count)| writeln!(f, "{count:>6}  {end}"))?;
        writeln!(f, "{races} races of {steps} steps, {} wrong", wrong.len())?;
        wrong.iter().try_for_each(|wrong| writeln!(f, "{wrong}"))
    }
}
