//! Asking for an export.

use std::path::Path;

use partner_center_api::types::{
    BilledExportRequest, BillingAttributeSet, CurrencyCode, InvoiceId, UnbilledExportRequest,
    UnbilledPeriod,
};
use partner_center_api::{Answer, CallError};

use super::marker::{Marker, Stage};
use super::progress::ExportProgress;
use super::saved::SavedExport;
use super::scope::{ExportKind, ExportScope};
use super::started::StartedExport;
use crate::client::PartnerCenter;
use crate::error::{Delivery, Error, Result, shown};

impl PartnerCenter {
    /// Begins to ask for the lines of an invoice of new commerce, whose id begins with `G`.
    pub fn reconciliation(&self, invoice: impl Into<InvoiceId>) -> ReconciliationCall<'_> {
        let scope = ExportScope::Invoice(invoice.into());
        ReconciliationCall::new(self, scope, ExportKind::Reconciliation)
    }

    /// Begins to ask for lines that no invoice has yet. They change until they are billed.
    pub fn unbilled_reconciliation(
        &self,
        period: UnbilledPeriod,
        currency: impl Into<CurrencyCode>,
    ) -> ReconciliationCall<'_> {
        let scope = ExportScope::Unbilled { period, currency: currency.into() };
        ReconciliationCall::new(self, scope, ExportKind::Reconciliation)
    }

    /// Begins to ask for the daily rated usage that an invoice bills. Purchases of software and
    /// reservations are not among it.
    pub fn reconciliation_usage(&self, invoice: impl Into<InvoiceId>) -> ReconciliationCall<'_> {
        ReconciliationCall::new(self, ExportScope::Invoice(invoice.into()), ExportKind::Usage)
    }

    /// Begins to ask for daily rated usage that no invoice has yet. It lags by up to a day.
    pub fn unbilled_usage(
        &self,
        period: UnbilledPeriod,
        currency: impl Into<CurrencyCode>,
    ) -> ReconciliationCall<'_> {
        let scope = ExportScope::Unbilled { period, currency: currency.into() };
        ReconciliationCall::new(self, scope, ExportKind::Usage)
    }
}

/// An export that is about to be asked for. Nothing is sent before [`start`](Self::start) or
/// [`save`](Self::save).
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct ReconciliationCall<'a> {
    partner: &'a PartnerCenter,
    scope: ExportScope,
    kind: ExportKind,
    set: BillingAttributeSet,
}

impl<'a> ReconciliationCall<'a> {
    fn new(partner: &'a PartnerCenter, scope: ExportScope, kind: ExportKind) -> Self {
        Self { partner, scope, kind, set: BillingAttributeSet::Full }
    }

    /// Asks for the columns that most need, which makes smaller files; otherwise for all.
    pub fn basic(mut self) -> Self {
        self.set = BillingAttributeSet::Basic;
        self
    }

    /// Asks, and gives the export that has begun. It can be stored and taken up later.
    ///
    /// # Errors
    ///
    /// Nothing was sent: the invoice is a legacy one, the cloud has no exports, the currency is
    /// not three letters, or nothing says where Graph is for this client. Or Graph refused: 403
    /// where the permission is missing. Asking changes nothing, so that it can be repeated.
    pub async fn start(self) -> Result<StartedExport> {
        let Self { partner, scope, kind, set } = self;
        check(&scope)?;
        let api = partner.api();
        let answer = match (&scope, kind) {
            (ExportScope::Invoice(invoice), kind) => {
                let mut body = BilledExportRequest::default();
                body.invoice_id = Some(invoice.clone());
                body.attribute_set = Some(set.clone());
                match kind {
                    ExportKind::Reconciliation => {
                        place(api.export_billed_reconciliation(body).send().await)
                    }
                    ExportKind::Usage => place(api.export_billed_usage(body).send().await),
                }
            }
            (ExportScope::Unbilled { period, currency }, kind) => {
                let mut body = UnbilledExportRequest::default();
                body.billing_period = Some(period.clone());
                body.currency_code = Some(currency.clone());
                body.attribute_set = Some(set.clone());
                match kind {
                    ExportKind::Reconciliation => {
                        place(api.export_unbilled_reconciliation(body).send().await)
                    }
                    ExportKind::Usage => place(api.export_unbilled_usage(body).send().await),
                }
            }
        };
        let (operation, location) = answer?;
        StartedExport::at(operation, &location, scope, kind, set)
    }

