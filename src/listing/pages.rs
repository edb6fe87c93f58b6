//! The pages of a list, one used while the next is on its way.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use futures_util::stream::{self, Stream};
use partner_center_api::support::UnreadableObject;

use super::Position;
use super::reading::Reading;
use super::source::{Decoded, RawPage};
use crate::clock::blocking::blocking;
use crate::error::Result;

/// One page of a list.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct Page<T> {
    /// Its items. Where the reading began in the middle of the page, those that had been
    /// used before are left out; there may be none left.
    pub items: Vec<T>,
    /// Items among them that cannot be read, as they came, each with its number in the list.
    pub unreadable: Vec<UnreadableObject>,
    /// Where this page stands, after the items left out. The number of its first item in the
    /// list is one more than [`items_before`](Position::items_before).
    pub position: Position,
    /// Where the next page stands; at the end of the list, its end.
    pub next: Position,
}

/// The pages of a list, fetched as they are asked for.
///
/// After an error there are no more; begin again from the last page's `next`.
///
/// ```no_run
/// use partner_center::external::futures::TryStreamExt;
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let mut pages = partner.customers().pages();
/// while let Some(page) = pages.try_next().await? {
///     println!("{} customers, then on at {:?}", page.items.len(), page.next);
/// }
/// # Ok(())
/// # }
/// ```
#[must_use = "a stream does nothing until it is polled"]
pub struct Pages<T>(Pin<Box<dyn Stream<Item = Result<Page<T>>> + Send>>);

impl<T: Send + 'static> Pages<T> {
    pub(super) fn new(reading: Reading<T>) -> Self {
        Self(Box::pin(stream::try_unfold(reading, next)))
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

/// Fetches a page and reads it whole.
async fn next<T: Send + 'static>(mut reading: Reading<T>) -> Result<Option<(Page<T>, Reading<T>)>> {
    let Some(raw) = reading.fetch().await? else { return Ok(None) };
    let Decoded { mut items, mut odd, next } = match decode(&reading, raw).await {
        Ok(decoded) => decoded,
        Err(error) => {
            let raw = reading.fetch_again(error).await?;
            decode(&reading, raw).await?
        }
    };
    let (came, position) = (items.len() + odd.len(), reading.position().clone());
    let used = position.used().min(came);
    let used_odd = odd.iter().take_while(|(before, _)| *before < used).count();
    odd.drain(..used_odd);
    items.drain(..used - used_odd);
    reading.number(&mut items, position.items_before());
    let unreadable = odd.into_iter().map(|(before, mut object)| {
        object.set_number(position.number_on_page(before));
        object
    });
    let unreadable = unreadable.collect();
    reading.go_on(came, next);
    let page = Page { items, unreadable, position, next: reading.position().clone() };
    Ok(Some((page, reading)))
}

/// Reads a page, on a thread of its own: it takes milliseconds, in which others can work.
async fn decode<T: Send + 'static>(
    reading: &Reading<T>,
    raw: Box<dyn RawPage<T>>,
) -> Result<Decoded<T>> {
    let decoded = blocking(move || raw.decode()).await;
    decoded.ok_or_else(|| reading.unusable("reading it was given up"))?
}

#[cfg(test)]
mod tests {
    use std::sync::{Arc, Condvar, Mutex};
    use std::time::Duration;

    use futures::{StreamExt, TryStreamExt};
    use partner_center_api::support::BoxFuture;

    use super::super::source::{Next, OpenPage, Ready, Source};
    use super::super::{Items, Start};
    use super::*;
    use crate::error::{Answered, Delivery, Error};

    /// A list in which page `t` has the item `t`.
    #[derive(Default)]
    struct Pager {
        /// By page: its hint, and where it really leads.
        pages: Vec<(Option<&'static str>, Option<&'static str>)>,
        asked: Mutex<Vec<String>>,
        asks: Condvar,
    }

    #[derive(Clone)]
    struct Paged(Arc<Pager>);

    struct Raw {
        pager: Arc<Pager>,
        at: usize,
    }

    fn token(start: &Start) -> &str {
        match start {
            Start::Beginning => "0",
            Start::Token(token) => token,
            _ => panic!("{start:?}"),
        }
    }

    impl Source<usize> for Paged {
        fn name(&self) -> &str {
            "pages"
        }

        fn operation(&self) -> &'static str {
            "listPages"
        }

        fn fetch(&self, start: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<usize>>>> {
            let pager = self.0.clone();
            Box::pin(async move {
                let token = token(&start).to_owned();
                pager.asked.lock().unwrap().push(token.clone());
                pager.asks.notify_all();
                match token.parse() {
                    Ok(at) => Ok(Box::new(Raw { pager, at }) as Box<dyn RawPage<usize>>),
                    Err(_) => Err(Error::invalid("token", format!("`{token}` is none"))),
                }
            })
        }
    }

    impl RawPage<usize> for Raw {
        fn hint(&self) -> Option<Start> {
            self.pager.pages[self.at].0.map(|token| Start::Token(token.to_owned()))
        }

        fn answered(&self) -> Option<&Answered> {
            None
        }

