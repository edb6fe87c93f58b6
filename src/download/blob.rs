//! Files of a storage, whose addresses carry their own secret. No token goes there.

use std::fmt;
use std::path::Path;
use std::time::Duration;

use futures_util::StreamExt;
use http::Method;
use http::header::{ACCEPT_ENCODING, HeaderMap, HeaderValue};
use partner_center_api::support::{BoxError, Retry};
use reqwest::{Request, Response, Url};

use super::{Download, Expected};
use crate::client::PartnerCenter;
use crate::clock::within;
use crate::error::{Delivery, Error, Kind, Result, shown};
use crate::net::body::collect;
use crate::net::http_sender::SendError;
use crate::net::origin::{PlainHttp, trusted_url};
use crate::net::retry::{Next, Outcome};
use crate::net::retry_after::retry_after;

/// What errors call it.
const BLOB: &str = "blob";

/// The longest name of a file, in bytes, that every system can have.
const LONGEST_NAME: usize = 200;

/// How much is read of a refusal.
const REFUSAL_LIMIT: usize = 16 * 1024;

/// A file may be anything; its reader knows better.
const ANYTHING: Expected = Expected { name: "a file", telling: 0, fits: |_| true };

/// The address of a file, with the secret that opens it, which nothing shows.
#[derive(Clone)]
pub(crate) struct BlobAddress(Url);

impl BlobAddress {
    /// A file below a directory, opened by `sas`, the query of its address.
    ///
    /// Refuses what is not https (http on this machine alone), and a name that would leave the
    /// directory, there or on the disk here.
    pub(crate) fn new(directory: &str, name: &str, sas: &str) -> Result<Self> {
        check_name(name)?;
        // Never shown: it may hold a secret that belongs elsewhere.
        if directory.contains(['?', '#']) {
            let why = "its directory carries a query or a fragment; nothing was fetched";
            return Err(Error::unusable("getBillingManifest", Delivery::NotDone, why));
        }
        let mut url = trusted_url("rootDirectory", directory, &PlainHttp::default())?;
        let folder = url.path().trim_end_matches('/').to_owned();
        url.set_path(&format!("{folder}/{name}"));
        let is_below = url.path() == format!("{folder}/{name}");
        if !is_below {
            return Err(misnamed(name));
        }
        url.set_query(Some(sas.trim_start_matches('?')));
        Ok(Self(url))
    }
}

impl fmt::Debug for BlobAddress {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = self.0.clone();
        shown.set_query(None);
        f.debug_tuple("BlobAddress").field(&shown.as_str()).finish()
    }
}

/// Refuses a name that is more than the name of one file.
pub(crate) fn check_name(name: &str) -> Result<()> {
    let is_plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_.=+,@~".contains(&byte);
    let fits = (1..=LONGEST_NAME).contains(&name.len()) && !name.starts_with('.');
    if fits && !name.ends_with('.') && name.bytes().all(is_plain) {
        return Ok(());
    }
    Err(misnamed(name))
}

fn misnamed(name: &str) -> Error {
    let why = format!(
        "a manifest names a file `{}`, which is not the name of one file; nothing was fetched",
        shown(name)
    );
    Error::unusable("getBillingManifest", Delivery::NotDone, why)
}

/// Fetches a file and saves it; `path` gets its name only when all of it is there and on the
/// disk. Gives the number of bytes.
///
/// Tried again as a read is, from the beginning: after 429, 5xx, a lost answer, a body that broke
/// off. Dropping it leaves no file of that name, or the one that was there.
///
/// # Errors
///
/// The storage refused: [`Error::status`] is 403 where the secret has ended. The connection broke
/// each time, or the disk refused.
pub(crate) async fn save_blob(
    partner: &PartnerCenter,
    address: &BlobAddress,
    path: &Path,
) -> Result<u64> {
    let shared = partner.shared();
    let policy = partner.pipeline().retry_policy();
    let mut tried = 0;
    loop {
        tried += 1;
        let (outcome, error) = match fetch(partner, address).await {
            Ok(response) => match save(partner, response, path).await {
                Ok(bytes) => return Ok(bytes),
                // A disk that refuses would refuse again.
                Err(error) if error.is_unsaved() => return Err(error),
                Err(error) => (Outcome::Garbled, error),
            },
            Err(failure) => failure,
        };
        let error = error.with_tries(tried);
        if policy.next(Retry::Read, outcome, false) != Next::Again {
            return Err(error);
        }
        let left = partner.pipeline().call_limit();
        match policy.pause(tried, error.retry_after(), left, &*shared.entropy) {
            Ok(pause) => shared.clock.sleep(pause).await,
            Err(reason) => return Err(error.with_gave_up(reason)),
        }
    }
}

