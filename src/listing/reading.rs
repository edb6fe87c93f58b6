//! The way from page to page, the next fetched while one is used.

use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash, Hasher};
use std::sync::Arc;

use partner_center_api::support::UnreadableObject;

use super::ahead::Ahead;
use super::source::{Next, RawPage, Source};
use super::{Position, Start};
use crate::error::{Answered, Delivery, Error, Result, shown};

/// A list on its way from page to page.
pub(super) struct Reading<T> {
    source: Arc<dyn Source<T>>,
    at: Position,
    /// The page after the last one, asked for on a hint.
    ahead: Option<Ahead<T>>,
    /// Whether hints are followed: until one was wrong. A list that misleads once does so on
    /// every page, and each would be fetched for nothing.
    hints: bool,
    /// The hash of every start so far: one that comes again would lead round for ever.
    seen: HashSet<u64>,
    /// Why there is no way on from the last page, though it is not the end of the list.
    stuck: Option<&'static str>,
    /// The answer in which that page came.
    answered: Option<Answered>,
}

impl<T: Send + 'static> Reading<T> {
    pub(super) fn new(source: Arc<dyn Source<T>>, at: Position) -> Self {
        // A circle that ended an earlier reading is still one, unless its page leads on by now.
        let seen = at.back().map(hash).into_iter().collect();
        Self { source, at, ahead: None, hints: true, seen, stuck: None, answered: None }
    }

    /// Where it stands: where the page is that was fetched last, until the list goes on.
    pub(super) fn position(&self) -> &Position {
        &self.at
    }

    /// Fetches the page where it stands; none at the end of the list. The next one is asked for
    /// as well, where there is a hint.
    pub(super) async fn fetch(&mut self) -> Result<Option<Box<dyn RawPage<T>>>> {
        if self.at.is_end() {
            return match self.at.used() {
                0 => Ok(None),
                _ => Err(self.unusable("the list has fewer items than had been read of it before")),
            };
        }
        if let Some(why) = self.stuck {
            return Err(self.unusable(why));
        }
        self.answered = None;
        let start = self.at.page().clone();
        self.seen.insert(hash(&start));
        let raw = match self.ahead.take() {
            Some(ahead) if *ahead.start() == start => {
                let raw = ahead.raw().await;
                raw.ok_or_else(|| self.unusable("fetching it was given up"))??
            }
            _ => self.source.fetch(start).await?,
        };
        Ok(Some(self.hinted(raw)))
    }

    /// Fetches the same page once more, if what came could not be read and that is allowed.
    ///
    /// Of a large body only the ends have been looked at before; what is wrong in between may
    /// not be wrong the next time.
    pub(super) async fn fetch_again(&mut self, error: Error) -> Result<Box<dyn RawPage<T>>> {
        if !self.may_repeat(&error) {
            return Err(error);
        }
        self.ahead = None;
        let raw = self.source.fetch(self.at.page().clone()).await?;
        Ok(self.hinted(raw))
    }

    /// Whether the page may be fetched once more after `error`.
    pub(super) fn may_repeat(&self, error: &Error) -> bool {
        error.is_unreadable() && self.source.may_repeat()
    }

    fn hinted(&mut self, raw: Box<dyn RawPage<T>>) -> Box<dyn RawPage<T>> {
        self.answered = raw.answered().cloned();
        if self.hints
            && let Some(start) = raw.hint()
            && !self.seen.contains(&hash(&start))
        {
            self.ahead = Ahead::fetch(&*self.source, start);
        }
        raw
    }

    /// Tells items their numbers, where they want to know.
    pub(super) fn number(&self, items: &mut [T], before: u64) {
        self.source.number(items, before);
    }

    /// Goes on to where a page of `came` items leads.
    pub(super) fn go_on(&mut self, came: usize, next: Next) {
        let next = match next {
            Next::At(start) => start,
            Next::End => Start::End,
            Next::Lost(why) => {
                (self.stuck, self.ahead) = (Some(why), None);
                self.at = self.at.used_up(came, None);
                return;
            }
        };
        // The page that was read decides; what was fetched on a wrong hint is thrown away.
        if self.ahead.take_if(|ahead| *ahead.start() != next).is_some() {
            self.hints = false;
        }
        let leads_back = next != Start::End && self.seen.contains(&hash(&next));
        self.stuck = leads_back.then_some("its token leads back to a page that was read before");
        // Going on from the end of the page asks again where it leads, and repeats nothing.
        self.at = match leads_back {
            true => self.at.used_up(came, Some(next)),
            false => self.at.after(came, next),
        };
    }

    /// The error that stands in the place of an item that cannot be read.
    pub(super) fn odd(&self, mut object: UnreadableObject, number: u64) -> Error {
        object.set_number(number);
        let why = format!("item {number} cannot be read: {}", shown(object.error()));
        self.unusable(&why).with_item(object)
    }

    pub(super) fn unusable(&self, why: &str) -> Error {
        match &self.answered {
            Some(answered) => answered.unusable(Delivery::NotDone, why),
            None => Error::unusable(self.source.operation(), Delivery::NotDone, why),
        }
    }
}

fn hash(start: &Start) -> u64 {
    let mut hasher = DefaultHasher::new();
    start.hash(&mut hasher);
    hasher.finish()
}
