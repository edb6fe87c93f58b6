//! The address on this machine that a browser comes back to.

use std::convert::Infallible;
use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use bytes::Bytes;
use futures_util::future::{Either, select};
use futures_util::stream::{FuturesUnordered, StreamExt};
use http::{Method, Request, Response, Uri};
use http_body_util::Full;
use hyper::body::Incoming;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use reqwest::Url;
use tokio::net::{TcpListener, TcpStream};

use super::landing_page::{self, Landing};
use crate::clock::{Clock, within};
use crate::error::{Error, Result};
use crate::values::address::without_user;

/// How many connections are looked after at once: a browser opens some and says nothing.
const CONNECTIONS: usize = 32;

/// How long one of them may take, so that those that say nothing do not keep the browser out.
const PATIENCE: Duration = Duration::from_secs(10);

/// How long to wait where the machine has no connection to spare just now.
const BREATH: Duration = Duration::from_secs(1);

/// How many free ports are tried: the one that is free at one address can be taken at the other.
const PORTS: usize = 8;

/// A port of this machine, listening.
pub(super) struct Loopback {
    /// As the browser is told: with the port.
    redirect: String,
    path: String,
    first: TcpListener,
    /// `localhost` can be either of two addresses, and browsers differ.
    second: Option<TcpListener>,
}

impl Loopback {
    /// Listens where `address` says, on any free port if it names none.
    pub(super) async fn bind(address: &str) -> Result<Self> {
        let (url, first, second) = local(address).ok_or_else(|| not_local(address))?;
        // The scheme's own port, 80, is left out of an address.
        let wanted = url.port().unwrap_or_default();
        let cannot = |error| cannot_listen(wanted, error);
        let (first, second) = listen_to_any(first, second, wanted).await.map_err(cannot)?;
        let port = first.local_addr().map_err(cannot)?.port();
        let host = url.host_str().unwrap_or_default();
        // Registered addresses are compared as texts, so no slash is added.
        let path = if address.ends_with('/') || url.path() != "/" { url.path() } else { "" };
        Ok(Self {
            redirect: format!("http://{host}:{port}{path}"),
            path: url.path().to_owned(),
            first,
            second,
        })
    }

    pub(super) fn redirect(&self) -> &str {
        &self.redirect
    }

    /// Waits for a browser that brings `state` back. Everything else is turned away, and the
    /// wait goes on: any page can send a browser here.
    pub(super) async fn landing(&self, state: &str, clock: &dyn Clock) -> Landing {
        let mut open = FuturesUnordered::new();
        loop {
            let step = if open.is_empty() {
                Either::Left(self.accept(clock).await)
            } else if open.len() >= CONNECTIONS {
                Either::Right(open.next().await)
            } else {
                let accepting = std::pin::pin!(self.accept(clock));
                match select(accepting, open.next()).await {
                    Either::Left((stream, _)) => Either::Left(stream),
                    Either::Right((landing, _)) => Either::Right(landing),
                }
            };
            match step {
                Either::Left(stream) => {
                    open.push(within(clock, PATIENCE, self.serve(stream, state)));
                }
                Either::Right(Some(Some(Some(landing)))) => return landing,
                Either::Right(_) => {}
            }
        }
    }

    /// The next connection. A failure is that of one connection, or of a machine that has none
    /// to spare just now; how long to go on is up to whoever waits.
    async fn accept(&self, clock: &dyn Clock) -> TcpStream {
        loop {
            match self.accept_one().await {
                Ok(stream) => return stream,
                Err(error) => {
                    tracing::debug!(%error, "a connection of the browser could not be taken");
                    clock.sleep(BREATH).await;
                }
            }
        }
    }

    async fn accept_one(&self) -> io::Result<TcpStream> {
        let accepted = match &self.second {
            None => self.first.accept().await,
            Some(second) => {
                let first = std::pin::pin!(self.first.accept());
                let second = std::pin::pin!(second.accept());
                match select(first, second).await {
                    Either::Left((accepted, _)) | Either::Right((accepted, _)) => accepted,
                }
            }
        };
        accepted.map(|(stream, _)| stream)
    }

