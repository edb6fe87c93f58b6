//! The items of a page, one after the other.

use std::fmt;
use std::vec;

use bytes::Bytes;
use bytestring::ByteString;
use serde::de::{DeserializeOwned, Error as _};

use super::call_error::CallError;
use super::pull::{Course, PullUnion, find_list, without_items};
use super::reader::Reader;
use super::unreadable::{Unreadable, unreadable};

/// The items of a page, decoded as they are taken.
///
/// A page of thousands of items takes megabytes, which come and go faster one by one. The
/// outcome is that of decoding the page whole, but for a page that is not in order: its items
/// are given up to where it is not.
pub struct PageItems<P, I>(Box<dyn Steps<P, I> + Send>);

impl<P, I> PageItems<P, I> {
    /// The next item; none after the last.
    ///
    /// # Errors
    ///
    /// The page does not have the documented form. The error is the one of decoding it whole,
    /// and there are no more items. An item that does not decode is no error.
    pub fn next_item(&mut self) -> Result<Option<I>, CallError> {
        self.0.next_item()
    }

    /// The page without its items, once all of them have been taken.
    pub fn page(&self) -> Option<&P> {
        self.0.page()
    }
}

impl<P, I> fmt::Debug for PageItems<P, I> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("PageItems(..)")
    }
}

/// Where the items of a page are.
pub(crate) struct Place<P, I> {
    /// What the list is called.
    pub(crate) name: &'static str,
    /// How they are taken out of the page.
    pub(crate) take: fn(&mut P) -> Vec<I>,
}

trait Steps<P, I> {
    fn next_item(&mut self) -> Result<Option<I>, CallError>;

    fn page(&self) -> Option<&P>;
}

/// Begins to read the items of a page: checks that it is text, and no more, so that whoever
/// fetched it can do so without keeping others waiting.
pub(crate) fn page_items<P, U>(
    body: Bytes,
    note: Option<Unreadable>,
    place: Place<P, U>,
) -> PageItems<P, U>
where
    P: DeserializeOwned + Send + 'static,
    U: PullUnion<Kind: Send> + Send + 'static,
{
    let stage = match ByteString::try_from(body.clone()) {
        Ok(json) => Stage::Unread(json),
        Err(error) => Stage::Broken(Some((body, serde_json::Error::custom(error)))),
    };
    PageItems(Box::new(Reading { note, place, stage }))
}

struct Reading<P, U: PullUnion> {
    note: Option<Unreadable>,
    place: Place<P, U>,
    stage: Stage<P, U>,
}

enum Stage<P, U: PullUnion> {
    /// Nothing has been read.
    Unread(ByteString),
    /// Items are pulled out of the text.
    Pulling(Pulling<U>),
    /// serde has read the page, or what of it was left; these items are to be given.
    Read(P, vec::IntoIter<U>),
    /// The page is not in order; why, until it has been said.
    Broken(Option<(Bytes, serde_json::Error)>),
}

struct Pulling<U: PullUnion> {
    json: ByteString,
    /// Where the list begins, and where the next item stands.
    list: usize,
    next: usize,
    given: usize,
    course: Course<U>,
}

impl<P: DeserializeOwned, U: PullUnion> Stage<P, U> {
    fn start(json: ByteString, place: &Place<P, U>) -> Self {
        let mut reader = Reader::new(&json);
        let found = find_list(&mut reader, place.name).map(str::len);
        let next = reader.position();
        match found {
            Some(list) => {
                Self::Pulling(Pulling { json, list, next, given: 0, course: Course::default() })
            }
            None => Self::whole(json, 0, place),
        }
    }

    /// Has serde read all of the page, of which some items have been given.
    fn whole(json: ByteString, given: usize, place: &Place<P, U>) -> Self {
        match serde_json::from_str::<P>(&json) {
            Ok(mut page) => {
                let mut items = (place.take)(&mut page).into_iter();
                // What was pulled is what serde reads.
                items.by_ref().take(given).for_each(drop);
                Self::Read(page, items)
            }
            Err(error) => Self::Broken(Some((json.into_bytes(), error))),
        }
    }
}

impl<U: PullUnion> Pulling<U> {
    /// The next item; `None` where serde should look, or where there is none.
    fn item(&mut self) -> Option<U> {
        let mut reader = Reader::at(&self.json, self.next);
        let item = self.course.item(&mut reader)??;
        self.next = reader.position();
        self.given += 1;
        Some(item)
    }

    /// The page without its items, behind the last of them.
    fn rest<P: DeserializeOwned>(&self) -> Option<P> {
        let before = self.json.get(..self.list)?;
        let page = without_items(before, &Reader::at(&self.json, self.next));
        self.course.is_ended().then(|| serde_json::from_str(&page).ok()).flatten()
    }
}