        /// Takes until the page of the hint was asked for.
        fn decode(self: Box<Self>) -> Result<Decoded<usize>> {
            let (hint, next) = self.pager.pages[self.at];
            if let Some(hint) = hint.filter(|hint| hint.ends_with('!') || Some(*hint) == next) {
                let asked = self.pager.asked.lock().unwrap();
                let missing = |asked: &mut Vec<String>| !asked.iter().any(|token| token == hint);
                let (_asked, waited) = self
                    .pager
                    .asks
                    .wait_timeout_while(asked, Duration::from_secs(60), missing)
                    .unwrap();
                assert!(!waited.timed_out(), "{hint} was never asked for");
            }
            let next = Next::from(next.map(|token| Start::Token(token.to_owned())));
            Ok(Decoded { items: vec![self.at], odd: Vec::new(), next })
        }

        fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<usize>>> {
            Box::new(Ready { page: self.decode()?, answered: None }).open()
        }
    }

    fn paged(pages: &[(Option<&'static str>, Option<&'static str>)]) -> Paged {
        Paged(Arc::new(Pager { pages: pages.to_vec(), ..Pager::default() }))
    }

    fn read(list: &Paged) -> Pages<usize> {
        Pages::new(Reading::new(Arc::new(list.clone()), Position::start("pages")))
    }

    #[track_caller]
    fn check(list: &Paged, asked: &[&str]) {
        assert_eq!(*list.0.asked.lock().unwrap(), asked);
    }

    #[tokio::test]
    async fn a_right_hint_saves_the_wait_and_asks_once() {
        let list = paged(&[
            (Some("1"), Some("1")),
            (Some("2"), Some("2")),
            (None, Some("3")),
            (None, None),
        ]);
        let pages: Vec<_> = read(&list).try_collect().await.unwrap();
        assert_eq!(pages.iter().flat_map(|page| &page.items).collect::<Vec<_>>(), [&0, &1, &2, &3]);
        check(&list, &["0", "1", "2", "3"]);
    }

    #[tokio::test]
    async fn the_failure_of_a_wrong_hint_is_nobodys_and_no_further_hint_is_followed() {
        let list = paged(&[(Some("a!"), Some("1")), (Some("b"), Some("2")), (Some("c"), None)]);
        let pages: Vec<_> = read(&list).try_collect().await.unwrap();
        assert_eq!(pages.iter().flat_map(|page| &page.items).collect::<Vec<_>>(), [&0, &1, &2]);
        check(&list, &["0", "a!", "1", "2"]);
    }

    #[tokio::test]
    async fn a_hint_on_the_last_page_leads_nowhere() {
        let list = paged(&[(Some("a!"), None)]);
        assert_eq!(read(&list).try_collect::<Vec<_>>().await.unwrap().len(), 1);
        check(&list, &["0", "a!"]);
    }

    #[tokio::test]
    async fn a_hint_back_is_not_followed() {
        let list = paged(&[(Some("1"), Some("1")), (Some("1"), None)]);
        assert_eq!(read(&list).try_collect::<Vec<_>>().await.unwrap().len(), 2);
        check(&list, &["0", "1"]);
    }

    #[tokio::test]
    async fn the_failure_of_a_right_hint_comes_after_the_page_before_it() {
        let list = paged(&[(Some("a!"), Some("a!"))]);
        let mut pages = read(&list);
        let page = pages.next().await.unwrap().unwrap();
        assert_eq!((page.items.len(), token(page.next.page())), (1, "a!"));
        let error = pages.next().await.unwrap().unwrap_err();
        assert_eq!(error.to_string(), "token: `a!` is none");
        assert!(pages.next().await.is_none());
        check(&list, &["0", "a!"]);
    }

    #[tokio::test]
    async fn what_cannot_be_read_is_fetched_once_more_unless_that_is_forbidden() {
        struct Broken(bool, Arc<Mutex<usize>>);
        struct Nothing;
        impl RawPage<usize> for Nothing {
            fn hint(&self) -> Option<Start> {
                None
            }
            fn answered(&self) -> Option<&Answered> {
                None
            }
            fn decode(self: Box<Self>) -> Result<Decoded<usize>> {
                Err(Error::unusable("listPages", Delivery::NotDone, "it is torn"))
            }
            fn open(self: Box<Self>) -> Result<Box<dyn OpenPage<usize>>> {
                Box::new(Ready { page: self.decode()?, answered: None }).open()
            }
        }
        impl Source<usize> for Broken {
            fn name(&self) -> &str {
                "pages"
            }
            fn operation(&self) -> &'static str {
                "listPages"
            }
            fn may_repeat(&self) -> bool {
                self.0
            }
            fn fetch(&self, _: Start) -> BoxFuture<'static, Result<Box<dyn RawPage<usize>>>> {
                *self.1.lock().unwrap() += 1;
                Box::pin(async { Ok(Box::new(Nothing) as Box<dyn RawPage<usize>>) })
            }
        }
        for (may_repeat, fetched) in [(true, 2), (false, 1)] {
            let count = Arc::new(Mutex::new(0));
            let source = Arc::new(Broken(may_repeat, count.clone()));
            let reading = || Reading::new(source.clone(), Position::start("pages"));
            let error = Pages::new(reading()).try_next().await.unwrap_err();
            assert_eq!(error.to_string(), "listPages: the answer could not be used, it is torn");
            assert_eq!(*count.lock().unwrap(), fetched);
            let error = Items::new(reading()).try_next().await.unwrap_err();
            assert!(error.is_unreadable(), "{error}");
            assert_eq!(*count.lock().unwrap(), 2 * fetched);
        }
    }
}
