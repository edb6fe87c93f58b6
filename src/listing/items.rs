//! The items of a list, one after the other.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use futures_util::stream::Stream;
use partner_center_api::support::BoxFuture;
use tokio::task::coop::poll_proceed;

use super::Position;
use super::reading::Reading;
use super::source::{OpenPage, RawPage};
use crate::error::{Error, Result};

/// The items of a list. Pages are fetched as they are needed, the next one while the items of
/// this one are used.
///
/// A page that turns out to be damaged is fetched once more, and gone on with after the items
/// that were given. An item that cannot be read is an error in its place, which
/// [has the item](Error::unreadable_item); the next items follow it. After any other error there
/// are no more; go on from [`position`](Self::position), which repeats no item and leaves out none.
///
/// ```no_run
/// use futures::TryStreamExt;
/// use partner_center::{PartnerCenter, listing::Position};
///
/// # async fn names(partner: PartnerCenter, stored: Option<Position>) -> partner_center::Result<()> {
/// let mut list = partner.customers();
/// if let Some(position) = stored {
///     list = list.starting_at(position)?;
/// }
/// let mut customers = list.items();
/// while let Some(customer) = customers.try_next().await? {
///     println!("{}: {:?}", customers.position().items_before(), customer.id);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Items<T> {
    stage: Stage<T>,
    /// After the items that were given.
    position: Position,
}

enum Stage<T> {
    /// Between two pages.
    Fetching(BoxFuture<'static, Result<Option<Opened<T>>>>),
    /// On a page.
    Open(Box<Opened<T>>),
    /// At the end, or behind an error.
    Over,
}

/// A page, and the way onward.
struct Opened<T> {
    page: Box<dyn OpenPage<T>>,
    reading: Reading<T>,
    /// How many items of the page have been taken.
    taken: usize,
    /// Whether it has been fetched for the second time.
    again: bool,
}

impl<T: Send + 'static> Items<T> {
    pub(super) fn new(reading: Reading<T>) -> Self {
        Self { position: reading.position().clone(), stage: Stage::fetch(reading) }
    }
}

impl<T> Items<T> {
    /// Where to go on later, after the items given so far; before the first, where the
    /// reading begins. Its [`items_before`](Position::items_before) is the number that the
    /// latest item has in the list.
    pub fn position(&self) -> &Position {
        &self.position
    }
}

impl<T: Send + 'static> Stage<T> {
    fn fetch(reading: Reading<T>) -> Self {
        Self::Fetching(Box::pin(open(reading)))
    }
}

/// Fetches a page, and passes over what was used of it before.
async fn open<T: Send + 'static>(mut reading: Reading<T>) -> Result<Option<Opened<T>>> {
    let Some(raw) = reading.fetch().await? else { return Ok(None) };
    let used = reading.position().used();
    match pass_over(raw, used) {
        Ok((page, taken)) => Ok(Some(Opened { page, reading, taken, again: false })),
        Err(error) => open_again(reading, used, error).await,
    }
}

/// Fetches the page once more after `error`, and passes over what was used of it.
async fn open_again<T: Send + 'static>(
    mut reading: Reading<T>,
    used: usize,
    error: Error,
) -> Result<Option<Opened<T>>> {
    let (page, taken) = pass_over(reading.fetch_again(error).await?, used)?;
    Ok(Some(Opened { page, reading, taken, again: true }))
}

fn pass_over<T>(raw: Box<dyn RawPage<T>>, used: usize) -> Result<(Box<dyn OpenPage<T>>, usize)> {
    let mut page = raw.open()?;
    let mut taken = 0;
    while taken < used && (page.odd().is_some() || page.item()?.is_some()) {
        taken += 1;
    }
    Ok((page, taken))
}

impl<T: Send + 'static> Items<T> {
    /// The next item of the page that is open, or the error in its place; none at its end, or where
    /// it has to be fetched once more.
    fn item(&mut self) -> Result<Option<Result<T>>> {
        let Stage::Open(opened) = &mut self.stage else { return Ok(None) };
        if let Some(object) = opened.page.odd() {
            opened.taken += 1;
            self.position.use_one();
            let error = opened.reading.odd(object, self.position.items_before());
            self.go_on();
            return Ok(Some(Err(error)));
        }
        let mut item = match opened.page.item() {
            Err(error) if !opened.again && opened.reading.may_repeat(&error) => {
                let used = self.position.used();
                if let Stage::Open(opened) = std::mem::replace(&mut self.stage, Stage::Over) {
                    self.stage = Stage::Fetching(Box::pin(open_again(opened.reading, used, error)));
                }
                return Ok(None);
            }
            item => item?,
        };
        if let Some(item) = &mut item {
            opened.reading.number(std::slice::from_mut(item), self.position.items_before());
            opened.taken += 1;
            self.position.use_one();
        }
        self.go_on();
        Ok(item.map(Ok))
    }

    /// Goes on to the next page after the last item of one: with that item, so that a position
    /// never stands behind it on the page.
    fn go_on(&mut self) {
        let Stage::Open(opened) = &mut self.stage else { return };
        if let Some(next) = opened.page.next() {
            opened.reading.go_on(opened.taken, next);
            self.position.clone_from(opened.reading.position());
            if let Stage::Open(opened) = std::mem::replace(&mut self.stage, Stage::Over) {
                self.stage = Stage::fetch(opened.reading);
            }
        }
    }
}

impl<T: Send + Unpin + 'static> Stream for Items<T> {
    type Item = Result<T>;

    fn poll_next(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        // A page has thousands of items ready, between which others shall have their turn.
        let turn = ready!(poll_proceed(context));
        loop {
            let outcome = match &mut this.stage {
                Stage::Fetching(fetching) => match ready!(fetching.as_mut().poll(context)) {
                    Ok(Some(opened)) => {
                        this.stage = Stage::Open(Box::new(opened));
                        continue;
                    }
                    Ok(None) => Ok(None),
                    Err(error) => Err(error),
                },
                Stage::Open(_) => match this.item() {
                    Ok(None) => continue,
                    outcome => outcome,
                },
                Stage::Over => Ok(None),
            };
            turn.made_progress();
            return Poll::Ready(match outcome {
                Ok(Some(item)) => Some(item),
                end => {
                    this.stage = Stage::Over;
                    end.err().map(Err)
                }
            });
        }
    }
}

impl<T> fmt::Debug for Items<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Items").field(self.position()).finish()
    }
}
