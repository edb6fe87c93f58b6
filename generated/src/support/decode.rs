//! Reading the body of a success.

use std::error::Error as StdError;
use std::fmt;
use std::sync::Arc;

use bytes::Bytes;
use progenitor_client::{Error, ResponseValue};
use serde::de::{DeserializeOwned, Error as _};

use super::answer::{self, utf8};
use super::page_items::{PageItems, Place, page_items};
use super::pull::PullUnion;
use super::transport::transport_error_now;
use crate::types::ApiFault;

type Explain = dyn Fn(Bytes, serde_json::Error) -> Result<reqwest::Error, String> + Send + Sync;

/// What to say when the body of a success cannot be read.
///
/// Only the transport knows which call a response belongs to, and only the decoder knows
/// that it does not fit. The transport leaves this among the extensions of the response.
#[derive(Clone)]
pub struct Unreadable(Arc<Explain>);

impl Unreadable {
    /// Says it with `explain`, which gets the body and what was wrong with it.
    pub fn new<E, F>(explain: F) -> Self
    where
        E: StdError + Send + Sync + 'static,
        F: Fn(Bytes, serde_json::Error) -> E + Send + Sync + 'static,
    {
        Self(Arc::new(move |body, error| transport_error_now(explain(body, error))))
    }
}

impl fmt::Debug for Unreadable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Unreadable(..)")
    }
}

/// Reads a `T` from the text of a body.
pub(crate) type Decoder<T> = fn(&str) -> Result<T, serde_json::Error>;

/// The body of a success, whole and not yet decoded; a short one may have been, since a
/// transport can need that to tell an answer from garbage.
///
/// Decoding waits for nothing and can take milliseconds, for a page of invoice lines say.
/// This can be sent to another thread and decoded there.
pub struct Undecoded<T> {
    body: Bytes,
    /// The value, where the transport has read it already.
    read: Option<T>,
    unreadable: Option<Unreadable>,
    decoder: Decoder<T>,
}

impl<T> Undecoded<T> {
    /// The body as it came, without a byte order mark.
    pub fn bytes(&self) -> &Bytes {
        &self.body
    }

    /// Decodes the body.
    ///
    /// # Errors
    ///
    /// The body does not have the documented form. The error is the one that `send` gives.
    #[expect(clippy::result_large_err, reason = "the generated methods return this error")]
    pub fn decode(self) -> Result<T, Error<ApiFault>> {
        if let Some(value) = self.read {
            return Ok(value);
        }
        let decoded = utf8(&self.body).and_then(self.decoder);
        decoded.map_err(|error| unreadable(self.unreadable, self.body, error))
    }
}

impl<T> Undecoded<T> {
    /// Begins to read the items of a page.
    pub(crate) fn items_at<U>(self, place: Place<T, U>) -> PageItems<T, U>
    where
        T: DeserializeOwned + Send + 'static,
        U: PullUnion<Kind: Send> + Send + 'static,
    {
        page_items(self.body, self.unreadable, place)
    }
}

impl<T: Clone> Clone for Undecoded<T> {
    fn clone(&self) -> Self {
        Self {
            body: self.body.clone(),
            read: self.read.clone(),
            unreadable: self.unreadable.clone(),
            decoder: self.decoder,
        }
    }
}

impl<T> fmt::Debug for Undecoded<T> {
    /// Tells the length and not the content, which may name people.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Undecoded({} bytes)", self.body.len())
    }
}

/// Reads the body of a success, to be decoded later by `decoder`.
pub(crate) async fn fetch<T: Send + Sync + 'static, E>(
    mut response: reqwest::Response,
    decoder: Decoder<T>,
) -> Result<ResponseValue<Undecoded<T>>, Error<E>> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    Ok(ResponseValue::new(undecoded(response, decoder).await?, status, headers))
}

