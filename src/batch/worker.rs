//! One row: begun, or resumed, or left for later.

use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use tokio_util::sync::CancellationToken;
use uuid::Uuid;

use super::result::{RowResult, RowState};
use super::spool::Queued;
use super::watched::Watched;
use crate::client::PartnerCenter;
use crate::error::{Delivery, Error, Repeat};
use crate::journal::{Entry, Journal};
use crate::purchase::{
    Proof, PurchaseFailed, PurchaseRecord, PurchaseState, SettlePolicy, Settlement,
};
use crate::transport::call_options::CallOptions;

/// The longest pause before a row is begun again, unless the service asks for a longer one.
const LONGEST_PAUSE: Duration = Duration::from_secs(60);

/// What came of a row this time.
pub(super) enum Outcome {
    /// It has a result, which stays for this run.
    Done { result: Box<RowResult>, earlier: bool },
    /// It is looked at again later.
    Later(Box<Queued>),
    /// It was left where it stood, since the batch was stopped.
    Left,
    /// What stops every row.
    Stop(Box<Error>),
}

/// Works on rows, several at a time.
pub(super) struct RowWorker {
    pub(super) partner: PartnerCenter,
    pub(super) journal: Watched,
    pub(super) name: String,
    pub(super) policy: Option<SettlePolicy>,
    pub(super) tries: u32,
    pub(super) again: bool,
    pub(super) stop: CancellationToken,
}

/// What a row came to, before it is known whether it is begun again.
struct Ended {
    state: RowState,
    message: String,
    result: RowResult,
    /// Whether another try may help, and after which pause.
    passing: Option<Duration>,
}

impl RowWorker {
    /// Takes a row as far as it goes now.
    pub(super) async fn work(&self, mut queued: Queued) -> Outcome {
        if queued.not_before.is_some_and(|from| from > self.now()) {
            return Outcome::Later(Box::new(queued));
        }
        if self.stop.is_cancelled() {
            return Outcome::Left;
        }
        let entry = match self.journal.read(&queued.row.key).await {
            Ok(entry) => entry,
            Err(error) => return self.later(queued, error.into()),
        };
        if let Some(until) = entry.as_ref().and_then(|entry| self.held_until(entry)) {
            let message = format!("another worker has it until {until}; it is left to that worker");
            queued.last = Some(self.result(&queued, RowState::Failed, message));
            queued.not_before = Some(until);
            return Outcome::Later(Box::new(queued));
        }
        let record = entry.as_ref().and_then(|entry| PurchaseRecord::of(entry).ok());
        let is_settled = record.as_ref().is_some_and(|record| self.is_over(record));
        queued.earlier |= queued.tries == 0 && queued.last.is_none() && is_settled;
        let correlation =
            record.map_or_else(|| self.partner.new_id(), |known| known.correlation_id());
        let settled = self.run(&queued, correlation).await;
        self.judge(queued, correlation, settled)
    }

    async fn run(
        &self,
        queued: &Queued,
        correlation: Uuid,
    ) -> Result<Settlement, Box<PurchaseFailed>> {
        let partner = self.partner.with(CallOptions::new().correlation_id(correlation));
        let customer = partner.customer(queued.row.customer.clone());
        let mut purchase = customer
            .purchase(&queued.row.request)
            .recorded(self.journal.clone(), queued.row.key.clone())
            .worker(self.name.as_str())
            .cancel_with(self.stop.clone());
        if let Some(policy) = self.policy {
            purchase = purchase.settle_by(policy);
        }
        if queued.again || (self.again && queued.tries == 0) {
            purchase = purchase.try_again();
        }
        purchase.run().await.map_err(Box::new)
    }

    /// What to do with a row that ended so.
    fn judge(
        &self,
        mut queued: Queued,
        correlation: Uuid,
        settled: Result<Settlement, Box<PurchaseFailed>>,
    ) -> Outcome {
        let mut ended = match settled {
            Ok(settlement) => self.settled(&queued, &settlement),
            Err(failed) if failed.is_cancelled() => return Outcome::Left,
            Err(failed) if failed.error().needs_interaction() => {
                return Outcome::Stop(Box::new(failed.error().clone()));
            }
            Err(failed) => self.failed(&queued, &failed),
        };
        ended.result.correlation_id = Some(correlation);
        ended.result.message = ended.message;
        let wait = match ended.state {
            RowState::InDoubt => ended.result.until.map(|until| (until, false)),
            _ if queued.tries + 1 < self.tries => {
                let is_again = ended.state == RowState::NotBought;
                ended.passing.map(|pause| (plus(self.now(), pause), is_again))
            }
            _ => None,
        };
        let Some((until, again)) = wait else {
            return Outcome::Done { result: Box::new(ended.result), earlier: queued.earlier };
        };
        queued.tries += u32::from(ended.state != RowState::InDoubt);
        queued.again = again;
        queued.earlier &= !again;
        queued.last = Some(ended.result);
        // The moment itself is not yet after it.
        queued.not_before = Some(plus(until.max(self.now()), Duration::from_secs(1)));
        Outcome::Later(Box::new(queued))
    }

