//! The batch, in a process that may be killed.

use std::fs;
use std::path::PathBuf;
use std::time::Duration;

use anyhow::{Result, ensure};
use partner_center::PartnerCenter;
use partner_center::batch::{Batch, BatchReport, Rows};
use partner_center::purchase::{AfterDoubt, SettlePolicy};
use partner_center::transport::RateLimits;
use partner_center_test_support::application;

use crate::folder_journal::FolderJournal;
use crate::memory;

/// The word by which this program knows that it is the worker.
pub(crate) const NAME: &str = "--worker";

/// What is in its folder.
pub(crate) const ROWS: &str = "rows.csv";
pub(crate) const RESULTS: &str = "results.jsonl";
pub(crate) const MEMORY: &str = "memory";

/// Runs the batch, and writes how much memory it had at ten times.
pub(crate) async fn run(arguments: &[String]) -> Result<()> {
    let [base_url, authority, folder, window, concurrency] = arguments else {
        anyhow::bail!("the worker is started by the program itself");
    };
    let folder = PathBuf::from(folder);
    let partner = PartnerCenter::builder(application())
        .base_url(base_url)
        .authority(authority)
        .http_sender(reqwest::Client::builder().no_proxy().build()?)
        .rate_limits(RateLimits::new().window(Duration::from_secs(window.parse()?)))
        .build()?;
    let rows = Rows::file(folder.join(ROWS))?.check().await?;
    let journal = FolderJournal::open(folder.join("journal"))?;
    let mut samples = Vec::new();
    let watch = |report: &BatchReport| {
        let (done, step) = (report.done() - report.earlier, (report.rows - report.earlier) / 10);
        if report.earlier < report.done() && done.is_multiple_of(step.max(1)) {
            samples.extend(memory::present());
        }
    };
    let report = Batch::new(&partner, journal)
        .worker("soak")
        .concurrency(concurrency.parse()?)
        // The real waits are longer than this whole run.
        .settle_by(SettlePolicy::default().after_doubt(AfterDoubt::AskAgainAtOnce))
        .results(folder.join(RESULTS))
        .on_progress(watch)
        .run(rows)
        .await?;
    println!("{report}");
    ensure!(report.is_all_bought(), "not everything was bought");
    let samples: Vec<_> = samples.iter().map(u64::to_string).collect();
    fs::write(folder.join(MEMORY), samples.join(" "))?;
    Ok(())
}
