//! What an operation answers with, read where the answer is judged.

use std::fmt;

use bytes::Bytes;
use http::Extensions;
use serde::de::{DeserializeOwned, Error as _};

use super::decode::from_json;

/// How an answer of an operation is read.
///
/// A transport has to know whether an answer is one, since it alone can ask again. To find
/// out by parsing, and to have the decoder parse once more, would be to do the same work
/// twice; so the value that comes of it stays with the response.
#[derive(Clone, Copy)]
pub struct Reading(fn(&Bytes, &mut Extensions) -> Result<(), serde_json::Error>);

/// A value that was read, among the extensions of the response that it came with.
#[derive(Clone)]
struct Read<T>(T);

/// The body that it was read from, which the response itself has no more.
#[derive(Clone)]
struct ReadFrom(Bytes);

impl Reading {
    /// Reads answers as values of a type.
    pub(crate) const fn of<T: DeserializeOwned + Clone + Send + Sync + 'static>() -> Self {
        Self(|body, extensions| {
            extensions.insert(Read(utf8(body).and_then(from_json::<T>)?));
            extensions.insert(ReadFrom(body.clone()));
            Ok(())
        })
    }

    /// Reads `body`, and leaves it and the value among the `extensions` of its response, where
    /// the operation looks for them; the response need not have the body any more.
    ///
    /// # Errors
    ///
    /// The body is not JSON, or not of the documented form. Nothing is left then, and the
    /// operation reads the body itself and fails with the same error.
    pub fn read(self, body: &Bytes, extensions: &mut Extensions) -> Result<(), serde_json::Error> {
        (self.0)(body, extensions)
    }
}

impl fmt::Debug for Reading {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Reading(..)")
    }
}

/// The body of a success, whether or not it has been [read](Reading::read).
///
/// # Errors
///
/// The connection broke.
pub async fn body(mut response: reqwest::Response) -> reqwest::Result<Bytes> {
    match response.extensions_mut().remove::<ReadFrom>() {
        Some(ReadFrom(body)) => Ok(body),
        None => response.bytes().await,
    }
}

/// Takes the value that was read, if there is one.
pub(super) fn take<T: Send + Sync + 'static>(extensions: &mut Extensions) -> Option<T> {
    extensions.remove::<Read<T>>().map(|Read(value)| value)
}

/// A body as text, checked once for the whole, which is far cheaper than once for each string
/// in it.
pub(super) fn utf8(body: &[u8]) -> Result<&str, serde_json::Error> {
    str::from_utf8(body).map_err(serde_json::Error::custom)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Cart;

    #[test]
    fn what_was_read_is_taken_once() {
        let mut extensions = Extensions::new();
        let body = Bytes::from_static(br#"{"id":"c7"}"#);
        Reading::of::<Cart>().read(&body, &mut extensions).unwrap();
        assert_eq!(take::<Cart>(&mut extensions).unwrap().id.unwrap(), "c7");
        assert_eq!(take::<Cart>(&mut extensions), None);
    }

    #[test]
    fn what_cannot_be_read_leaves_nothing() {
        for body in [&b"{"[..], b"[]", b"", b"{\"id\":\"\xff\"}"] {
            let mut extensions = Extensions::new();
            let body = Bytes::from_static(body);
            assert!(Reading::of::<Cart>().read(&body, &mut extensions).is_err());
            assert!(extensions.is_empty());
        }
    }
}
