//! A process that buys whatever of many purchases is still open.

use std::io::{self, Write};
use std::sync::Arc;
use std::time::Duration;

use partner_center::clock::Clock;
use partner_center::journal::{PostgresJournal, PurchaseKey};
use partner_center::purchase::{PurchaseFailed, Settlement};
use partner_center::{OrderId, PartnerCenter};
use partner_center_emulator::seed;
use serde::{Deserialize, Serialize};

use crate::buyer::{PATIENCE, partner_with};
use crate::fate::Fate;
use crate::product::Product;
use crate::service_time::ServiceTime;
use crate::step_journal::StepJournal;
use crate::step_sender::StepSender;
use crate::stepper::Stepper;

/// What a worker is started for. It is the process's only argument.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Work {
    pub(crate) service: String,
    /// Where PostgreSQL is, and with which schema.
    pub(crate) journal: String,
    pub(crate) name: String,
    /// How many purchases there are.
    pub(crate) purchases: usize,
    /// In which order it takes them.
    pub(crate) seed: u64,
    pub(crate) fate: Fate,
}

/// What a worker says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) enum Said {
    /// A purchase has ended, with these orders.
    Bought(usize, Vec<OrderId>),
    /// A purchase has ended otherwise.
    Otherwise(usize, String),
    /// It has come to where it is to be stopped, and waits for that.
    Stopping,
    /// Every purchase has ended.
    Finished,
}

/// How long a worker waits when others have all that is left.
const PAUSE: Duration = Duration::from_secs(60);

impl Said {
    pub(crate) fn say(&self) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{}", serde_json::to_string(self)?)?;
        Ok(out.flush()?)
    }
}

pub(crate) fn key(number: usize) -> anyhow::Result<PurchaseKey> {
    Ok(PurchaseKey::new(format!("shop order {number}"))?)
}

/// Buys until nothing is left to buy.
///
/// # Errors
///
/// The argument, the emulator or the journal cannot be used. A purchase that fails is taken up
/// again later.
pub async fn work(argument: &str) -> anyhow::Result<()> {
    let work: Work = serde_json::from_str(argument)?;
    let time = ServiceTime::of(&work.service).await?;
    let stepper = Arc::new(Stepper::new(false));
    let sender = StepSender::new(stepper.clone())?.fated(work.fate);
    let partner = partner_with(&work.service, sender, time.clone())?;
    let journal = StepJournal::new(PostgresJournal::connect(&work.journal)?, stepper);
    let journal = Arc::new(journal.dying(work.fate.death()).fated(work.fate));
    let mut open: Vec<usize> = (0..work.purchases).collect();
    fastrand::Rng::with_seed(work.seed).shuffle(&mut open);
    while !open.is_empty() {
        let before = open.len();
        for number in std::mem::take(&mut open) {
            match run(&partner, journal.clone(), &work.name, number).await {
                Ok(Settlement::Bought(bought)) => {
                    Said::Bought(number, bought.orders().to_vec()).say()?;
                }
                // What was not bought is begun again, and what is in doubt is settled later.
                Ok(Settlement::NotBought(_) | Settlement::InDoubt { .. }) | Err(_) => {
                    open.push(number);
                }
                Ok(other) => Said::Otherwise(number, other.to_string()).say()?,
            }
        }
        if open.len() == before {
            time.sleep(PAUSE).await;
        }
    }
    Said::Finished.say()
}

async fn run(
    partner: &PartnerCenter,
    journal: Arc<StepJournal<PostgresJournal>>,
    name: &str,
    number: usize,
) -> Result<Settlement, PurchaseFailed> {
    let request = Product::Perpetual.request(true);
    let key = key(number).expect("a number makes a key");
    let customer = partner.customer(seed::CUSTOMER_US);
    let purchase = customer.purchase(&request).recorded(journal, key);
    purchase.worker(name).waiting(PATIENCE).try_again().run().await
}
