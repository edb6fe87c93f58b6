//! The process that buys one thing.

use std::sync::{Arc, PoisonError};
use std::time::Duration;

use partner_center::PartnerCenter;
use partner_center::journal::{PurchaseKey, SqliteJournal};
use partner_center::purchase::SettlePolicy;
use partner_center_emulator::seed;
use partner_center_test_support::user;

use crate::report::{End, Report};
use crate::service_time::ServiceTime;
use crate::step_journal::StepJournal;
use crate::step_sender::StepSender;
use crate::stepper::Stepper;
use crate::task::Task;

/// The key of every purchase of which there is only one.
pub(crate) const KEY: &str = "shop order 4711";

/// Longer than a cart lives, so that every doubt can end.
pub(crate) const PATIENCE: Duration = Duration::from_secs(30 * 24 * 60 * 60);

/// Buys what the argument says, or resumes that, and says how it ended.
///
/// # Errors
///
/// The argument, the emulator or the journal cannot be used. A purchase that fails is no error.
pub async fn buy(argument: &str) -> anyhow::Result<()> {
    let task: Task = serde_json::from_str(argument)?;
    let stepper = Arc::new(Stepper::new(task.is_stepped));
    let time = ServiceTime::of(&task.service).await?;
    let partner = partner_with(&task.service, StepSender::new(stepper.clone())?, time)?;
    let journal = SqliteJournal::open(&task.journal).await?;
    let journal = StepJournal::new(journal, stepper).dying(task.death);
    let written = journal.written();
    let request = task.product.request(task.is_tagged);
    let customer = partner.customer(seed::CUSTOMER_US);
    let mut purchase = customer
        .purchase(&request)
        .recorded(journal, PurchaseKey::new(KEY)?)
        .settle_by(SettlePolicy::default().after_doubt(task.after_doubt))
        .waiting(PATIENCE);
    if task.takes_over {
        purchase = purchase.take_over();
    }
    let end = End::of(purchase.run().await);
    let writes = written.lock().unwrap_or_else(PoisonError::into_inner).clone();
    Report { writes, end }.say()
}

/// A partner in front of the emulator, in the emulator's time.
pub(crate) fn partner_with(
    service: &str,
    sender: StepSender,
    time: ServiceTime,
) -> anyhow::Result<PartnerCenter> {
    let partner = PartnerCenter::builder(user()).base_url(service).authority(service);
    Ok(partner.http_sender(sender).clock(time).build()?)
}
