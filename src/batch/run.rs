//! A batch under way: rounds of rows, the results that they come to, and the waits between.

use std::sync::Arc;
use std::time::Duration;

use futures_util::StreamExt;
use futures_util::future::{Either, select};
use futures_util::stream;

use super::report::{BatchReport, BatchStopped};
use super::result::RowResult;
use super::result_file::ResultFile;
use super::rows::CheckedRows;
use super::settings::Settings;
use super::spool::{Queued, SpoolReader, SpoolWriter, unspooled};
use super::watched::Watched;
use super::worker::{Outcome, RowWorker};
use crate::client::PartnerCenter;
use crate::error::{Error, Result};

/// A batch under way.
pub(super) struct Run<'a> {
    settings: Settings<'a>,
    worker: Arc<RowWorker>,
    results: Option<ResultFile>,
    report: BatchReport,
    /// What stops it, once something does.
    failure: Option<Error>,
}

impl<'a> Run<'a> {
    pub(super) async fn new(mut settings: Settings<'a>, rows: &CheckedRows) -> Result<Self> {
        let results = match settings.results.take() {
            Some(path) => Some(ResultFile::open(path).await?),
            None => None,
        };
        // Whatever stops the batch does not cancel the token of the caller.
        let stop = settings.cancel.child_token();
        let name = settings.worker.clone().unwrap_or_else(|| settings.partner.new_id().to_string());
        let worker = Arc::new(RowWorker {
            partner: settings.partner.clone(),
            journal: Watched::new(settings.journal.clone(), stop.clone()),
            name,
            policy: settings.policy,
            tries: settings.tries,
            again: settings.again,
            stop,
        });
        let report = BatchReport { rows: rows.len(), ..BatchReport::default() };
        Ok(Self { settings, worker, results, report, failure: None })
    }

    /// Works on all rows, and on those that wait for as long as patience lasts.
    pub(super) async fn run(mut self, rows: CheckedRows) -> Result<BatchReport, BatchStopped> {
        let ended = self.rounds(rows.spool).await;
        let finished = match &self.results {
            Some(results) => results.finish().await,
            None => Ok(()),
        };
        self.report.waiting_until = None;
        match ended.and(finished) {
            Ok(()) => Ok(self.report),
            Err(error) => Err(stopped(error, self.report)),
        }
    }

    async fn rounds(&mut self, first: SpoolWriter) -> Result<()> {
        let mut waiting = self.round(first).await?;
        let end = self.partner().clock().elapsed().saturating_add(self.settings.patience);
        while let Some(earliest) = waiting.earliest {
            let now = self.partner().clock().now();
            let pause = (earliest - now).to_std().unwrap_or_default();
            if self.partner().clock().elapsed().saturating_add(pause) > end {
                return self.give_up(waiting).await;
            }
            self.report.waiting_until = Some(earliest);
            (self.settings.on_progress)(&self.report);
            self.wait(pause).await?;
            self.report.waiting_until = None;
            waiting = self.round(waiting).await?;
        }
        Ok(())
    }

    async fn wait(&mut self, pause: Duration) -> Result<()> {
        let sleep = std::pin::pin!(self.partner().pause(pause));
        let cancelled = std::pin::pin!(self.settings.cancel.cancelled());
        match select(cancelled, sleep).await {
            Either::Left(_) => Err(Error::cancelled()),
            Either::Right(_) => Ok(()),
        }
    }

    /// Takes each row as far as it goes now; gives those that wait.
    async fn round(&mut self, rows: SpoolWriter) -> Result<SpoolWriter> {
        let mut waiting = SpoolWriter::new().map_err(|error| unspooled(&error))?;
        let rows = rows.reader().map_err(|error| unspooled(&error))?;
        let worker = self.worker.clone();
        let work = queued(rows, worker.clone()).map(move |row| {
            let worker = worker.clone();
            async move {
                match row {
                    Ok(row) => worker.work(row).await,
                    Err(error) => Outcome::Stop(Box::new(error)),
                }
            }
        });
        let mut work = std::pin::pin!(work.buffer_unordered(self.settings.concurrency));
        // Also after something has stopped it: what was sent is waited for.
        while let Some(outcome) = work.next().await {
            let kept = match outcome {
                Outcome::Done { result, earlier } => self.keep(&result, earlier).await,
                Outcome::Later(row) => waiting.push(&row).map_err(|error| unspooled(&error)),
                Outcome::Left => Ok(()),
                Outcome::Stop(error) => Err(*error),
            };
            if let Err(error) = kept {
                self.worker.stop.cancel();
                self.failure.get_or_insert(error);
            }
        }
        self.check_stopped()?;
        Ok(waiting)
    }

    /// Why the batch was stopped, if it was.
    fn check_stopped(&mut self) -> Result<()> {
        if let Some(lost) = self.worker.journal.lost() {
            return Err(lost.into());
        }
        match self.failure.take() {
            Some(error) => Err(error),
            None if self.worker.stop.is_cancelled() => Err(Error::cancelled()),
            None => Ok(()),
        }
    }

    async fn keep(&mut self, result: &RowResult, earlier: bool) -> Result<()> {
        self.report.count(result, earlier);
        (self.settings.on_row)(result);
        (self.settings.on_progress)(&self.report);
        match &mut self.results {
            Some(results) => results.add(result).await,
            None => Ok(()),
        }
    }

    /// Rows that nobody waits for any longer stay as they are.
    async fn give_up(&mut self, waiting: SpoolWriter) -> Result<()> {
        let mut rows = waiting.reader().map_err(|error| unspooled(&error))?;
        while let Some((row, rest)) = rows.next().await? {
            if let Some(last) = row.last {
                self.keep(&last, row.earlier).await?;
            }
            rows = rest;
        }
        Ok(())
    }

    fn partner(&self) -> &PartnerCenter {
        &self.settings.partner
    }
}

/// The rows of a file, until its end or until the batch is stopped.
fn queued(
    rows: SpoolReader,
    worker: Arc<RowWorker>,
) -> impl futures_util::Stream<Item = Result<Queued>> {
    stream::unfold(Some(rows), move |rows| {
        let is_stopped = worker.stop.is_cancelled();
        async move {
            match rows?.next().await {
                _ if is_stopped => None,
                Ok(next) => next.map(|(row, rest)| (Ok(row), Some(rest))),
                Err(error) => Some((Err(error), None)),
            }
        }
    })
}

pub(super) fn stopped(error: Error, report: BatchReport) -> BatchStopped {
    BatchStopped { error: Box::new(error), report: Box::new(report) }
}
