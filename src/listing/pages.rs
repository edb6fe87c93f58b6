//! The pages of a list, one used while the next is on its way.

use std::collections::HashSet;
use std::fmt;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use futures::stream::{self, Stream};
use tokio::task::JoinHandle;

use super::source::{Decoded, RawPage, Source};
use super::{Position, Start};
use crate::{Delivery, Error, Result};

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its items. Where the reading began in the middle of the page, those that had been
    /// used before are left out.
    pub items: Vec<T>,
    /// Where this page stands, without the items left out.
    pub position: Position,
    /// Where the next page stands; at the end of the list, its end.
    pub next: Position,
}

/// The pages of a list, fetched as they are asked for.
///
/// After an error there are no more; begin again from the last page's `next`.
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T>(Pin<Box<dyn Stream<Item = Result<Page<T>>> + Send>>);

impl<T: Send + 'static> Pages<T> {
    pub(super) fn new(source: Arc<dyn Source<T>>, at: Position) -> Self {
        let reading = Reading { source, at, ahead: None, seen: HashSet::new() };
        Self(Box::pin(stream::try_unfold(reading, Reading::next)))
    }
}

impl<T> Stream for Pages<T> {
    type Item = Result<Page<T>>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0.as_mut().poll_next(context)
    }
}

impl<T> fmt::Debug for Pages<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Pages(..)")
    }
}

struct Reading<T> {
    source: Arc<dyn Source<T>>,
    at: Position,
    /// The page after the last one, asked for on a hint.
    ahead: Option<Ahead<T>>,
    /// The hash of every start so far: one that comes again would lead round for ever.
    seen: HashSet<u64>,
}

impl<T: Send + 'static> Reading<T> {
    async fn next(mut self) -> Result<Option<(Page<T>, Self)>> {
        if self.at.is_end() {
            return Ok(None);
        }
        let start = self.at.page().clone();
        if !self.seen.insert(hash(&start)) {
            return Err(self.unusable("it leads back to a page that was read before"));
        }
        let raw = match self.ahead.take() {
            // The page that was read decides where to go on; a wrong hint is thrown away.
            Some(ahead) if ahead.start == start => ahead.raw().await?,
            _ => self.source.fetch(start).await?,
        };
        self.ahead = raw.hint().map(|start| Ahead::fetch(&*self.source, start));
        let Decoded { mut items, next } = match spawn_decode(raw).await {
            Ok(decoded) => decoded?,
            Err(_) => return Err(self.unusable("reading the page was given up")),
        };
        let position = self.at.clone();
        items.drain(..position.used().min(items.len()));
        self.at = position.at_page(next.unwrap_or(Start::End));
        Ok(Some((Page { items, position, next: self.at.clone() }, self)))
    }

    fn unusable(&self, why: &str) -> Error {
        Error::unusable(self.source.operation(), Delivery::NotDone, why)
    }
}

fn hash(start: &Start) -> u64 {
    let mut hasher = DefaultHasher::new();
    start.hash(&mut hasher);
    hasher.finish()
}

/// Reads a page on a thread of its own: it takes milliseconds, in which others can work.
fn spawn_decode<T: Send + 'static>(raw: Box<dyn RawPage<T>>) -> JoinHandle<Result<Decoded<T>>> {
    tokio::task::spawn_blocking(move || raw.decode())
}

/// A page that is being fetched ahead. Dropping it stops the fetching.
struct Ahead<T> {
    start: Start,
    task: Option<JoinHandle<Result<Box<dyn RawPage<T>>>>>,
}

impl<T: Send + 'static> Ahead<T> {
    fn fetch(source: &dyn Source<T>, start: Start) -> Self {
        let fetching = source.fetch(start.clone());
        Self { start, task: Some(tokio::spawn(fetching)) }
    }

    async fn raw(mut self) -> Result<Box<dyn RawPage<T>>> {
        match self.task.as_mut() {
            Some(task) => task.await.unwrap_or_else(|_| {
                Err(Error::invalid("page", "fetching it was stopped with the runtime"))
            }),
            None => Err(Error::invalid("page", "it was fetched before")),
        }
    }
}

impl<T> Drop for Ahead<T> {
    fn drop(&mut self) {
        if let Some(task) = &self.task {
            task.abort();
        }
    }
}