    /// Asks, waits, and saves the files in a folder, which is made if it is not there. What an
    /// earlier call with this folder has done is not done again.
    ///
    /// Dropping the future, or a kill, leaves whole files and `export.json`, from which the same
    /// call goes on. Where the data has changed since files were saved, all are fetched anew. A folder that is complete is
    /// taken as it is, and nothing is asked: what is not billed yet changes, so give it a new folder.
    ///
    /// # Errors
    ///
    /// As of [`start`](Self::start) and [`StartedExport::wait`]; the folder holds another export;
    /// a file could not be fetched or written. Call it again to go on.
    pub async fn save(self, folder: impl AsRef<Path>) -> Result<SavedExport> {
        self.save_with(folder, |_| {}).await
    }

    /// The same, and tells how far it has come.
    ///
    /// # Errors
    ///
    /// As of [`save`](Self::save).
    pub async fn save_with(
        self,
        folder: impl AsRef<Path>,
        mut on_progress: impl FnMut(&ExportProgress),
    ) -> Result<SavedExport> {
        let folder = folder.as_ref();
        check(&self.scope)?;
        let partner = self.partner;
        let wanted = (self.scope.clone(), self.kind, self.set.clone());
        let known = Marker::read(folder, &wanted).await?;
        if let Some(Marker { stage: Stage::Complete, .. }) = &known {
            return SavedExport::open(folder).await;
        }
        let again = Self { scope: self.scope.clone(), set: self.set.clone(), ..self };
        let (started, is_new) = match known {
            Some(marker) => (marker.export, false),
            None => (self.start().await?, true),
        };
        if is_new {
            Marker::begun(started.clone()).write(folder).await?;
        }
        let started = match started.wait(partner, &mut on_progress).await {
            // It is no longer kept, or came to nothing since then: begin anew, once.
            Err(error) if !is_new && has_lapsed(&error) => {
                let started = again.start().await?;
                Marker::begun(started.clone()).write(folder).await?;
                let manifest = started.wait(partner, &mut on_progress).await?;
                return manifest.save_with(partner, folder, on_progress).await;
            }
            other => other?,
        };
        started.save_with(partner, folder, on_progress).await
    }
}

/// Whether an export that was stored is no longer to be had.
fn has_lapsed(error: &Error) -> bool {
    // One that has failed does not go on, and there may be data by now.
    let has_failed = error.status() == Some(200) && error.is_refused();
    has_failed || matches!(error.status(), Some(404 | 410))
}

/// Where the operation is.
fn place<T>(answer: Result<Answer<T>, CallError>) -> Result<(&'static str, String)> {
    let answer = answer.map_err(Error::from)?;
    let location = answer.headers().get("location").and_then(|value| value.to_str().ok());
    let operation = answer.operation().id;
    location.map(|text| (operation, text.to_owned())).ok_or_else(|| {
        let why = "it does not say where the export is: ask again";
        Error::unusable(operation, Delivery::NotDone, why)
    })
}

/// Refuses what the service would, or what it would keep waiting for ever.
fn check(scope: &ExportScope) -> Result<()> {
    match scope {
        ExportScope::Invoice(id) if id.as_str().trim().is_empty() => Err(Error::invalid(
            "invoice",
            "the id is empty: give it as the list of invoices has it",
        )),
        ExportScope::Invoice(id) if id.as_str().starts_with(['D', 'd']) => Err(Error::invalid(
            "invoice",
            format!(
                "`{}` is a legacy invoice, of which exports have nothing; nothing was sent: read \
                 its lines with `PartnerCenter::line_items`",
                shown(id.as_str())
            ),
        )),
        ExportScope::Unbilled { currency, .. } => {
            let code = currency.as_str();
            let is_code = code.len() == 3 && code.bytes().all(|byte| byte.is_ascii_alphabetic());
            is_code.then_some(()).ok_or_else(|| {
                let message = format!("`{}` is not a code of three letters", shown(code));
                Error::invalid("currency", message)
            })
        }
        ExportScope::Invoice(_) => Ok(()),
    }
}
