//! A look at the end of a page, for the token of the next one.

/// How far from the end of a page its token can stand.
const TAIL: usize = 16 * 1024;

/// The continuation token at the end of a body, if it is there to be seen.
///
/// It makes it possible to ask for the next page before this one is read. A hint and no
/// more: text that looks like a token can stand in an item, so the page that was read
/// decides, and what was fetched for a wrong hint is thrown away.
pub(crate) fn continuation_token(body: &[u8]) -> Option<String> {
    const KEY: &[u8] = b"\"continuationToken\"";
    let tail = &body[body.len().saturating_sub(TAIL)..];
    let at = tail.windows(KEY.len()).rposition(|window| window.eq_ignore_ascii_case(KEY))?;
    let value = tail[at + KEY.len()..].trim_ascii_start().strip_prefix(b":")?;
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
        ] {
            check(body, None);
        }
    }
}