impl<P: DeserializeOwned, U: PullUnion> Steps<P, U> for Reading<P, U> {
    fn next_item(&mut self) -> Result<Option<U>, CallError> {
        if let Stage::Unread(json) = &mut self.stage {
            self.stage = Stage::start(std::mem::take(json), &self.place);
        }
        if let Stage::Pulling(pulling) = &mut self.stage {
            let item = pulling.item();
            // Behind the last item, and where there was none to pull.
            if item.is_none() || pulling.course.is_ended() {
                self.stage = match pulling.rest() {
                    Some(page) => Stage::Read(page, Vec::new().into_iter()),
                    None => {
                        let (json, given) = (std::mem::take(&mut pulling.json), pulling.given);
                        Stage::whole(json, given, &self.place)
                    }
                };
            }
            if item.is_some() {
                return Ok(item);
            }
        }
        match &mut self.stage {
            Stage::Read(_, items) => Ok(items.next()),
            Stage::Broken(why) => match why.take() {
                Some((body, error)) => Err(unreadable(self.note.take(), body, error)),
                None => Ok(None),
            },
            Stage::Unread(_) | Stage::Pulling(_) => Ok(None),
        }
    }

    fn page(&self) -> Option<&P> {
        match &self.stage {
            Stage::Read(page, items) if items.len() == 0 => Some(page),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::{InvoiceLineItem, InvoiceLineItemCollection};

    const PAGE: &str = r#"{"totalCount": 3, "items": [
        {"skuId": "0001", "attributes": {"objectType": "OneTimeInvoiceLineItem"}},
        {"skuId": "0002", "attributes": {"objectType": "OneTimeInvoiceLineItem"}} ,
        {"skuId": 3, "subtotal": "1.50", "attributes": {"objectType": "OneTimeInvoiceLineItem"}}
    ], "continuationToken": "abc"}"#;

    /// Takes all items; what is left of the page, or what is wrong with it.
    fn take(
        body: impl Into<Bytes>,
    ) -> (Vec<InvoiceLineItem>, Result<InvoiceLineItemCollection, String>) {
        let place = Place {
            name: "items",
            take: |page: &mut InvoiceLineItemCollection| std::mem::take(&mut page.items),
        };
        let mut items = page_items(body.into(), None, place);
        let mut taken = Vec::new();
        let outcome = loop {
            match items.next_item() {
                Ok(Some(item)) => taken.push(item),
                Ok(None) => break Ok(items.page().cloned().expect("all have been taken")),
                Err(CallError::Unreadable { error, .. }) => break Err(error.to_string()),
                Err(error) => panic!("{error:?}"),
            }
        };
        if outcome.is_err() {
            assert!(items.next_item().unwrap().is_none() && items.page().is_none());
        }
        (taken, outcome)
    }

    /// Takes the items and compares them with the page read whole.
    #[track_caller]
    fn check(json: &str) {
        let (taken, outcome) = take(json.to_owned());
        match (outcome, serde_json::from_str::<InvoiceLineItemCollection>(json)) {
            (Ok(rest), Ok(whole)) => {
                assert_eq!(taken, whole.items, "{json}");
                assert_eq!(
                    rest,
                    InvoiceLineItemCollection { items: Vec::new(), ..whole },
                    "{json}"
                );
            }
            (Err(error), Err(expected)) => assert_eq!(error, expected.to_string(), "{json}"),
            (outcome, whole) => panic!("{outcome:?} instead of {whole:?} for {json}"),
        }
    }

    #[test]
    fn one_by_one_they_are_those_of_the_whole_page() {
        check(PAGE);
        check(r#"{"items":[]}"#);
        check(r#" { "items" : [ ] , "totalCount" : 0 } "#);
        check(r#"{"continuationToken":"a","items":[{},{"a":1},{"skuId":"1"}]}"#);
        check(r#"{"totalCount":1,"Items":[{"SkuId":"1"}]}"#);
        check(r#"{"items":null}"#);
        check("{}");
    }

    #[test]
    fn a_page_that_is_not_in_order_gives_its_error_once() {
        for json in [
            "",
            "[]",
            "{} {}",
            r#"{"items":[{},]}"#,
            r#"{"items":[{}}"#,
            r#"{"items":[{}]} x"#,
            r#"{"items":[{}],"items":[{}]}"#,
            r#"{"items":[{}],"totalCount":"many"}"#,
        ] {
            check(json);
        }
    }

    #[test]
    fn a_page_that_breaks_off_gives_what_it_has_and_then_the_error() {
        for end in 0..PAGE.len() {
            check(&PAGE[..end]);
        }
        let (taken, outcome) = take(&PAGE.as_bytes()[..PAGE.len() - 20]);
        assert_eq!(taken.len(), 3);
        assert!(outcome.unwrap_err().starts_with("EOF while parsing"));
    }

    #[test]
    fn what_is_no_text_is_refused() {
        let (taken, outcome) = take(&b"{\"items\":[{\"skuId\":\"\xff\"}]}"[..]);
        assert!(taken.is_empty());
        let message = outcome.unwrap_err();
        assert!(
            message.starts_with("invalid utf-8 sequence of 1 bytes from index 20"),
            "{message}"
        );
    }
}
