//! With a socket: cut connections, stopping, and the program.

use std::cell::OnceCell;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpStream};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use partner_center_emulator::seed::*;
use partner_center_emulator::{
    Action, Caller, Emulator, Fault, Gate, GateState, Moment, Running, When,
};
use serde_json::{Value, json};

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

/// A new cart of a signed-in client, and the head of a request to check it out.
fn checkout(client: &Client) -> String {
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    let carts = format!("/v1/customers/{CUSTOMER_US}/carts");
    let cart = client.post(&carts, json!({ "lineItems": [line] })).expect(201);
    let token = client.token.as_deref().unwrap();
    format!(
        "POST {carts}/{}/checkout HTTP/1.1\r\nHost: localhost\r\nContent-Length: 0\r\n\
         Authorization: Bearer {token}\r\n\r\n",
        cart["id"].as_str().unwrap()
    )
}

fn orders(emulator: &Emulator) -> usize {
    emulator.ledger().iter().map(|entry| entry.effect.orders.len()).sum()
}

/// A server with a client that is signed in, and a connection on which a checkout was sent.
fn sent(prepare: impl FnOnce(&Emulator)) -> (tokio::runtime::Runtime, Running, TcpStream) {
    let (runtime, running) = start();
    let client = Client::signed_out(running.emulator().clone());
    let client = client.with_token(client.refresh(CONTOSO_TENANT, CONTOSO_REFRESH_TOKEN).token());
    let request = checkout(&client);
    prepare(running.emulator());
    let mut stream = TcpStream::connect(running.address()).unwrap();
    stream.write_all(request.as_bytes()).unwrap();
    (runtime, running, stream)
}

#[test]
fn a_caller_that_hangs_up_at_a_gate_does_not_take_the_work_with_it() {
    let gate = OnceCell::new();
    let (runtime, running, stream) = sent(|emulator| {
        let set = emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
        gate.set(set).unwrap();
    });
    let (gate, emulator) = (gate.get().unwrap(), running.emulator());
    assert_eq!(runtime.block_on(gate.reached()), GateState::Reached);
    drop(stream);
    assert_eq!(orders(emulator), 0);
    gate.release();
    assert_eq!(orders(emulator), 1);
}

#[test]
fn an_answer_is_written_while_its_connection_stays_open() {
    let gate = OnceCell::new();
    let (runtime, running, mut stream) = sent(|emulator| {
        let held = emulator.gate(Gate::on("checkoutCart", Moment::AfterWork));
        gate.set((held, emulator.gate(Gate::on("checkoutCart", Moment::Answered)))).unwrap();
    });
    let (held, answered) = gate.get().unwrap();
    runtime.block_on(held.reached());
    assert_eq!((answered.state(), orders(running.emulator())), (GateState::Waiting, 1));
    held.release();
    assert_eq!(runtime.block_on(answered.reached()), GateState::Reached);
    let mut start = [0; 20];
    stream.read_exact(&mut start).unwrap();
    assert_eq!(&start, b"HTTP/1.1 201 Created");
}

#[test]
fn a_late_request_is_done_after_its_connection_was_cut() {
    let (_runtime, running, mut stream) = sent(|emulator| {
        let late = Action::late(Duration::from_secs(60), Caller::Cut);
        emulator.fault(Fault::on("checkoutCart", late));
    });
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    assert_eq!((answer.len(), orders(running.emulator())), (0, 0));
    running.emulator().clock().advance(Duration::from_secs(60));
    assert_eq!(orders(running.emulator()), 1);
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
