//! Who asks, under which names.

use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use http::header::{
    ACCEPT, AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue,
    TRANSFER_ENCODING,
};
use uuid::Uuid;

use crate::auth::AccessToken;
use crate::clock::entropy::Entropy;
use crate::error::{Error, Result};

pub(super) const REQUEST_ID: HeaderName = HeaderName::from_static("ms-requestid");
pub(super) const CORRELATION_ID: HeaderName = HeaderName::from_static("ms-correlationid");
/// What the host of prices calls the id of a request in its answers.
const ELSEWHERE: HeaderName = HeaderName::from_static("request-id");
const CONTRACT_VERSION: HeaderName = HeaderName::from_static("ms-contract-version");
const LOCALE: HeaderName = HeaderName::from_static("x-locale");
const APPLICATION: HeaderName = HeaderName::from_static("ms-partnercenter-application");

/// Headers that say where a request goes, who asks, or how long its body is.
const OF_THE_CLIENT: [HeaderName; 4] = [AUTHORIZATION, CONTENT_LENGTH, HOST, TRANSFER_ENCODING];

/// The headers that every call of a client carries.
#[derive(Clone, Debug)]
pub(crate) struct Identity {
    locale: HeaderValue,
    application: Option<HeaderValue>,
}

impl Identity {
    /// Checks both texts, since a line break in one would write a header of its own.
    pub(crate) fn new(locale: &str, application: Option<&str>) -> Result<Self> {
        let header = |place, text: &str| {
            let plain = !text.is_empty()
                && text.len() <= 256
                && text.bytes().all(|b| matches!(b, b' '..=b'~'));
            HeaderValue::from_str(text).ok().filter(|_| plain).ok_or_else(|| {
                Error::invalid(
                    place,
                    "it must be 1 to 256 printable ASCII characters: shorten or respell it",
                )
            })
        };
        Ok(Self {
            locale: header("locale", locale)?,
            application: application.map(|name| header("application", name)).transpose()?,
        })
    }

    /// Fills in what the caller left out.
    pub(super) fn fill(&self, headers: &mut HeaderMap) {
        headers.entry(ACCEPT).or_insert(HeaderValue::from_static("application/json"));
        headers.entry(CONTRACT_VERSION).or_insert(HeaderValue::from_static("v1"));
        headers.entry(LOCALE).or_insert_with(|| self.locale.clone());
        if let Some(name) = &self.application {
            headers.entry(APPLICATION).or_insert_with(|| name.clone());
        }
    }
}

/// A request id given from outside, good for one call: no two calls may share one.
#[derive(Clone, Debug)]
pub(crate) struct RequestIdOnce {
    id: Uuid,
    used: Arc<AtomicBool>,
}

impl RequestIdOnce {
    pub(crate) fn new(id: Uuid) -> Self {
        Self { id, used: Arc::default() }
    }

    fn take(&self) -> Result<Uuid> {
        if self.used.swap(true, Ordering::Relaxed) {
            return Err(Error::invalid(
                "request_id",
                format!(
                    "{} was given for one call and has been used; nothing was sent: give each \
                     call its own, since the service takes two calls with one id for one",
                    self.id
                ),
            ));
        }
        Ok(self.id)
    }
}

/// The two ids of a call.
#[derive(Clone, Debug)]
pub(super) struct Ids {
    pub(super) request: Id,
    pub(super) correlation: Id,
}

/// An id of a call.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Id {
    /// Made here, or given to the client.
    Uuid(Uuid),
    /// As the caller wrote it into a header of the request.
    Header(Box<str>),
}

impl Ids {
    /// Settles the ids of a call: those in `headers`, else those given to the client, else
    /// fresh ones.
    pub(super) fn settle(
        headers: &HeaderMap,
        request: Option<&RequestIdOnce>,
        correlation: Option<Uuid>,
        entropy: &dyn Entropy,
    ) -> Result<Self> {
        let correlation = match in_header(headers, &CORRELATION_ID)? {
            Some(given) => given,
            None => Id::Uuid(correlation.unwrap_or_else(|| entropy.uuid())),
        };
        let request = match (in_header(headers, &REQUEST_ID)?, request) {
            (Some(given), _) => given,
            (None, Some(given)) => Id::Uuid(given.take()?),
            (None, None) => Id::Uuid(entropy.uuid()),
        };
        Ok(Self { request, correlation })
    }

