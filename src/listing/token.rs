//! The token of the next page, wherever a page carries it.

use partner_center_api::types;

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
        .filter(|token| !token.is_empty())
        .or(in_body)
        .filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[track_caller]
    fn check(links: serde_json::Value, in_body: Option<&str>, token: Option<&str>) {
        let links: types::ResourceLinks = serde_json::from_value(links).unwrap();
        assert_eq!(next_token(Some(&links), in_body.map(str::to_owned)).as_deref(), token);
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
            check(json!({ "next": { "headers": headers } }), None, None);
        }
    }

    #[test]
    fn nothing_is_the_end() {
        check(json!({}), None, None);
        check(json!({}), Some(""), None);
    }
}
