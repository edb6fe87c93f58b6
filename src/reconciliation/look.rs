//! Looking at an export until it is done.

use std::time::Duration;

use partner_center_api::support::Operation;
use partner_center_api::types::{BillingOperation, BillingOperationStatus};

use super::manifest::ExportManifest;
use super::progress::ExportProgress;
use super::scope::ExportScope;
use super::started::StartedExport;
use crate::client::PartnerCenter;
use crate::error::{Delivery, Error, Fault, Kind, Result};
use crate::net::retry_after::retry_after;

/// How long to wait between two looks where the service says nothing.
const PAUSE: Duration = Duration::from_secs(10);

/// The longest pause that is made because the service asks for it.
const LONGEST_PAUSE: Duration = Duration::from_secs(5 * 60);

/// How long an export is waited for. No page says how long one takes.
const PATIENCE: Duration = Duration::from_secs(2 * 60 * 60);

/// The code of an export that found nothing, or will never find anything.
const NOTHING: &str = "5000";

/// How an export stands.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum ExportState {
    /// It goes on; look again after this.
    Running(Duration),
    /// It is done.
    Done(Box<ExportManifest>),
}

impl StartedExport {
    /// Looks once how it stands.
    ///
    /// # Errors
    ///
    /// It came to nothing: [`Error::code`] is `5000` where there is nothing to export, which does
    /// not get better for a legacy invoice. It is no longer kept: [`Error::status`] is 404 or
    /// 410; start another. The manifest is elsewhere, or cannot be used.
    pub async fn look(&self, partner: &PartnerCenter) -> Result<ExportState> {
        let answer = partner.api().get_billing_operation(self.operation.clone()).send().await?;
        let asked = retry_after(answer.headers(), partner.clock().now());
        let answered = answer.operation();
        let operation: BillingOperation = answer.into_inner();
        match operation.status.as_ref() {
            Some(BillingOperationStatus::Failed) => Err(self.failed(&operation, answered)),
            Some(BillingOperationStatus::Succeeded | BillingOperationStatus::Completed) => {
                let manifest = ExportManifest::of(partner, self, operation).await?;
                Ok(ExportState::Done(Box::new(manifest)))
            }
            _ => Ok(ExportState::Running(asked.unwrap_or(PAUSE).min(LONGEST_PAUSE))),
        }
    }

    /// Looks until it is done, as often as the service asks, and for two hours at most. Dropping
    /// the future leaves the export as it is; wait for it again.
    ///
    /// # Errors
    ///
    /// As of [`look`](Self::look), or it has not ended in time; it can be waited for again.
    pub async fn wait(
        &self,
        partner: &PartnerCenter,
        mut on_progress: impl FnMut(&ExportProgress),
    ) -> Result<ExportManifest> {
        let begun = partner.clock().elapsed();
        loop {
            let pause = match self.look(partner).await? {
                ExportState::Done(manifest) => return Ok(*manifest),
                ExportState::Running(pause) => pause,
            };
            let waited = partner.clock().elapsed().saturating_sub(begun);
            on_progress(&ExportProgress::Running { waited });
            if waited + pause > PATIENCE {
                let why = format!(
                    "the export of {} has not ended after {} minutes; wait for it again, it can \
                     be stored",
                    self.scope,
                    waited.as_secs() / 60
                );
                let kind = Kind::NotYet { why: why.into() };
                return Err(
                    Error::new(kind, Delivery::NotDone).with_operation("getBillingOperation")
                );
            }
            partner.pause(pause).await;
        }
    }

    fn failed(&self, operation: &BillingOperation, answered: &Operation) -> Error {
        let error = operation.error.clone().unwrap_or_default();
        let code = error.code.as_deref().unwrap_or_default();
        let is_legacy = matches!(&self.scope, ExportScope::Invoice(id)
            if !id.as_str().starts_with(['G', 'g']));
        let outlook = match code {
            NOTHING if is_legacy => {
                "the invoice is not one of new commerce, so that trying again never helps: read \
                 its lines with `PartnerCenter::line_items`"
            }
            NOTHING => {
                "there is nothing to export: check the invoice, the period and the currency; an \
                 invoice of before March 2025 may have its lines in version 1 alone"
            }
            _ => "start another export; this one does not go on",
        };
        let fault = serde_json::json!({ "code": code, "message": error.message });
        Error::new(Kind::Refused, Delivery::NotDone)
            .with_operation(answered.id)
            .with_status(200)
            .with_fault(Fault::from_value(&fault))
            .with_outlook(outlook)
    }
}
