//! Parameters of a call: identifiers in its path, and what was not given.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use progenitor_client::Error;

/// Everything but the unreserved characters and the colon of catalog item ids. The
/// generator's own set leaves the backslash, which a URL takes for a slash.
const ESCAPED: &AsciiSet =
    &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~').remove(b':');

/// What can stand as a segment of a path.
pub(crate) trait Segment {
    /// Its text, not yet encoded.
    fn text(&self) -> Cow<'_, str>;
}

impl Segment for i32 {
    fn text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl Segment for i64 {
    fn text(&self) -> Cow<'_, str> {
        self.to_string().into()
    }
}

impl Segment for String {
    fn text(&self) -> Cow<'_, str> {
        self.as_str().into()
    }
}

/// Writes an identifier as one segment of a path, or refuses it before anything is sent.
///
/// Every reserved character is percent-encoded. What encoding cannot save is an empty
/// segment and the dot segments, since a URL drops them and the request would reach
/// another resource.
#[expect(clippy::result_large_err, reason = "the generated methods return this error")]
pub(crate) fn segment<'i, E>(
    parameter: &str,
    id: &'i impl Segment,
) -> Result<Cow<'i, str>, Error<E>> {
    let text = id.text();
    match &*text {
        // GUIDs and the like, which are most of them.
        plain
            if plain.len() > 2
                && plain.bytes().all(|b| b.is_ascii_alphanumeric() || matches!(b, b'-' | b'_')) =>
        {
            Ok(text)
        }
        "" => Err(Error::InvalidRequest(format!(
            "`{parameter}` is empty; nothing was sent: give the id as the service returned it"
        ))),
        "." | ".." => Err(Error::InvalidRequest(format!(
            "`{parameter}` is `{text}`, which a URL takes for a step between folders; \
             nothing was sent: give the id as the service returned it"
        ))),
        _ => Ok(Cow::Owned(utf8_percent_encode(&text, ESCAPED).to_string())),
    }
}

/// What is wrong with a parameter: in the words of `message`, which is empty where the parameter
/// was not given at all.
pub(crate) fn invalid<E>(parameter: &str, message: String) -> Error<E> {
    Error::InvalidRequest(match message.is_empty() {
        true => format!("`{parameter}` is missing; nothing was sent"),
        false => message,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(id: &str, expected: Result<&str, &str>) {
        let id = id.to_owned();
        let found = segment::<()>("cart-id", &id);
        match (found, expected) {
            (Ok(found), Ok(expected)) => assert_eq!(found, expected),
            (Err(error), Err(part)) => assert!(error.to_string().contains(part), "{error}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn reserved_characters_stay_inside_the_segment() {
        check("a/b?c#d%e", Ok("a%2Fb%3Fc%23d%25e"));
        check("../customers", Ok("..%2Fcustomers"));
        check("%2e%2e", Ok("%252e%252e"));
        check("line\nbreak\ttab", Ok("line%0Abreak%09tab"));
        check("a\\b", Ok("a%5Cb"));
    }

    #[test]
    fn ordinary_ids_stay_readable() {
        check("0a1b-2C", Ok("0a1b-2C"));
        check("CONTOSO1:0002:AVAIL1", Ok("CONTOSO1:0002:AVAIL1"));
    }

    #[test]
    fn a_parameter_that_is_missing_is_named() {
        for (message, expected) in [
            ("", "`cart-id` is missing; nothing was sent"),
            ("`cart-id` is not of its type", "`cart-id` is not of its type"),
        ] {
            let error = invalid::<()>("cart-id", message.to_owned());
            assert!(matches!(error, Error::InvalidRequest(found) if found == expected));
        }
    }

    #[test]
    fn what_would_change_the_path_is_refused() {
        check("", Err("`cart-id` is empty"));
        check(".", Err("`cart-id` is `.`"));
        check("..", Err("`cart-id` is `..`"));
    }
}
