//! The HTTP clients made here, for those who bring none.

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};

use crate::error::{Error, Result};
use crate::transport::Timeouts;

/// A client for addresses elsewhere; it takes proxies from the environment.
pub(super) fn remote(timeouts: &Timeouts) -> Result<Client> {
    build(sending(timeouts))
}

/// A client where plain http is spoken. That stays on this machine: a proxy would get to
/// see its tokens.
pub(super) fn local(timeouts: &Timeouts) -> Result<Client> {
    build(sending(timeouts).no_proxy())
}

/// A client that sends nothing: generated code wants one to make its requests with. Without
/// roots it costs microseconds instead of milliseconds.
pub(super) fn idle() -> Result<Client> {
    let builder = Client::builder().no_proxy();
    #[cfg(feature = "rustls")]
    let builder = builder.tls_certs_only([]);
    build(builder)
}

/// No redirects, since requests carry tokens, and no limits but the one on connecting, since
/// the transport keeps the others.
fn sending(timeouts: &Timeouts) -> ClientBuilder {
    Client::builder()
        .redirect(Policy::none())
        .connect_timeout(timeouts.connect)
        .user_agent(concat!("partner-center-rust/", env!("CARGO_PKG_VERSION")))
}

fn build(builder: ClientBuilder) -> Result<Client> {
    builder.build().map_err(|error| {
        let source: Box<dyn std::error::Error + Send + Sync> = Box::new(error);
        Error::invalid(
            "http_client",
            "the HTTP client could not be made: check the machine's TLS roots and proxy \
             settings, or give a `reqwest::Client` of your own",
        )
        .with_source(source)
    })
}
