//! The lines of today's bills: asked for, waited for, saved, read.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod billed;
mod flow;
mod hostile;
mod kills;
mod reading;
mod sockets;

use partner_center_test_support::Stage;

/// The operations of an export.
const EXPORT: &str = "exportBilledReconciliation";
const OPERATION: &str = "getBillingOperation";
const MANIFEST: &str = "getBillingManifest";
const BLOB: &str = "blob";

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().unwrap()
}

/// How often each step of an export was asked for.
fn asked(stage: &Stage) -> [u64; 4] {
    [EXPORT, OPERATION, MANIFEST, BLOB].map(|operation| stage.asked(operation))
}