    fn settled(&self, queued: &Queued, settlement: &Settlement) -> Ended {
        let state = RowState::of(settlement);
        let message = settlement.to_string();
        let mut result = self.result(queued, state, String::new());
        result.orders = settlement.orders().to_vec();
        let mut passing = None;
        match settlement {
            Settlement::InDoubt { until, .. } => result.until = *until,
            Settlement::NotBought(nothing) => {
                let is_passing =
                    matches!(nothing.proof(), Proof::Refused { refusal } if refusal.is_passing());
                passing = is_passing.then(|| self.pause(queued));
            }
            _ => {}
        }
        Ended { state, message, result, passing }
    }

    fn failed(&self, queued: &Queued, failed: &PurchaseFailed) -> Ended {
        let error = failed.error();
        let is_doubt = failed.bought() != Delivery::NotDone;
        let state = if is_doubt { RowState::InDoubt } else { RowState::Failed };
        let pause = self.pause(queued).max(error.retry_after().unwrap_or_default());
        let mut result = self.result(queued, state, String::new());
        result.request_id = error.request_id().map(str::to_owned);
        result.until = is_doubt.then(|| plus(self.now(), pause));
        let passing = is_passing(error).then_some(pause);
        Ended { state, message: failed.to_string(), result, passing }
    }

    /// A row whose journal could not be read just now.
    fn later(&self, queued: Queued, error: Error) -> Outcome {
        if self.stop.is_cancelled() {
            return Outcome::Left;
        }
        let failed = self.result(&queued, RowState::Failed, error.to_string());
        let earlier = queued.earlier;
        if queued.tries + 1 >= self.tries {
            return Outcome::Done { result: Box::new(failed), earlier };
        }
        let until = plus(self.now(), self.pause(&queued));
        let (last, tries) = (Some(failed), queued.tries + 1);
        Outcome::Later(Box::new(Queued { last, tries, not_before: Some(until), ..queued }))
    }

    /// Whether nothing more is done about a purchase.
    fn is_over(&self, record: &PurchaseRecord) -> bool {
        let begins_again = self.again && matches!(record.state(), PurchaseState::Nothing(_));
        record.state().is_settled() && !begins_again
    }

    /// Until when another worker has a purchase that is not settled.
    fn held_until(&self, entry: &Entry) -> Option<DateTime<Utc>> {
        let lease = entry.lease.as_ref()?;
        let is_held = lease.worker != self.name && lease.until > self.now();
        is_held.then_some(lease.until)
    }

    fn result(&self, queued: &Queued, state: RowState, message: String) -> RowResult {
        RowResult {
            key: queued.row.key.clone(),
            line: queued.line,
            customer: queued.row.customer.clone(),
            state,
            settled: state.is_settled(),
            orders: Vec::new(),
            message,
            correlation_id: None,
            request_id: None,
            until: None,
            at: self.now(),
        }
    }

    fn now(&self) -> DateTime<Utc> {
        self.partner.clock().now()
    }

    /// How long to leave a row alone that was begun in vain: twice as long each time.
    fn pause(&self, queued: &Queued) -> Duration {
        Duration::from_secs(1 << queued.tries.min(6)).min(LONGEST_PAUSE)
    }
}

/// Whether the same row may succeed later. Nothing was bought of it.
fn is_passing(error: &Error) -> bool {
    error.is_throttled()
        || error.status().is_some_and(|status| status >= 500 || status == 408)
        || error.is_unsent()
        || error.is_unanswered()
        || error.is_timeout()
        || error.is_unreadable()
        || error.is_unrecorded()
        || error.is_auth()
        || error.gave_up().is_some()
        || error.explain().is_some_and(|known| known.repeat == Repeat::Later)
}

fn plus(at: DateTime<Utc>, time: Duration) -> DateTime<Utc> {
    let time = TimeDelta::from_std(time).unwrap_or(TimeDelta::MAX);
    at.checked_add_signed(time).unwrap_or(DateTime::<Utc>::MAX_UTC)
}
