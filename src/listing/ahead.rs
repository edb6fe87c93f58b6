//! A page that is fetched before it is needed.

use tokio::runtime::Handle;
use tokio::task::JoinHandle;
use tracing::Instrument;

use super::Start;
use super::source::{RawPage, Source};
use crate::error::Result;

/// A page that is being fetched ahead. Dropping it stops the fetching.
pub(super) struct Ahead<T> {
    start: Start,
    task: JoinHandle<Result<Box<dyn RawPage<T>>>>,
}

impl<T: Send + 'static> Ahead<T> {
    /// Begins to fetch it, where there is a runtime to do so beside other work.
    pub(super) fn fetch(source: &dyn Source<T>, start: Start) -> Option<Self> {
        let runtime = Handle::try_current().ok()?;
        let fetching = source.fetch(start.clone()).in_current_span();
        Some(Self { start, task: runtime.spawn(fetching) })
    }

    /// The page; `None` where the runtime stopped before it came.
    pub(super) async fn raw(mut self) -> Option<Result<Box<dyn RawPage<T>>>> {
        (&mut self.task).await.ok()
    }
}

impl<T> Ahead<T> {
    /// Where it starts.
    pub(super) fn start(&self) -> &Start {
        &self.start
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        self.task.abort();
    }
}
