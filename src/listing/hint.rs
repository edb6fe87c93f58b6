//! A look at both ends of a page, for the token of the next one.

/// How far from an end of a page its token can stand.
const REACH: usize = 16 * 1024;

/// The continuation token at an end of a body, if it is there to be seen.
///
/// It makes it possible to ask for the next page before this one is read. A hint and no
/// more: something that looks like a token can stand in an item, so the page that was read
/// decides, and what was fetched for a wrong hint is thrown away.
pub(crate) fn continuation_token(body: &[u8]) -> Option<String> {
    let tail = &body[body.len().saturating_sub(REACH)..];
    // As of the page that was read, the token of the link comes first.
    in_link(tail).or_else(|| in_body(tail)).or_else(|| {
        let head = &body[..body.len().min(REACH)];
        let items = head.windows(7).position(|name| name.eq_ignore_ascii_case(b"\"items\""))?;
        in_body(&head[..items])
    })
}

/// What comes before the token among the headers of a link.
const LINK: &[u8] = b"\"MS-ContinuationToken\"";
/// What comes before the token beside the items.
const BODY: &[u8] = b"\"continuationToken\"";

/// The token among the headers of a link.
fn in_link(text: &[u8]) -> Option<String> {
    const VALUE: &[u8] = b"\"value\"";
    let after = text[last(text, LINK)? + LINK.len()..].trim_ascii_start();
    let key = after.strip_prefix(b",")?.trim_ascii_start();
    key.get(..VALUE.len()).filter(|key| key.eq_ignore_ascii_case(VALUE))?;
    value(&key[VALUE.len()..])
}

/// The token beside the items.
fn in_body(text: &[u8]) -> Option<String> {
    value(&text[last(text, BODY)? + BODY.len()..])
}

/// Where the last such words begin.
fn last(text: &[u8], words: &[u8]) -> Option<usize> {
    text.windows(words.len()).rposition(|window| window.eq_ignore_ascii_case(words))
}

/// The text after a colon.
fn value(text: &[u8]) -> Option<String> {
    let value = text.trim_ascii_start().strip_prefix(b":")?;
    let mut values = serde_json::Deserializer::from_slice(value).into_iter::<Option<String>>();
    values.next()?.ok()?.filter(|token| !token.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(body: &str, token: Option<&str>) {
        assert_eq!(continuation_token(body.as_bytes()).as_deref(), token);
    }

    #[test]
    fn the_token_is_seen_wherever_it_stands_at_the_end() {
        check(r#"{"items":[],"continuationToken":"abc"}"#, Some("abc"));
        check("{\"items\":[],\n \"ContinuationToken\" : \"a\\\"b\" , \"x\": 1}", Some("a\"b"));
        let long =
            format!("{{\"items\":[\"{}\"],\"continuationToken\":\"z\"}}", "x".repeat(99_999));
        check(&long, Some("z"));
    }

    #[test]
    fn the_token_is_seen_before_the_items() {
        let items = "x".repeat(99_999);
        let page = format!(r#"{{"continuationToken":"abc","items":["{items}"],"links":{{}}}}"#);
        check(&page, Some("abc"));
        let page = format!(r#"{{"items":[{{"continuationToken":"abc","text":"{items}"}}]}}"#);
        check(&page, None);
    }

    #[test]
    fn the_token_of_the_link_comes_before_that_of_the_body() {
        let link = |token| {
            format!(
                r#""links":{{"next":{{"headers":[{{"key":"ms-continuationtoken", "value" : "{token}"}}]}}}}"#
            )
        };
        let body = |token| format!(r#""ContinuationToken":"{token}""#);
        for (ends, token) in [
            ([link("a"), body("")], "a"),
            ([body("b"), link("a")], "a"),
            ([link("a"), body("b")], "a"),
            ([link(""), body("b")], "b"),
            ([body("b"), link("a").replace("value", "values")], "b"),
        ] {
            check(&format!(r#"{{"items":[],{}}}"#, ends.join(",")), Some(token));
        }
    }

    #[test]
    fn the_last_one_counts() {
        check(r#"{"items":[{"continuationToken":"no"}],"continuationToken":"yes"}"#, Some("yes"));
    }

    #[test]
    fn what_is_no_token_is_none() {
        for body in [
            "",
            "{}",
            r#"{"continuationToken":null}"#,
            r#"{"continuationToken":""}"#,
            r#"{"continuationToken":"#,
            r#"{"continuationToken":7}"#,
            r#"{"continuationToken":"cut"#,
            r#"{"key":"MS-ContinuationToken""#,
            r#"{"key":"MS-ContinuationToken","value""#,
            r#"{"key":"MS-ContinuationToken","value":7}"#,
        ] {
            check(body, None);
        }
    }
}
