//! How a batch is run.

use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use tokio_util::sync::CancellationToken;

use super::report::BatchReport;
use super::result::RowResult;
use crate::client::PartnerCenter;
use crate::journal::Journal;
use crate::purchase::SettlePolicy;

/// How many rows are under way at once, unless told otherwise: a purchase is seven requests one
/// after another, so fewer would not reach the service's limit.
const CONCURRENCY: usize = 16;

/// How often a row is begun, unless told otherwise.
const TRIES: u32 = 5;

/// How long rows are waited for, unless told otherwise: longer than a checkout that was cut off can
/// be in doubt, which is up to the end of its token.
const PATIENCE: Duration = Duration::from_secs(2 * 60 * 60);

/// How a batch is run, and who is told of it.
pub(super) struct Settings<'a> {
    pub(super) partner: PartnerCenter,
    pub(super) journal: Arc<dyn Journal>,
    pub(super) concurrency: usize,
    pub(super) worker: Option<String>,
    pub(super) policy: Option<SettlePolicy>,
    pub(super) patience: Duration,
    pub(super) tries: u32,
    /// Whether rows of which nothing was bought are begun anew.
    pub(super) again: bool,
    pub(super) results: Option<PathBuf>,
    pub(super) on_progress: Box<dyn FnMut(&BatchReport) + Send + 'a>,
    pub(super) on_row: Box<dyn FnMut(&RowResult) + Send + 'a>,
    pub(super) cancel: CancellationToken,
}

impl Settings<'_> {
    pub(super) fn new(partner: PartnerCenter, journal: Arc<dyn Journal>) -> Self {
        Self {
            partner,
            journal,
            concurrency: CONCURRENCY,
            worker: None,
            policy: None,
            patience: PATIENCE,
            tries: TRIES,
            again: false,
            results: None,
            on_progress: Box::new(|_| {}),
            on_row: Box::new(|_| {}),
            cancel: CancellationToken::new(),
        }
    }
}
