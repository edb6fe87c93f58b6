//! The server: canned bytes, as little work as can be.

use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;

use anyhow::{Context, Result};

use crate::page::{self, Page};
use crate::server_process::say_hello;

/// Serves pages of so many lines until the process that started it goes away.
///
/// The first line of its output is its address and the totals of its pages.
pub(crate) fn serve(lines: usize) -> Result<()> {
    let pages = Arc::new(page::all(lines));
    let listener = TcpListener::bind("127.0.0.1:0")?;
    let mut hello = listener.local_addr()?.to_string();
    for page in pages.iter() {
        hello += &format!(" {}", page.units);
    }
    say_hello(&hello)?;
    for connection in listener.incoming() {
        let (connection, pages) = (connection?, Arc::clone(&pages));
        // A client that goes away in the middle is no reason to stop.
        thread::spawn(move || answer_all(connection, &pages).is_ok());
    }
    Ok(())
}

fn answer_all(mut connection: TcpStream, pages: &[Page]) -> Result<()> {
    connection.set_nodelay(true)?;
    let mut requests = BufReader::new(connection.try_clone()?);
    while let Some((number, of)) = next_request(&mut requests)? {
        let page = &pages[number % pages.len()];
        let end = page::end((number + 1 < of).then_some(number + 1));
        let length = page.start.len() + end.len();
        let head = format!(
            "HTTP/1.1 200 OK\r\nContent-Type: application/json; charset=utf-8\r\n\
             Content-Length: {length}\r\n\r\n"
        );
        connection.write_all(head.as_bytes())?;
        connection.write_all(page.start.as_bytes())?;
        connection.write_all(end.as_bytes())?;
    }
    Ok(())
}

/// Reads a request: the page that it asks for, and how many the invoice has, which is what
/// the invoice is called.
fn next_request(requests: &mut impl BufRead) -> Result<Option<(usize, usize)>> {
    let mut line = String::new();
    if requests.read_line(&mut line)? == 0 {
        return Ok(None);
    }
    let invoice = line.split('/').nth(3).context("the path has no invoice")?;
    let of = invoice.trim_start_matches('G').parse().context("the invoice has no number")?;
    let mut page = 0;
    loop {
        line.clear();
        requests.read_line(&mut line)?;
        let header = line.trim_end();
        if header.is_empty() {
            return Ok(Some((page, of)));
        }
        if let Some((name, value)) = header.split_once(':')
            && name.eq_ignore_ascii_case("ms-continuationtoken")
        {
            page = page::of_token(value).context("the token is not one of ours")?;
        }
    }
}
