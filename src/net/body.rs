//! Reading an answer whole, up to a limit.

use std::error::Error as StdError;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_TYPE, HeaderMap};
use reqwest::Response;
use serde::de::IgnoredAny;

use super::buffers::Buffers;

/// Bodies up to this size, in bytes, are read before they count as answers; of larger ones
/// only the ends are looked at, since they are decoded elsewhere, and going over them twice
/// would cost a tenth more.
pub(crate) const SMALL: usize = 64 * 1024;

/// For an announced body of up to this size room is made before it comes.
const BELIEVED: usize = 8 * 1024 * 1024;

/// Why a body could not be read.
#[derive(Debug)]
pub(crate) enum BodyError {
    /// The connection broke.
    Broken(reqwest::Error),
    /// It is longer than the client reads.
    TooLarge {
        /// The limit in bytes.
        limit: usize,
    },
}

impl BodyError {
    pub(crate) fn into_source(self) -> Box<dyn StdError + Send + Sync> {
        match self {
            Self::Broken(error) => Box::new(error),
            too_large => too_large.to_string().into(),
        }
    }
}

impl fmt::Display for BodyError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Broken(_) => f.write_str("its body broke off"),
            Self::TooLarge { limit } => write!(
                f,
                "its body is larger than {limit} bytes: raise the client's response limit"
            ),
        }
    }
}

/// Reads at most `limit` bytes.
pub(crate) async fn collect(response: &mut Response, limit: usize) -> Result<Bytes, BodyError> {
    collect_into(response, limit, None).await
}

/// Reads at most `limit` bytes, and many into one of `buffers`.
pub(crate) async fn collect_into(
    response: &mut Response,
    limit: usize,
    buffers: Option<&Buffers>,
) -> Result<Bytes, BodyError> {
    let announced = response.content_length();
    if announced.is_some_and(|length| length > limit as u64) {
        return Err(BodyError::TooLarge { limit });
    }
    let broken = |error: reqwest::Error| BodyError::Broken(error.without_url());
    let Some(first) = response.chunk().await.map_err(broken)? else { return Ok(Bytes::new()) };
    if first.len() > limit {
        return Err(BodyError::TooLarge { limit });
    }
    // Most answers arrive in one piece, which then needs no copy.
    let Some(second) = response.chunk().await.map_err(broken)? else { return Ok(first) };
    // What is announced is believed up to the size of a long page; beyond that memory follows
    // the bytes.
    let room = announced.map_or(0, |length| usize::try_from(length).unwrap_or(limit).min(BELIEVED));
    let room = room.max(first.len() + second.len());
    // Of a length that is not announced, it may be long.
    let buffers = buffers.filter(|_| announced.is_none() || room > SMALL);
    let mut whole = match buffers {
        Some(buffers) => buffers.take(room),
        None => Vec::with_capacity(room),
    };
    whole.extend_from_slice(&first);
    let mut next = Some(second);
    while let Some(chunk) = next {
        if whole.len() + chunk.len() > limit {
            return Err(BodyError::TooLarge { limit });
        }
        whole.extend_from_slice(&chunk);
        next = response.chunk().await.map_err(broken)?;
    }
    Ok(match buffers {
        Some(buffers) => buffers.lend(whole),
        None => whole.into(),
    })
}

/// Whether an answer is a document such as a PDF, which is handed on as it comes: not JSON,
/// and not the text or the page that a gateway puts in its place.
pub(crate) fn is_document(headers: &HeaderMap) -> bool {
    let Some(kind) = headers.get(CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let kind = kind.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    let read_here = kind.is_empty()
        || (kind.starts_with("text/") && kind != "text/csv")
        || kind == "application/json"
        || kind == "application/xml"
        || kind.ends_with("+json")
        || kind.ends_with("+xml");
    !read_here
}

/// Whether a body can be what the service answers with: an object or a list in JSON.
pub(crate) fn is_json(body: &[u8]) -> bool {
    let text = body.trim_ascii();
    let ends = (text.first(), text.last());
    matches!(ends, (Some(b'{'), Some(b'}')) | (Some(b'['), Some(b']')))
        && (text.len() > SMALL || serde_json::from_slice::<IgnoredAny>(text).is_ok())
}

/// Drops a leading byte order mark, which most answers of the service carry.
pub(crate) fn without_bom(body: Bytes) -> Bytes {
    if body.starts_with(b"\xEF\xBB\xBF") { body.slice(3..) } else { body }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chunked(chunks: &'static [&'static str]) -> Response {
        let chunks = chunks.iter().map(|chunk| Ok::<_, std::io::Error>(*chunk));
        let body = reqwest::Body::wrap_stream(futures::stream::iter(chunks));
        Response::from(http::Response::new(body))
    }

    #[tokio::test]
    async fn a_body_is_read_whole_up_to_the_limit() {
        for chunks in [&[][..], &["abcdef"], &["ab", "cd", "ef"], &["", "abc", "", "def"]] {
            let whole = collect(&mut chunked(chunks), 6).await.unwrap();
            assert_eq!(whole, chunks.concat().as_bytes());
        }
        for chunks in [&["abcdefg"][..], &["ab", "cd", "ef", "g"], &["abcdef", "g"]] {
            let error = collect(&mut chunked(chunks), 6).await.unwrap_err();
            assert!(error.to_string().contains("larger than 6 bytes"), "{error}");
        }
    }

    #[tokio::test]
    async fn a_length_over_the_limit_is_refused_unread() {
        let mut response = Response::from(http::Response::new("abcdefg"));
        assert!(matches!(collect(&mut response, 6).await, Err(BodyError::TooLarge { limit: 6 })));
    }

    #[test]
    fn documents_are_told_from_what_gateways_answer() {
        let mut headers = HeaderMap::new();
        assert!(!is_document(&headers));
        for (kind, document) in [
            ("application/pdf", true),
            ("application/octet-stream", true),
            ("application/json; charset=utf-8", false),
            ("Application/Problem+JSON", false),
            ("text/csv; charset=utf-8", true),
            ("text/html", false),
            ("", false),
        ] {
            headers.insert(CONTENT_TYPE, kind.parse().unwrap());
            assert_eq!(is_document(&headers), document, "{kind}");
        }
    }

    #[test]
    fn what_is_cut_or_a_page_is_not_json() {
        let large = format!(r#"{{"text":"{}"}}"#, "x".repeat(SMALL));
        assert!(is_json(b"{}") && is_json(b" [1, 2]\n") && is_json(large.as_bytes()));
        assert!(is_json(br#"{"a":"}\\\"]","b":["{",[]]}"#));
        assert!(!is_json(b"") && !is_json(b"<html>") && !is_json(b"{\"a\":") && !is_json(b"{}{}"));
        assert!(!is_json(b"null") && !is_json(b"\"later\"") && !is_json(b"12"));
        assert!(!is_json(b"{\"a\":{\"b\":1}") && !is_json(br#"{"a":"b\"}"#) && !is_json(b"[]]"));
        assert!(!is_json(b"{oops}") && !is_json(br#"{"a":]}"#) && !is_json(br#"{"a":tru}"#));
        assert!(!is_json(&large.as_bytes()[..SMALL + 5]));
    }
}
