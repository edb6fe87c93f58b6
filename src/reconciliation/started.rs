//! An export that has begun.

use partner_center_api::types::{BillingAttributeSet, BillingOperationId};
use serde::{Deserialize, Serialize};

use super::scope::{ExportKind, ExportScope};
use crate::error::{Delivery, Error, Result};

/// An export that has begun. Stored as JSON, it can be taken up by another process; it holds no
/// secret. The service keeps it for a time that no page states.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct StartedExport {
    pub(super) operation: BillingOperationId,
    pub(super) scope: ExportScope,
    pub(super) kind: ExportKind,
    pub(super) set: BillingAttributeSet,
}

impl StartedExport {
    /// Of the address of an operation its last part.
    pub(super) fn at(
        operation: &'static str,
        location: &str,
        scope: ExportScope,
        kind: ExportKind,
        set: BillingAttributeSet,
    ) -> Result<Self> {
        let path = location.split(['?', '#']).next().unwrap_or_default();
        let id = path.trim_end_matches('/').rsplit('/').next().unwrap_or_default();
        if id.is_empty() || !path.contains("/operations/") {
            let why = "the address of the export is not one of an operation: ask again";
            return Err(Error::unusable(operation, Delivery::NotDone, why));
        }
        Ok(Self { operation: BillingOperationId::new(id), scope, kind, set })
    }

    /// The id of its operation.
    pub fn operation_id(&self) -> &BillingOperationId {
        &self.operation
    }

    /// Which lines it has.
    pub fn scope(&self) -> &ExportScope {
        &self.scope
    }

    /// What its lines tell.
    pub fn kind(&self) -> ExportKind {
        self.kind
    }
}
