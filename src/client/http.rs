//! The HTTP clients made here, for those who bring none.

use std::fmt;
use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, ClientBuilder};
use secrecy::{ExposeSecret, SecretString};

use super::refusal::not_made;
use super::tls_roots::TlsRoots;
use crate::error::{Error, Result};

/// Which proxy to go through; without one the environment says.
pub(super) enum Proxy {
    None,
    /// Its address, which may hold a password.
    Through(SecretString),
}

impl fmt::Debug for Proxy {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::None => "None",
            Self::Through(_) => "Through(..)",
        })
    }
}

/// How requests are sent.
pub(super) struct Sending {
    pub(super) connect: Duration,
    pub(super) roots: TlsRoots,
    pub(super) proxy: Option<Proxy>,
}

/// A client that sends. It follows no redirects, since requests carry tokens, and has no limit
/// but the one on connecting, since the transport keeps the others.
pub(super) fn sending(settings: Sending) -> Result<Client> {
    let builder = Client::builder()
        .redirect(Policy::none())
        .connect_timeout(settings.connect)
        .user_agent(concat!("partner-center-rust/", env!("CARGO_PKG_VERSION")));
    let builder = match &settings.proxy {
        None => builder,
        Some(Proxy::None) => builder.no_proxy(),
        Some(Proxy::Through(url)) => builder.proxy(proxy(url)?),
    };
    build(settings.roots.apply(builder)?)
}

fn proxy(url: &SecretString) -> Result<reqwest::Proxy> {
    // Neither the address nor the parser's error is shown: a user part may hold a password.
    reqwest::Url::parse(url.expose_secret())
        .ok()
        .filter(|url| matches!(url.scheme(), "http" | "https") && url.has_host())
        .and_then(|url| reqwest::Proxy::all(url).ok())
        .ok_or_else(|| {
            Error::invalid(
                "proxy",
                "it is not the address of a proxy: give one such as `http://proxy.contoso.test:3128`",
            )
        })
}

fn build(builder: ClientBuilder) -> Result<Client> {
    builder.build().map_err(not_made)
}
