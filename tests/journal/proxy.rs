//! A line to the database that breaks at the worst moment.

use std::path::Path;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream, UnixStream};
use tokio_postgres::config::Host;

/// What happens at the next commit, and only then unless it says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Break {
    Nothing,
    /// The line breaks before the commit has reached the server.
    BeforeCommit,
    /// It breaks after the server has committed, and before it is heard.
    AfterCommit,
    /// The same, and nobody gets through any more.
    ForGood,
}

#[derive(Clone)]
pub(crate) struct Proxy {
    next: Arc<Mutex<Break>>,
    pub(crate) port: u16,
}

impl Proxy {
    pub(crate) async fn to(server: &tokio_postgres::Config) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.expect("a free port");
        let port = listener.local_addr().expect("it is bound").port();
        let proxy = Self { next: Arc::new(Mutex::new(Break::Nothing)), port };
        let (own, server) = (proxy.clone(), server.clone());
        tokio::spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                // Dropped at once, the client finds a closed line.
                if own.next() != Break::ForGood {
                    tokio::spawn(own.clone().connect(client, server.clone()));
                }
            }
        });
        proxy
    }

    pub(crate) fn breaks(&self, next: Break) {
        *self.next.lock().expect("nobody panics with it") = next;
    }

    fn next(&self) -> Break {
        *self.next.lock().expect("nobody panics with it")
    }

    async fn connect(self, client: TcpStream, server: tokio_postgres::Config) {
        let port = server.get_ports().first().copied().unwrap_or(5432);
        match server.get_hosts().first().expect("it has an address") {
            Host::Unix(folder) => {
                let socket = Path::new(folder).join(format!(".s.PGSQL.{port}"));
                self.pump(client, UnixStream::connect(socket).await.expect("a server")).await;
            }
            Host::Tcp(name) => {
                let server = TcpStream::connect((name.as_str(), port)).await.expect("a server");
                self.pump(client, server).await;
            }
        }
    }

    /// Carries bytes to and fro until one side has enough, or the line breaks.
    async fn pump(
        self,
        mut client: TcpStream,
        mut server: impl AsyncRead + AsyncWrite + Unpin,
    ) -> Option<()> {
        let (mut up, mut down) = ([0; 8192], [0; 8192]);
        let mut is_deaf = false;
        loop {
            tokio::select! {
                read = client.read(&mut up) => {
                    let sent = &up[..read.ok().filter(|read| *read > 0)?];
                    if sent.windows(7).any(|bytes| bytes == b"COMMIT\0") {
                        match self.next() {
                            Break::Nothing => {}
                            Break::BeforeCommit => {
                                self.breaks(Break::Nothing);
                                return None;
                            }
                            Break::AfterCommit | Break::ForGood => is_deaf = true,
                        }
                    }
                    server.write_all(sent).await.ok()?;
                }
                read = server.read(&mut down) => {
                    let said = &down[..read.ok().filter(|read| *read > 0)?];
                    if is_deaf {
                        if self.next() == Break::AfterCommit {
                            self.breaks(Break::Nothing);
                        }
                        return None;
                    }
                    client.write_all(said).await.ok()?;
                }
            }
        }
    }
}
