//! The token of the next page, wherever a page carries it.

use partner_center_api::types;

use super::Start;
use super::source::Next;

/// Where a page leads by token: that of the link where it carries one, else that of the body.
///
/// The address of the link is not used: the service has been seen to write broken ones. Nor is a
/// link without a token taken for the end.
pub(crate) fn next_by_token(links: Option<&types::ResourceLinks>, in_body: Option<String>) -> Next {
    let link = links.and_then(|links| links.next.as_ref());
    let token = link
        .and_then(|next| {
            next.headers.iter().find(|header| {
                header
                    .key
                    .as_deref()
                    .is_some_and(|key| key.eq_ignore_ascii_case("MS-ContinuationToken"))
            })
        })
        .and_then(|header| header.value.clone())
        .filter(|token| !token.trim().is_empty())
        .or(in_body)
        .filter(|token| !token.trim().is_empty());
    match (token, link) {
        (Some(token), _) => Next::At(Start::Token(token)),
        (None, Some(_)) => Next::Lost(
            "it links to a next page without a continuation token, so the rest of the list cannot \
             be asked for",
        ),
        (None, None) => Next::End,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(links: serde_json::Value, in_body: Option<&str>, token: Option<&str>) {
        let token = token.map(|token| Start::Token(token.to_owned()));
        assert_eq!(next(links, in_body), Next::from(token));
    }

    fn next(links: serde_json::Value, in_body: Option<&str>) -> Next {
        let links: types::ResourceLinks = serde_json::from_value(links).unwrap();
        next_by_token(Some(&links), in_body.map(str::to_owned))
    }

    #[test]
    fn the_link_comes_before_the_body() {
        let link = json!({ "next": { "headers": [
            { "key": "Accept", "value": "no" },
            { "key": "ms-continuationtoken", "value": "of-the-link" },
        ]}});
        check(link.clone(), Some("of-the-body"), Some("of-the-link"));
        check(link, None, Some("of-the-link"));
    }

    #[test]
    fn without_a_token_in_the_link_the_body_has_it() {
        check(
            json!({ "next": { "uri": "/customers?size=2?seekOperation=Next" } }),
            Some("b"),
            Some("b"),
        );
        check(json!({}), Some("b"), Some("b"));
    }

    #[test]
    fn an_empty_token_in_the_link_does_not_hide_that_of_the_body() {
        for value in [json!(""), json!(null)] {
            let headers = json!([{ "key": "MS-ContinuationToken", "value": value }]);
            check(json!({ "next": { "headers": headers } }), Some("b"), Some("b"));
        }
    }

    #[test]
    fn a_link_without_a_token_is_no_end() {
        for headers in [
            json!([]),
            json!([{ "key": "Accept", "value": "x" }]),
            json!([{ "key": "MS-ContinuationToken", "value": "" }]),
            json!([{ "key": "MS-ContinuationToken", "value": null }]),
        ] {
            for in_body in [None, Some(""), Some(" ")] {
                let links = json!({ "next": { "uri": "/customers", "headers": headers } });
                assert!(matches!(next(links, in_body), Next::Lost(_)), "{headers}");
            }
        }
    }

    #[test]
    fn nothing_is_the_end() {
        check(json!({}), None, None);
        check(json!({}), Some(""), None);
    }
}
