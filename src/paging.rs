//! Lists that come in pages, linked by a token.

use std::collections::HashSet;
use std::future::Future;

use futures::stream::{self, Stream, StreamExt, TryStreamExt};

use crate::types;
use crate::{Delivery, Error, Result};

/// The token of the next page: of the link where it carries one, else of the body.
///
/// The address of the link is not used: the service has been seen to write broken ones.
pub(crate) fn next_token(
    links: Option<&types::ResourceLinks>,
    in_body: Option<String>,
) -> Option<String> {
    links
        .and_then(|links| links.next.as_ref())
        .and_then(|next| {
            next.headers.iter().find(|header| {
                header
                    .key
                    .as_deref()
                    .is_some_and(|key| key.eq_ignore_ascii_case("MS-ContinuationToken"))
            })
        })
        .and_then(|header| header.value.clone())
        .or(in_body)
        .filter(|token| !token.is_empty())
}

/// The items of all pages, each page fetched when the one before is used up.
pub(crate) fn by_token<C, T, F, R>(
    operation: &'static str,
    context: C,
    page: F,
) -> impl Stream<Item = Result<T>> + Send + use<C, T, F, R>
where
    C: Clone + Send + 'static,
    T: Send + 'static,
    F: Fn(C, Option<String>) -> R + Send + 'static,
    R: Future<Output = Result<(Vec<T>, Option<String>)>> + Send + 'static,
{
    let start = (context, page, At::Page(None), HashSet::new());
    let pages = stream::try_unfold(start, move |(context, page, at, mut seen)| async move {
        let At::Page(token) = at else { return Ok(None) };
        let (items, next) = page(context.clone(), token).await?;
        let at = match next {
            None => At::End,
            Some(next) if !seen.insert(next.clone()) => {
                return Err(Error::unusable(
                    operation,
                    Delivery::NotDone,
                    "it repeats a page token, so there is no way to the rest of the list",
                ));
            }
            Some(next) => At::Page(Some(next)),
        };
        Ok(Some((items, (context, page, at, seen))))
    });
    pages.map_ok(|items| stream::iter(items).map(Ok)).try_flatten()
}

/// Where the next page starts, if there is one.
enum At {
    Page(Option<String>),
    End,
}
