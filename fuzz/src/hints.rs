//! The token of the next page, looked for at the end of this one.

use partner_center::fuzzing::continuation_token;

/// Where a token stands at the end of a page it is seen, whatever comes before it but another
/// one; and what is seen in any bytes at all is text.
///
/// The first byte says where the rest is cut in two: a page so far, and a token.
///
/// # Panics
///
/// It is not so.
pub fn check(data: &[u8]) {
    if let Some(token) = continuation_token(data) {
        assert!(!token.is_empty() && token.len() < data.len(), "{token:?}");
    }
    let Some((cut, rest)) = data.split_first() else { return };
    let (before, token) = rest.split_at(usize::from(*cut).min(rest.len()));
    let Some(token) = crate::text(token).filter(|token| !token.is_empty()) else { return };
    let json = serde_json::to_string(token).expect("text is JSON");
    // Tokens of kilobytes are not looked for, nor such as speak of tokens: it is only a hint.
    let key = "continuationtoken";
    let before_it = before.to_ascii_lowercase();
    if json.len() > 8 * 1024
        || token.to_ascii_lowercase().contains(key)
        || before_it.windows(key.len()).any(|window| window == key.as_bytes())
    {
        return;
    }
    for end in ["}", ",\"links\":{}}", " ,\n \"attributes\" : { \"objectType\" : \"Page\" } }"] {
        for key in ["continuationToken", "ContinuationToken"] {
            let mut page = before.to_vec();
            page.extend(format!("{{\"items\":[],\"{key}\" : {json}{end}").bytes());
            let found = continuation_token(&page);
            assert_eq!(found.as_deref(), Some(token), "{}", page.escape_ascii());
        }
    }
}