/// Reads the body of a success, and decodes it unless the transport has done so.
pub(crate) async fn decode<T: Send + Sync + 'static>(
    mut response: reqwest::Response,
    decoder: Decoder<T>,
) -> Result<ResponseValue<T>, Error<ApiFault>> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let value = match answer::take(response.extensions_mut()) {
        Some(value) => value,
        None => undecoded(response, decoder).await?.decode()?,
    };
    Ok(ResponseValue::new(value, status, headers))
}

async fn undecoded<T: Send + Sync + 'static, E>(
    mut response: reqwest::Response,
    decoder: Decoder<T>,
) -> Result<Undecoded<T>, Error<E>> {
    let read = answer::take(response.extensions_mut());
    let unreadable = response.extensions_mut().remove();
    let body = answer::body(response).await.map_err(Error::ResponseBodyError)?;
    Ok(Undecoded { body, read, unreadable, decoder })
}

/// Decodes text as its type says.
pub(crate) fn from_json<T: DeserializeOwned>(text: &str) -> Result<T, serde_json::Error> {
    serde_json::from_str(text)
}

/// Checks that a success says nothing, where the document has no body for it.
pub(crate) async fn no_body<E>(
    mut response: reqwest::Response,
) -> Result<ResponseValue<()>, Error<E>> {
    let (status, headers) = (response.status(), std::mem::take(response.headers_mut()));
    let Undecoded { body, unreadable: explain, .. } = undecoded(response, |_| Ok(())).await?;
    // Some frameworks write an empty value where they have none.
    match body.trim_ascii() {
        b"" | b"null" | b"{}" | br#""""# => Ok(ResponseValue::new((), status, headers)),
        _ => {
            let error = serde_json::Error::custom("a body came where none is documented");
            Err(unreadable(explain, body, error))
        }
    }
}

/// Says that a body cannot be read, with the transport's explanation if there is one.
pub(super) fn unreadable<E>(
    explain: Option<Unreadable>,
    body: Bytes,
    error: serde_json::Error,
) -> Error<E> {
    match explain {
        None => Error::InvalidResponsePayload(body, error),
        Some(explain) => match (explain.0)(body, error) {
            Ok(error) => Error::CommunicationError(error),
            Err(message) => Error::Custom(message),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::types::Cart;

    #[derive(Debug)]
    struct Explained(String);

    impl fmt::Display for Explained {
        fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str(&self.0)
        }
    }

    impl StdError for Explained {}

    /// A fetched cart; `explained` as if a transport had left a note.
    fn fetched(body: &'static [u8], explained: bool) -> Undecoded<Cart> {
        let note =
            Unreadable::new(|body, error| Explained(format!("{} bytes: {error}", body.len())));
        Undecoded {
            body: Bytes::from_static(body),
            read: None,
            unreadable: explained.then_some(note),
            decoder: |text| serde_json::from_str(text),
        }
    }

    /// The words of the transport, which are among the sources.
    fn explanation(error: &Error<ApiFault>) -> String {
        let Error::CommunicationError(error) = error else { panic!("{error:?}") };
        let mut source = error.source();
        while let Some(inner) = source {
            if let Some(Explained(text)) = inner.downcast_ref() {
                return text.clone();
            }
            source = inner.source();
        }
        panic!("not found in {error:?}");
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
            let text = explanation(&fetched(body, true).decode().unwrap_err());
            assert!(text.starts_with(expected), "{text}");
        }
    }

    #[test]
    fn without_a_note_the_body_and_the_error_are_given() {
        let Err(Error::InvalidResponsePayload(body, error)) = fetched(b"{", false).decode() else {
            panic!("it decodes");
        };
        assert_eq!((&body[..], error.is_eof()), (&b"{"[..], true));
    }

    #[test]
    fn what_is_fetched_does_not_show_its_content() {
        assert_eq!(format!("{:?}", fetched(b"{}", true)), "Undecoded(2 bytes)");
    }
}
