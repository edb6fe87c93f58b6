//! The server: canned bytes from a process of its own.

#[path = "../shared/server_process.rs"]
mod server_process;

use std::env;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{TcpListener, TcpStream};
use std::thread;

use anyhow::Result;
use server_process::{ServerProcess, say_hello};

/// The word that makes this program the server.
const WORD: &str = "serve";

/// An order of two lines, with links, as the document shows it.
const ORDER: &str = include_str!("../../spec/examples/getOrder.200.json");
const TOKEN: &str =
    r#"{"token_type":"Bearer","expires_in":"3599","access_token":"contoso-access-token"}"#;

/// The other process, which ends with this value.
pub(crate) struct Server {
    _process: ServerProcess,
    /// Where it listens.
    pub(crate) url: String,
}

impl Server {
    /// Starts this program again, as the server.
    pub(crate) fn start() -> Result<Self> {
        let process = ServerProcess::start(&[WORD])?;
        Ok(Self { url: format!("http://{}", process.hello), _process: process })
    }
}

/// Serves until the process that started it goes away, if this one is to be the server.
pub(crate) fn serve_if_asked() -> Result<bool> {
    if env::args().nth(1).as_deref() != Some(WORD) {
        return Ok(false);
    }
    let listener = TcpListener::bind("127.0.0.1:0")?;
    say_hello(&listener.local_addr()?.to_string())?;
    for connection in listener.incoming() {
        let connection = connection?;
        // A client that goes away in the middle is no reason to stop.
        thread::spawn(move || answer_all(connection).is_ok());
    }
    Ok(true)
}

fn answer_all(mut connection: TcpStream) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(connection.try_clone()?);
    let (order, token) = (answer(ORDER), answer(TOKEN));
    while let Some(is_read) = next_request(&mut requests)? {
        connection.write_all(if is_read { &order } else { &token }.as_bytes())?;
    }
    Ok(())
}

fn answer(body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\
         Content-Length: {}\r\nMS-RequestId: 5b0b1b9c-2c1f-4f0e-9a51-0c5f3a7d9e21\r\n\
         MS-CorrelationId: 0f8f3c11-7f5e-4a4e-8f63-6a1c9b1f7d02\r\n\
         Date: Mon, 04 Feb 2030 08:00:00 GMT\r\n\r\n{body}",
        body.len()
    )
}

/// Whether the next request reads an order; the only others ask for a token.
fn next_request(requests: &mut impl BufRead) -> Result<Option<bool>> {
    let mut line = String::new();
    if requests.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let is_read = line.starts_with("GET ");
    let mut body = 0;
    loop {
        line.clear();
        requests.read_line(&mut line)?;
        let header = line.trim_end();
        if header.is_empty() {
            break;
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("content-length")
        {
            body = value.trim().parse()?;
        }
    }
    io::copy(&mut requests.take(body), &mut io::sink())?;
    Ok(Some(is_read))
}
