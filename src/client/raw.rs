//! Requests that no operation of the document makes.

use http::header::{HeaderName, HeaderValue};
use partner_center_api::{Answer, Request, Retry};
use serde::Serialize;
use serde::de::DeserializeOwned;

use super::partner::PartnerCenter;
use crate::error::{Error, Result};

impl PartnerCenter {
    /// Begins a read that the document does not have, through the same sign-in, limits, tries
    /// and errors as any other call.
    ///
    /// `target` is path and query as they are sent: `/v1/customers/{id}/profiles/billing`, with
    /// each id percent-encoded. It cannot lead to another host.
    ///
    /// ```no_run
    /// # async fn read(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
    /// let profile = partner
    ///     .get("/v1/customers/a1000000-0000-4000-8000-000000000001/profiles/billing")
    ///     .send::<serde_json::Value>()
    ///     .await?
    ///     .into_inner();
    /// # Ok(())
    /// # }
    /// ```
    pub fn get(&self, target: &str) -> RawCall<'_> {
        self.raw_call("GET", target, Retry::Read)
    }

    /// Begins a POST that the document does not have. `retry` says whether it may be sent again
    /// after a failure: with [`Retry::Once`], only where it certainly did nothing. Say
    /// [`Retry::Read`] of a mere question alone: the error of a read always says that nothing was
    /// done.
    pub fn post(&self, target: &str, retry: Retry) -> RawCall<'_> {
        self.raw_call("POST", target, retry)
    }

    /// Begins a PUT that the document does not have; see [`post`](Self::post).
    pub fn put(&self, target: &str, retry: Retry) -> RawCall<'_> {
        self.raw_call("PUT", target, retry)
    }

    /// Begins a PATCH that the document does not have; see [`post`](Self::post).
    pub fn patch(&self, target: &str, retry: Retry) -> RawCall<'_> {
        self.raw_call("PATCH", target, retry)
    }

    /// Begins a DELETE that the document does not have; see [`post`](Self::post).
    pub fn delete(&self, target: &str, retry: Retry) -> RawCall<'_> {
        self.raw_call("DELETE", target, retry)
    }

    /// Begins a call of any method that the document does not have; see [`post`](Self::post).
    pub fn raw_call(&self, method: &str, target: &str, retry: Retry) -> RawCall<'_> {
        let request = Request::raw(method, target, retry).map_err(Error::from);
        RawCall { partner: self, request }
    }
}

/// A call that the document does not have, to be completed and sent.
///
/// The transport fills in what every call carries: token, request and correlation id, locale.
/// Where the document has an operation with the method and the path, the call is one of that
/// operation: under its rules and limit, and tried again by what the document says of it.
///
/// ```no_run
/// use partner_center::external::serde_json;
/// use partner_center::transport::Retry;
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let call = partner.post("/v1/customers/relationshiprequests", Retry::Once);
/// let answer = call.json(&serde_json::json!({})).send::<serde_json::Value>().await?;
/// println!("{}", answer.into_inner());
/// # Ok(())
/// # }
/// ```
#[derive(Debug)]
#[must_use = "a call does nothing until it is sent"]
pub struct RawCall<'a> {
    partner: &'a PartnerCenter,
    /// What was wrong first, until the call is sent.
    request: Result<Request>,
}

impl RawCall<'_> {
    /// Sets the body, written as JSON.
    pub fn json(mut self, body: &impl Serialize) -> Self {
        self.request =
            self.request.and_then(|request| request.with_json(body).map_err(Error::from));
        self
    }

    /// Sets a header.
    pub fn header(mut self, name: &str, value: &str) -> Self {
        self.request = self.request.and_then(|mut request| {
            let (name, value) = header(name, value)?;
            request.headers_mut().insert(name, value);
            Ok(request)
        });
        self
    }

    /// Sends the call and decodes the answer. An empty one is decoded as `null`, so `T` may be
    /// `()` or an `Option` where the service answers with nothing.
    ///
    /// Dropping the future leaves open whether a request that was under way is carried out.
    ///
    /// # Errors
    ///
    /// Nothing was sent if the target would lead elsewhere, a header or the body cannot be
    /// written, or the sign-in fails. Else as of any call:
    /// [`Error::delivery`](crate::Error::delivery) says whether the service may have acted.
    pub async fn send<T: DeserializeOwned + Send>(self) -> Result<Answer<T>> {
        Ok(self.partner.api().send(self.request?).await?)
    }
}

fn header(name: &str, value: &str) -> Result<(HeaderName, HeaderValue)> {
    let key: HeaderName = name.parse().map_err(|_| {
        Error::invalid("header", format!("`{}` is not the name of a header", name.escape_debug()))
    })?;
    // The value is not shown: it may be a secret.
    let mut value = HeaderValue::from_str(value).map_err(|_| {
        let why = format!("the value of `{key}` has a character that no header can have");
        Error::invalid("header", why)
    })?;
    value.set_sensitive(true);
    Ok((key, value))
}
