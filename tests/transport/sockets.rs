//! What only a real connection can show.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use partner_center::auth::StaticToken;
use partner_center::{Cloud, Delivery, PartnerCenter, clock::ManualClock};
use partner_center_test_support::{checkout, create, own_client, read};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};

fn here(address: &str) -> Cloud {
    Cloud::custom(format!("http://{address}"), format!("http://{address}"))
}

fn partner(address: &str) -> PartnerCenter {
    // The clock stands still, so no limit strikes however slow the machine is.
    PartnerCenter::builder(StaticToken::app_only("canary"))
        .cloud(here(address))
        .clock(ManualClock::new())
        .build()
        .unwrap()
}

/// Answers each connection with the next of `answers`, and the last for ever; an answer is
/// sent as it stands and the connection closed. Counts requests.
async fn server(answers: &'static [&'static str]) -> (String, Arc<AtomicUsize>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let count = Arc::new(AtomicUsize::new(0));
    let seen = count.clone();
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            request(&mut stream).await;
            let number = seen.fetch_add(1, Ordering::SeqCst);
            let text = answers[number.min(answers.len() - 1)];
            stream.write_all(text.as_bytes()).await.unwrap();
            stream.shutdown().await.unwrap();
        }
    });
    (address, count)
}

/// Reads up to the end of the head, and of a body of known length.
async fn request(stream: &mut TcpStream) {
    let mut text = Vec::new();
    loop {
        let mut chunk = [0; 1024];
        let read = stream.read(&mut chunk).await.unwrap();
        text.extend_from_slice(&chunk[..read]);
        let shown = String::from_utf8_lossy(&text).to_ascii_lowercase();
        if let Some((head, body)) = shown.split_once("\r\n\r\n") {
            let length = head
                .lines()
                .find_map(|line| line.strip_prefix("content-length: "))
                .map_or(0, |length| length.parse().unwrap());
            if read == 0 || body.len() >= length {
                return;
            }
        } else if read == 0 {
            return;
        }
    }
}

const LOST: &str = "";
const CUT: &str =
    "HTTP/1.1 201 Created\r\ncontent-type: application/json\r\ncontent-length: 99\r\n\r\n{\"or";
const CART: &str =
    "HTTP/1.1 200 OK\r\ncontent-length: 15\r\nconnection: close\r\n\r\n{\"id\":\"cart-1\"}";

#[tokio::test]
async fn a_checkout_that_gets_no_answer_is_sent_once() {
    for answers in [&[LOST], &[CUT]] {
        let (address, count) = server(answers).await;
        let error = checkout(&partner(&address)).await.unwrap_err();
        assert_eq!(error.delivery(), Delivery::Unknown, "{error}");
        assert_eq!(count.load(Ordering::SeqCst), 1);
    }
}

#[tokio::test]
async fn a_read_that_gets_no_answer_is_sent_again() {
    let (address, count) = server(&[LOST, CUT, CART]).await;
    let cart = read(&partner(&address)).await.unwrap();
    assert_eq!(cart.id.unwrap().as_str(), "cart-1");
    assert_eq!(count.load(Ordering::SeqCst), 3);
}

#[tokio::test]
async fn a_closed_port_is_tried_again_also_by_a_write_and_leaves_no_doubt() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    drop(listener);
    let error = create(&partner(&address)).await.unwrap_err();
    assert!(error.is_unsent(), "{error}");
    assert_eq!((error.delivery(), error.tries()), (Delivery::NotDone, 4));
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        assert!(!source.to_string().contains("/v1/"), "the address stays out: {source}");
        cause = source;
    }
}

#[tokio::test]
async fn a_redirect_that_the_callers_client_follows_is_an_error() {
    let (target, visits) = server(&[CART]).await;
    let redirect = format!(
        "HTTP/1.1 307 Temporary Redirect\r\nlocation: http://{target}/v1/x\r\ncontent-length: 0\r\n\r\n"
    );
    let (address, _) = server(Vec::leak(vec![String::leak(redirect) as &str])).await;

    let error = read(&partner(&address)).await.unwrap_err();
    assert_eq!(error.status(), Some(307));
    assert_eq!(visits.load(Ordering::SeqCst), 0, "the client made here does not follow");

    let following = PartnerCenter::builder(StaticToken::app_only("canary"))
        .cloud(here(&address))
        .http_client(own_client().build().unwrap())
        .clock(ManualClock::new())
        .build()
        .unwrap();
    let error = create(&following).await.unwrap_err();
    assert!(error.to_string().contains("another address"), "{error}");
    assert_eq!(error.delivery(), Delivery::Unknown);
}

