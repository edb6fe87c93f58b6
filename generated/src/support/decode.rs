//! Reading the body of a success.

use std::fmt;

use bytes::Bytes;
use serde::de::{DeserializeOwned, Error as _};

use super::call_error::CallError;
use super::page_items::{PageItems, Place, page_items};
use super::pull::PullUnion;
use super::unreadable::{Unreadable, unreadable};

/// Reads a `T` from the text of a body.
pub(crate) type Decoder<T> = fn(&str) -> Result<T, serde_json::Error>;

/// The body of a success, whole and not yet decoded; a short one may have been, since a
/// transport can need that to tell an answer from garbage.
///
/// Decoding waits for nothing and can take milliseconds, for a page of invoice lines say.
/// This can be sent to another thread and decoded there.
#[derive(Clone)]
pub struct Undecoded<T> {
    body: Bytes,
    /// The value, where the transport has read it already.
    read: Option<T>,
    unreadable: Option<Unreadable>,
    decoder: Decoder<T>,
}

impl<T> Undecoded<T> {
    pub(super) fn new(
        body: Bytes,
        read: Option<T>,
        unreadable: Option<Unreadable>,
        decoder: Decoder<T>,
    ) -> Self {
        Self { body, read, unreadable, decoder }
    }

    /// The body as it came, without a byte order mark.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body.
    ///
    /// # Errors
    ///
    /// The body does not have the documented form. The error is the one that `send` gives.
    pub fn decode(self) -> Result<T, CallError> {
        if let Some(value) = self.read {
            return Ok(value);
        }
        let decoded = utf8(&self.body).and_then(self.decoder);
        decoded.map_err(|error| unreadable(self.unreadable, self.body, error))
    }

    /// Begins to read the items of a page.
    pub(crate) fn items_at<U>(self, place: Place<T, U>) -> PageItems<T, U>
    where
        T: DeserializeOwned + Send + 'static,
        U: PullUnion<Kind: Send> + Send + 'static,
    {
        page_items(self.body, self.unreadable, place)
    }
}

impl<T> fmt::Debug for Undecoded<T> {
    /// Tells the length and not the content, which may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Undecoded({} bytes)", self.body.len())
    }
}

/// A body as text, checked once for the whole, which is far cheaper than once for each string
/// in it.
pub(super) fn utf8(body: &[u8]) -> Result<&str, serde_json::Error> {
    str::from_utf8(body).map_err(serde_json::Error::custom)
}

#[cfg(test)]
mod tests {
    use std::error::Error as StdError;

    use super::*;
    use crate::types::CartResource;

    #[derive(Debug)]
    struct Explained(String);

    impl fmt::Display for Explained {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }

    impl StdError for Explained {}

    /// A fetched cart; `explained` as if a transport had left a note.
    fn fetched(body: &'static [u8], explained: bool) -> Undecoded<CartResource> {
        let note =
            Unreadable::new(|body, error| Explained(format!("{} bytes: {error}", body.len())));
        let note = explained.then_some(note);
        Undecoded::new(Bytes::from_static(body), None, note, |text| serde_json::from_str(text))
    }

    #[test]
    fn a_body_is_decoded_on_any_thread() {
        let fetched = fetched(br#"{"id":"c7"}"#, true);
        assert_eq!(&fetched.bytes()[..], br#"{"id":"c7"}"#);
        let cart = std::thread::spawn(move || fetched.decode().unwrap()).join().unwrap();
        assert_eq!(cart.id.unwrap(), "c7");
    }

    #[test]
    fn what_does_not_decode_is_explained_by_the_transport() {
        for (body, expected) in [
            (&b"{"[..], "1 bytes: EOF while parsing an object"),
            (b"", "0 bytes: EOF while parsing a value"),
            (b"[]", "2 bytes: invalid type: sequence"),
            (b"{} {}", "5 bytes: trailing characters"),
            (b"{\"id\":\"\xff\"}", "10 bytes: invalid utf-8 sequence of 1 bytes from index 7"),
        ] {
            let error = fetched(body, true).decode().unwrap_err();
            let CallError::Transport(error) = error else { panic!("{error:?}") };
            let Explained(text) = *error.downcast().unwrap();
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn without_a_note_the_body_and_the_error_are_given() {
        let Err(CallError::Unreadable { body, error }) = fetched(b"{", false).decode() else {
            panic!("it decodes");
        };
        assert_eq!((&body[..], error.is_eof()), (&b"{"[..], true));
    }

    #[test]
    fn what_is_fetched_does_not_show_its_content() {
        assert_eq!(format!("{:?}", fetched(b"{}", true)), "Undecoded(2 bytes)");
    }
}