    /// Writes them into the headers of one try.
    pub(super) fn write(&self, headers: &mut HeaderMap) {
        for (name, id) in [(CORRELATION_ID, &self.correlation), (REQUEST_ID, &self.request)] {
            if let Id::Uuid(id) = id
                && let Ok(value) = HeaderValue::from_str(id.hyphenated().encode_lower(&mut [0; 36]))
            {
                headers.insert(name, value);
            }
        }
    }
}

impl fmt::Display for Id {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Uuid(id) => id.fmt(f),
            Self::Header(text) => f.write_str(text),
        }
    }
}

fn in_header(headers: &HeaderMap, name: &HeaderName) -> Result<Option<Id>> {
    let Some(given) = headers.get(name) else { return Ok(None) };
    let text = given.to_str().unwrap_or_default().trim();
    if !text.is_empty() && text.len() <= 128 {
        return Ok(Some(Id::Header(text.into())));
    }
    Err(Error::invalid(
        if *name == REQUEST_ID { "ms-requestid" } else { "ms-correlationid" },
        "it must be 1 to 128 ASCII characters; nothing was sent: give a GUID, or leave it out",
    ))
}

/// Refuses headers that are not for a caller to set.
pub(super) fn check_headers(headers: &HeaderMap) -> Result<()> {
    match OF_THE_CLIENT.iter().find(|name| headers.contains_key(*name)) {
        None => Ok(()),
        Some(name) => {
            let why = format!("`{name}` is set by this client; nothing was sent: leave it out");
            Err(Error::invalid("header", why))
        }
    }
}

/// Signs a request.
pub(super) fn sign(headers: &mut HeaderMap, token: &AccessToken) -> Result<()> {
    let value = token.header().ok_or_else(|| {
        Error::sign_in("the access token is not one: it has characters that no token has")
    })?;
    headers.insert(AUTHORIZATION, value);
    Ok(())
}

/// The id of the request in an answer; hosts other than the main one have a header of their own.
pub(super) fn answered_request(headers: &HeaderMap) -> Option<&str> {
    first(headers, &REQUEST_ID).or_else(|| first(headers, &ELSEWHERE))
}

/// The first of values joined by commas, as [`super::repair`] leaves them where they differ.
pub(super) fn first<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    let text = headers.get(name)?.to_str().ok()?;
    text.split(',').map(str::trim).find(|part| !part.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::entropy::SeededEntropy;

    #[test]
    fn what_the_caller_set_stays() {
        let mut headers = HeaderMap::new();
        headers.insert(LOCALE, HeaderValue::from_static("de-DE"));
        Identity::new("en-US", Some("Fabrikam Shop")).unwrap().fill(&mut headers);
        assert_eq!(headers[LOCALE], "de-DE");
        assert_eq!(headers[APPLICATION], "Fabrikam Shop");
        assert_eq!(headers[CONTRACT_VERSION], "v1");
    }

    #[test]
    fn a_name_cannot_write_a_header_of_its_own() {
        for name in ["", "a\r\nx-evil: 1", "a\tb", "naïve"] {
            assert!(Identity::new("en-US", Some(name)).unwrap_err().is_invalid());
        }
        assert!(Identity::new("en\nUS", None).unwrap_err().to_string().starts_with("locale: "));
    }

    #[test]
    fn a_request_id_given_from_outside_serves_one_call() {
        let entropy = SeededEntropy::new(1);
        let given = RequestIdOnce::new(Uuid::from_u128(7));
        let settle = || Ids::settle(&HeaderMap::new(), Some(&given), None, &entropy);
        assert_eq!(settle().unwrap().request, Id::Uuid(Uuid::from_u128(7)));
        let error = settle().unwrap_err().to_string();
        assert!(error.contains("has been used; nothing was sent"), "{error}");
    }

    #[test]
    fn an_id_in_a_header_stays_as_it_was_written() {
        let mut headers = HeaderMap::new();
        headers.insert(REQUEST_ID, HeaderValue::from_static("{Contoso-7}"));
        let ids = Ids::settle(&headers, None, Some(Uuid::nil()), &SeededEntropy::new(1)).unwrap();
        ids.write(&mut headers);
        assert_eq!(headers[REQUEST_ID], "{Contoso-7}");
        assert_eq!(headers[CORRELATION_ID], Uuid::nil().to_string());
        assert_eq!(ids.request.to_string(), "{Contoso-7}");
    }

    #[test]
    fn the_token_is_marked_sensitive() {
        let mut headers = HeaderMap::new();
        sign(&mut headers, &AccessToken::new("canary")).unwrap();
        assert!(!format!("{headers:?}").contains("canary"));
        assert!(sign(&mut headers, &AccessToken::new("a\nb")).is_err());
    }
}