/// To the same host and to another, with every status that means it.
#[tokio::test]
async fn a_redirect_is_not_followed_by_a_token() {
    let (other, visits) = server(&[CART]).await;
    for status in [301, 302, 303, 307, 308] {
        for target in [format!("http://{other}/v1/x"), "/v1/x".to_owned(), "//evil.test".to_owned()]
        {
            let redirect = format!(
                "HTTP/1.1 {status} Moved\r\nlocation: {target}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n"
            );
            let (address, count) = server(Vec::leak(vec![String::leak(redirect) as &str])).await;
            let error = read(&partner(&address)).await.unwrap_err();
            assert_eq!(error.status(), Some(status), "{error}");
            assert!(error.to_string().contains("which was not followed"), "{error}");
            assert_eq!(count.load(Ordering::SeqCst), 1, "{status} to {target}");
        }
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

#[tokio::test]
async fn a_length_that_lies_is_believed_neither_way() {
    // Far more is announced than is read at all.
    const HUGE: &str = "HTTP/1.1 200 OK\r\ncontent-length: 99999999999999\r\n\r\n{}";
    let (address, count) = server(&[HUGE]).await;
    let error = read(&partner(&address)).await.unwrap_err();
    assert!(error.to_string().contains("larger than 67108864 bytes"), "{error}");
    assert_eq!(count.load(Ordering::SeqCst), 1);

    // What comes after the announced end is not part of the answer.
    const SHORT: &str =
        "HTTP/1.1 200 OK\r\ncontent-length: 15\r\n\r\n{\"id\":\"cart-1\"},\"id\":\"evil\"}";
    let (address, _) = server(&[SHORT]).await;
    let cart = read(&partner(&address)).await.unwrap();
    assert_eq!(cart.id.unwrap().as_str(), "cart-1");
}

#[tokio::test]
async fn a_body_without_end_is_left_at_the_limit() {
    for status in ["200 OK", "400 Bad Request"] {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let endless = tokio::spawn(async move {
            let (mut stream, _) = listener.accept().await.unwrap();
            request(&mut stream).await;
            let head = format!("HTTP/1.1 {status}\r\ntransfer-encoding: chunked\r\n\r\n");
            stream.write_all(head.as_bytes()).await.unwrap();
            let chunk = format!("4000\r\n{}\r\n", " ".repeat(0x4000));
            let mut written = 0;
            // Until nobody listens.
            while stream.write_all(chunk.as_bytes()).await.is_ok() {
                written += chunk.len();
            }
            written
        });
        let partner = PartnerCenter::builder(StaticToken::app_only("canary"))
            .cloud(here(&address))
            .clock(ManualClock::new())
            .response_limit(1024 * 1024)
            .build()
            .unwrap();
        let error = read(&partner).await.unwrap_err();
        assert!(error.status().is_some(), "{error}");
        drop(partner);
        // What the buffers of the two ends hold comes on top.
        let written = endless.await.unwrap();
        assert!(written < 32 * 1024 * 1024, "{written}");
    }
}

#[tokio::test]
async fn nothing_compressed_is_asked_for_or_unpacked() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap().to_string();
    let head = tokio::spawn(async move {
        let (mut stream, _) = listener.accept().await.unwrap();
        let mut head = Vec::new();
        while !head.ends_with(b"\r\n\r\n") {
            head.push(stream.read_u8().await.unwrap());
        }
        // `{}` in gzip: what unpacks this could be made to unpack gigabytes.
        let packed = b"\x1f\x8b\x08\0\0\0\0\0\0\x03\xab\xae\x05\0\x43\xbf\xa6\xa3\x02\0\0\0";
        let answer = format!(
            "HTTP/1.1 200 OK\r\ncontent-encoding: gzip\r\ncontent-length: {}\r\nconnection: close\r\n\r\n",
            packed.len()
        );
        stream.write_all(answer.as_bytes()).await.unwrap();
        stream.write_all(packed).await.unwrap();
        String::from_utf8(head).unwrap().to_ascii_lowercase()
    });
    let partner = PartnerCenter::builder(StaticToken::app_only("canary"))
        .cloud(here(&address))
        .clock(ManualClock::new())
        .retry(partner_center::transport::RetryPolicy::never())
        .build()
        .unwrap();
    let error = read(&partner).await.unwrap_err();
    assert!(error.to_string().contains("its body is not JSON"), "{error}");
    let head = head.await.unwrap();
    assert!(!head.contains("accept-encoding"), "{head}");
}
