//! With a socket: cut connections, stopping, and the program.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use partner_center_emulator::seed::*;
use partner_center_emulator::{Action, Emulator, Fault, Running, When};
use serde_json::Value;

use crate::client::{Client, options};

/// A server on a thread of its own, and what stops it.
fn start() -> (tokio::runtime::Runtime, Running) {
    let runtime =
        tokio::runtime::Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap();
    let running = runtime.block_on(Emulator::start(options())).unwrap();
    (runtime, running)
}

/// Sends a GET and reads until the connection ends, however it ends.
fn ask(address: SocketAddr, path: &str, token: &str) -> String {
    let mut stream = TcpStream::connect(address).unwrap();
    let request = format!(
        "GET {path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\nAuthorization: Bearer {token}\r\n\r\n"
    );
    stream.write_all(request.as_bytes()).unwrap();
    let mut answer = Vec::new();
    // A reset connection is an end as well.
    let _ = stream.read_to_end(&mut answer);
    String::from_utf8(answer).unwrap()
}

#[test]
fn it_answers_and_cuts_and_stops() {
    let (_runtime, running) = start();
    assert_eq!(running.base_url, format!("http://{}", running.address()));
    assert_eq!(running.control, format!("{}/_emulator", running.base_url));
    let emulator = running.emulator().clone();
    let client = Client::signed_out(emulator.clone());
    let token = client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).token();
    let address = running.address();
    let get = || ask(address, "/v1/customers", &token);

    let whole = get();
    assert!(whole.starts_with("HTTP/1.1 200 OK\r\n"), "{whole}");
    for when in [When::Before, When::After] {
        emulator.fault(Fault::on("listCustomers", Action::cut(when)));
        assert_eq!(get(), "", "{when:?}");
    }
    emulator.fault(Fault::on("listCustomers", Action::cut(When::MidBody)));
    let half = get();
    let body = |text: &str| text.split_once("\r\n\r\n").unwrap().1.to_owned();
    let length = body(&whole).len();
    assert!(half.contains(&format!("content-length: {length}\r\n")), "{half}");
    assert_eq!(body(&half), body(&whole)[..length / 2]);
    assert_eq!(get().lines().next(), whole.lines().next(), "and then all is well again");

    drop(running);
    // The server hears of it a moment later, and that moment is not the emulator's.
    let start = Instant::now();
    while TcpStream::connect(address).is_ok() {
        assert!(start.elapsed() < Duration::from_secs(30), "it listens on");
        std::thread::yield_now();
    }
}

#[test]
fn the_program_says_where_it_is() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_partner-center-emulator"))
        .args(["--listen", "127.0.0.1:0", "--profile", "plain", "--freeze", "--seed-ids", "7"])
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap();
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    let ready: Value = serde_json::from_str(&line).unwrap();
    let base = ready["baseUrl"].as_str().unwrap();
    assert_eq!(ready["authority"], base);
    let address = base.strip_prefix("http://").unwrap().parse().unwrap();
    let settings = ask(address, "/_emulator/settings", "");
    child.kill().unwrap();
    child.wait().unwrap();
    assert!(settings.contains(r#""profile":"plain""#), "{settings}");
}

#[test]
fn the_program_explains_itself() {
    let run = |arguments: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_partner-center-emulator"))
            .args(arguments)
            .output()
            .unwrap();
        let text = |bytes: Vec<u8>| String::from_utf8(bytes).unwrap();
        (output.status.success(), text(output.stdout), text(output.stderr))
    };
    let (success, help, _) = run(&["--help"]);
    assert!(
        success && help.contains("--listen ADDRESS") && help.contains("one line of JSON"),
        "{help}"
    );
    let (success, _, why) = run(&["--profile", "fancy"]);
    assert!(!success && why.contains("`fancy` is neither wire nor plain"), "{why}");
    let (success, _, why) = run(&["--seed", "/no/such/file"]);
    assert!(!success && why.contains("/no/such/file"), "{why}");
    assert!(!run(&["--dance"]).0);
}
