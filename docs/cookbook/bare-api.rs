//! The operations alone, over a transport of one's own.

use partner_center_api::support::{BoxError, BoxFuture, ReadAnswer, Response};
use partner_center_api::{Client, Request, SharedTransport, Transport};

/// Sends each request once, with a token that somebody else looks after.
struct Bare {
    http: reqwest::Client,
    base_url: String,
    token: String,
}

impl Transport for Bare {
    fn send<'a>(
        &'a self,
        request: Request,
        _: Option<&'a mut dyn ReadAnswer>, // for transports that try again; others decode later
    ) -> BoxFuture<'a, Result<Response, BoxError>> {
        Box::pin(async move {
            let method = request.operation().method.parse()?;
            let url = format!("{}{}", self.base_url, request.target());
            let call = self.http.request(method, url).headers(request.headers().clone());
            let call = call.body(request.body().cloned().unwrap_or_default());
            let answer = call.bearer_auth(&self.token).send().await?.error_for_status()?;
            let (status, headers) = (answer.status(), answer.headers().clone());
            Ok(Response::new(status, headers, answer.bytes().await?))
        })
    }
}

/// A client of all operations.
pub fn client(http: reqwest::Client, base_url: String, token: String) -> Client {
    Client::new(SharedTransport::new(Bare { http, base_url, token }))
}