    /// Answers one request; what it brought is handed on once the answer is out.
    async fn serve(&self, stream: TcpStream, state: &str) -> Option<Landing> {
        let landed = Mutex::new(None);
        let service = service_fn(|request: Request<Incoming>| {
            let page = match self.read(request.method(), request.uri(), state) {
                Some(landing) => {
                    let page = landing_page::of(&landing);
                    *landed.lock().unwrap_or_else(PoisonError::into_inner) = Some(landing);
                    page
                }
                None => landing_page::nothing_here(),
            };
            std::future::ready(Ok::<Response<Full<Bytes>>, Infallible>(page))
        });
        // A browser that hangs up has brought what it had to bring.
        let _ = hyper::server::conn::http1::Builder::new()
            .keep_alive(false)
            .serve_connection(TokioIo::new(stream), service)
            .await;
        landed.into_inner().unwrap_or_else(PoisonError::into_inner)
    }

    fn read(&self, method: &Method, uri: &Uri, state: &str) -> Option<Landing> {
        if method != Method::GET || uri.path() != self.path {
            return None;
        }
        let query = Url::parse(&format!("http://localhost/?{}", uri.query()?)).ok()?;
        let get = |name: &str| {
            query.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
        };
        if get("state")? != state {
            return None;
        }
        if let Some(error) = get("error") {
            let description = get("error_description").unwrap_or_default();
            return Some(Landing::Refused { error, description });
        }
        get("code").filter(|code| !code.is_empty()).map(|code| Landing::Code(code.into()))
    }
}

/// An address of this machine that a browser can come back to, taken apart: where to listen, and
/// where else.
fn local(address: &str) -> Option<(Url, IpAddr, Option<IpAddr>)> {
    let url = Url::parse(address).ok()?;
    let plain = url.scheme() == "http"
        && url.query().is_none()
        && url.fragment().is_none()
        && url.username().is_empty()
        && url.password().is_none();
    let host = url.host_str().filter(|_| plain)?;
    let bare = host.trim_start_matches('[').trim_end_matches(']');
    let (first, second) = match bare.parse::<IpAddr>() {
        Ok(ip) if ip.is_loopback() => (ip, None),
        Err(_) if bare == "localhost" => {
            (Ipv4Addr::LOCALHOST.into(), Some(Ipv6Addr::LOCALHOST.into()))
        }
        _ => return None,
    };
    Some((url, first, second))
}

fn not_local(address: &str) -> Error {
    let message = format!(
        "`{}` is not an address of this machine that a browser can come back to: give one such as \
         `http://localhost:8400/done`, without query or fragment",
        without_user(address)
    );
    Error::invalid("redirect", message)
}

fn cannot_listen(port: u16, error: io::Error) -> Error {
    Error::sign_in(format!(
        "port {port} of this machine cannot be listened on: end what uses it, or set another \
         redirect address"
    ))
    .with_source(boxed(error))
}

/// Listens on one port, or where none is named on the first that is free at both addresses.
async fn listen_to_any(
    first: IpAddr,
    second: Option<IpAddr>,
    port: u16,
) -> io::Result<(TcpListener, Option<TcpListener>)> {
    let tries = if port == 0 { PORTS } else { 1 };
    for _ in 1..tries {
        if let Ok(bound) = listen(first, second, port).await {
            return Ok(bound);
        }
    }
    listen(first, second, port).await
}

/// Listens at one address, and at the other on the same port. A machine that has no such other
/// address does with one; where somebody else listens there, the browser could go to them.
async fn listen(
    first: IpAddr,
    second: Option<IpAddr>,
    port: u16,
) -> io::Result<(TcpListener, Option<TcpListener>)> {
    let first = TcpListener::bind(SocketAddr::new(first, port)).await?;
    let Some(second) = second else { return Ok((first, None)) };
    match TcpListener::bind(SocketAddr::new(second, first.local_addr()?.port())).await {
        Ok(second) => Ok((first, Some(second))),
        Err(error) if error.kind() == io::ErrorKind::AddrInUse => Err(error),
        Err(_) => Ok((first, None)),
    }
}

fn boxed(error: io::Error) -> Box<dyn std::error::Error + Send + Sync> {
    Box::new(error)
}
