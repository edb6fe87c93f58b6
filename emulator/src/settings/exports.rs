//! Settings about exports of reconciliation.

use serde::{Deserialize, Serialize};

/// Where a finished export says that its manifest is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ManifestPlace {
    /// An address under `resourceLocation@odata.navigationLink`, as the page shows it.
    Link,
    /// The manifest itself under `resourceLocation`, as the vendor's sample reads it.
    Inline,
    /// An address as text under `resourceLocation`.
    Text,
}

/// How the files of an export are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportFiles {
    /// By gzip, in several members one after the other.
    Gzip,
    /// Not compressed.
    Plain,
}

/// Whether a manifest counts the lines of its files.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportCounts {
    /// It does not.
    None,
    /// It does.
    Right,
    /// It says one more than there are.
    Wrong,
}

/// How exports end.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum ExportEnd {
    /// As done, with `succeeded`.
    Succeeded,
    /// As done, with `completed`.
    Completed,
    /// As failed.
    Failed,
}

/// Whether the application may read bills.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum BillingPermission {
    /// It has `PartnerBilling.Read.All`.
    Granted,
    /// It has not: 403.
    Missing,
}