async fn fetch(
    partner: &PartnerCenter,
    address: &BlobAddress,
) -> Result<Response, (Outcome, Error)> {
    let shared = partner.shared();
    let mut request = Request::new(Method::GET, address.0.clone());
    // As it lies there: a length that the storage tells is that of what comes.
    request.headers_mut().insert(ACCEPT_ENCODING, HeaderValue::from_static("identity"));
    let limit = partner.pipeline().read_limit();
    let mut response = match within(&*shared.clock, limit, shared.sender.execute(request)).await {
        None => return Err((Outcome::Lost, failed(Kind::TimedOut { limit }))),
        Some(Err(error)) => return Err(unsent_or_lost(error)),
        Some(Ok(response)) => response,
    };
    let status = response.status();
    if status.as_u16() == 200 {
        return Ok(response);
    }
    let headers = std::mem::take(response.headers_mut());
    let time = Duration::from_secs(5);
    let body = within(&*shared.clock, time, collect(&mut response, REFUSAL_LIMIT)).await;
    let body = body.and_then(std::result::Result::ok).unwrap_or_default();
    let error = failed(Kind::Refused)
        .with_status(status.as_u16())
        .with_retry_after(retry_after(&headers, shared.clock.now()))
        .with_outlook(advice(status.as_u16(), &headers, &body));
    Err((Outcome::Answered(status.as_u16()), error))
}

fn failed(kind: Kind) -> Error {
    Error::new(kind, Delivery::NotDone).with_operation(BLOB)
}

fn unsent_or_lost(error: SendError) -> (Outcome, Error) {
    if let Some(to) = error.redirected_to() {
        return (Outcome::Useless, failed(Kind::Redirected { to: to.into() }));
    }
    let (outcome, kind) = match error.is_unsent() {
        true => (Outcome::Unsent, Kind::Unsent),
        false => (Outcome::Lost, Kind::Unanswered),
    };
    let source: BoxError = Box::new(error);
    (outcome, failed(kind).with_source(source))
}

/// What a refusal of a storage means, by the code that it gives in a header or in its body.
fn advice(status: u16, headers: &HeaderMap, body: &[u8]) -> String {
    let code = headers.get("x-ms-error-code").and_then(|code| code.to_str().ok());
    let text = String::from_utf8_lossy(body);
    let in_body = text.split_once("<Code>").and_then(|(_, rest)| rest.split_once("</Code>"));
    let code = code.or(in_body.map(|(code, _)| code)).map(shown);
    let said = code.map(|code| format!("the storage says `{code}`; ")).unwrap_or_default();
    let means = match status {
        401 | 403 => "the secret of the manifest has ended or was changed: get the manifest again",
        404 => "the file is not there, or no longer: get the manifest again, or start a new export",
        _ => "nothing was saved: fetch it again",
    };
    format!("{said}{means}")
}

async fn save(partner: &PartnerCenter, response: Response, path: &Path) -> Result<u64> {
    let headers = response.headers().clone();
    let pieces = response.bytes_stream();
    let stream = pieces.map(|piece| piece.map_err(|e| Box::new(e.without_url()) as BoxError));
    let download = Download::of_pieces(partner, &headers, Box::pin(stream), ANYTHING, BLOB);
    download.await?.save_through(path, |file| file).await
}

#[cfg(test)]
mod tests {
    use super::*;

    const ROOT: &str = "https://contoso.blob.core.windows.net/exports/Fragment=full";

    #[test]
    fn an_address_is_below_its_directory_and_shows_no_secret() {
        let address = BlobAddress::new(ROOT, "part-0.json.gz", "?sig=secret").unwrap();
        assert_eq!(address.0.as_str(), format!("{ROOT}/part-0.json.gz?sig=secret"));
        assert!(!format!("{address:?}").contains("secret"), "{address:?}");
        let local = BlobAddress::new("http://127.0.0.1:9/exports/", "a", "sig=s").unwrap();
        assert_eq!(local.0.as_str(), "http://127.0.0.1:9/exports/a?sig=s");
    }

    #[test]
    fn a_name_that_leaves_its_directory_is_refused() {
        for name in ["", ".", "..", "../a", "a/b", "a\\b", "a?b", "a#b", "a%2fb", "c:a", ".a", "a."]
        {
            let error = BlobAddress::new(ROOT, name, "sig=s").unwrap_err().to_string();
            assert!(error.contains("not the name of one file"), "{name}: {error}");
        }
        assert!(check_name(&"a".repeat(201)).is_err());
    }

    #[test]
    fn another_scheme_is_refused_without_the_secret() {
        for root in
            ["http://contoso.test/a", "ftp://contoso.test/a", "file:///etc", "https://u:p@h/"]
        {
            let error = BlobAddress::new(root, "a", "sig=secret").unwrap_err().to_string();
            assert!(!error.contains("secret"), "{error}");
        }
    }
}
