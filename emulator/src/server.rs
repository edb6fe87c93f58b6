//! Sockets in front of an emulator: one for the main host, and one for each other.

use std::collections::BTreeMap;
use std::io;
use std::net::SocketAddr;
use std::pin::pin;

use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioIo;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tower_service::Service;

use crate::body::Cut;
use crate::document::{Document, STORAGE};
use crate::emulator::Emulator;
use crate::options::Options;
use crate::service::Through;
use crate::written::{Answers, Written};

/// An emulator that listens; dropping it stops it, after the requests under way have been answered.
#[derive(Debug)]
pub struct Running {
    /// Where the API is: what a client takes for `https://api.partnercenter.microsoft.com`.
    pub base_url: String,
    /// Where tokens are: what a client takes for `https://login.microsoftonline.com`.
    pub authority: String,
    /// Where the emulator is controlled.
    pub control: String,
    /// Where the other hosts of the document are, by the names that it has for them: a client takes
    /// `hosts["Prices"]` for `https://api.partner.microsoft.com`. `hosts["Storage"]` is where the
    /// files of exports are; manifests name it.
    pub hosts: BTreeMap<&'static str, String>,
    emulator: Emulator,
    address: SocketAddr,
    /// Dropping it tells the server to stop.
    _stop: watch::Sender<()>,
}

impl Running {
    /// The emulator behind the socket.
    pub fn emulator(&self) -> &Emulator {
        &self.emulator
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Emulator {
    /// Starts an emulator that listens, by default on free ports of 127.0.0.1.
    ///
    /// # Errors
    ///
    /// When the address cannot be bound.
    pub async fn start(options: Options) -> io::Result<Running> {
        Self::new(options).serve().await
    }

    /// Puts a socket in front of this emulator, where its options say.
    ///
    /// # Errors
    ///
    /// When the address cannot be bound.
    pub async fn serve(self) -> io::Result<Running> {
        let listener = TcpListener::bind(self.options().listen).await?;
        let address = listener.local_addr()?;
        let (stop, stopped) = watch::channel(());
        let mut hosts = BTreeMap::new();
        for host in &Document::get().others {
            let listen = self.options().listen_of(&host.name);
            let listener = TcpListener::bind(listen).await?;
            let url = format!("http://{}", listener.local_addr()?);
            if host.name == STORAGE {
                // A second server in front of the same emulator leaves it where it was.
                let _ = self.options().storage.set(url.clone());
            }
            hosts.insert(host.name.as_str(), url);
            let through = Some(Through(&host.name));
            tokio::spawn(accept(listener, through, self.clone(), stopped.clone()));
        }
        tokio::spawn(accept(listener, None, self.clone(), stopped));
        let base_url = format!("http://{address}");
        Ok(Running {
            authority: base_url.clone(),
            control: format!("{base_url}/_emulator"),
            base_url,
            hosts,
            emulator: self,
            address,
            _stop: stop,
        })
    }
}

async fn accept(
    listener: TcpListener,
    through: Option<Through>,
    emulator: Emulator,
    mut stopped: watch::Receiver<()>,
) {
    loop {
        tokio::select! {
            // Nothing is ever sent: the change is that the sender is gone.
            _ = stopped.changed() => return,
            accepted = listener.accept() => {
                if let Ok((stream, _)) = accepted {
                    let stopped = stopped.clone();
                    tokio::spawn(converse(stream, through, emulator.clone(), stopped));
                }
            }
        }
    }
}

/// Answers the requests of one connection.
async fn converse(
    stream: TcpStream,
    through: Option<Through>,
    emulator: Emulator,
    mut stopped: watch::Receiver<()>,
) {
    // Small answers are sent at once; without this each would wait for the other side's
    // acknowledgement.
    let _ = stream.set_nodelay(true);
    let answers = Answers::default();
    let expected = answers.clone();
    let service = service_fn(move |mut request: http::Request<Incoming>| {
        if let Some(through) = through {
            request.extensions_mut().insert(through);
        }
        let (answer, expected) = (emulator.clone().call(request), expected.clone());
        async move {
            let mut answer = answer.await?;
            expected.expect(answer.body_mut());
            Ok::<_, Cut>(answer)
        }
    });
    let stream = Written { stream, answers };
    // An error of the service, `Cut`, ends the connection without an answer: that is what it is
    // for.
    let connection = http1::Builder::new().serve_connection(TokioIo::new(stream), service);
    let mut connection = pin!(connection);
    tokio::select! {
        _ = connection.as_mut() => return,
        _ = stopped.changed() => connection.as_mut().graceful_shutdown(),
    }
    let _ = connection.await;
}
