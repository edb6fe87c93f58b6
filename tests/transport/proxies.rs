//! Proxies, by option and from the environment.

use partner_center::auth::StaticToken;
use partner_center::{PartnerCenter, PartnerCenterBuilder, clock::ManualClock};
use partner_center_test_support::read;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Says in the environment of a test that it is the second program of a pair.
const SECOND: &str = "PARTNER_CENTER_TEST_SECOND";

/// A proxy that turns everybody away; gives the head of the first request.
async fn refusing(listener: TcpListener) -> String {
    let (mut stream, _) = listener.accept().await.unwrap();
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        text.push(stream.read_u8().await.unwrap());
    }
    let refusal = b"HTTP/1.1 403 Forbidden\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    stream.write_all(refusal).await.unwrap();
    String::from_utf8(text).unwrap()
}

fn builder() -> PartnerCenterBuilder {
    PartnerCenter::builder(StaticToken::app_only("canary"))
        .base_url("https://api.contoso.test")
        .retry(partner_center::transport::RetryPolicy::never())
        .clock(ManualClock::new())
}

#[tokio::test]
async fn a_proxy_by_option_is_asked_for_a_tunnel_and_sees_no_token() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = listener.local_addr().unwrap();
    let proxy = tokio::spawn(refusing(listener));
    let url = format!("http://jane:canary-7f3a@{address}");
    let builder = builder().proxy(url);
    assert!(!format!("{builder:?}").contains("canary"));

    let error = read(&builder.build().unwrap()).await.unwrap_err();
    assert!(error.is_unsent(), "{error}");
    let mut shown = format!("{error} {error:?}");
    let mut cause: &dyn std::error::Error = &error;
    while let Some(source) = cause.source() {
        shown.push_str(&format!("{source} {source:?}"));
        cause = source;
    }
    assert!(!shown.contains("canary"), "{shown}");

    let head = proxy.await.unwrap().to_ascii_lowercase();
    assert!(head.starts_with("connect api.contoso.test:443 "), "{head}");
    assert!(head.contains("proxy-authorization: basic "), "{head}");
    assert!(!head.contains("bearer"), "{head}");
}

/// The environment of a program is its own, so a second one is started, with this same test.
#[tokio::test]
async fn a_proxy_from_the_environment_is_used_unless_none_is_wanted() {
    if std::env::var_os(SECOND).is_some() {
        let error = read(&builder().build().unwrap()).await.unwrap_err();
        assert!(error.is_unsent(), "{error}");
        return;
    }
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let proxy = tokio::spawn(refusing(listener));
    let second = std::thread::spawn(move || {
        std::process::Command::new(std::env::current_exe().unwrap())
            .args([
                "--exact",
                "proxies::a_proxy_from_the_environment_is_used_unless_none_is_wanted",
            ])
            .env(SECOND, "1")
            .env("HTTPS_PROXY", &address)
            .env("https_proxy", address)
            .env_remove("NO_PROXY")
            .env_remove("no_proxy")
            .output()
            .unwrap()
    });
    let head = proxy.await.unwrap();
    assert!(head.starts_with("CONNECT api.contoso.test:443 "), "{head}");
    let output = second.join().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stdout));
}

#[test]
fn what_is_no_proxy_is_refused_without_being_shown() {
    for url in ["", "proxy", "ftp://jane:canary@proxy", "http://", "http://jane:canary@", "canary"]
    {
        let error = builder().proxy(url).build().unwrap_err();
        assert!(error.is_invalid() && error.to_string().starts_with("proxy: "), "{url}: {error}");
        assert!(!format!("{error} {error:?}").contains("canary"), "{error:?}");
    }
}

#[test]
fn a_proxy_that_would_see_tokens_is_refused() {
    let local = builder().base_url("http://localhost:1").authority("http://localhost:1");
    let error = local.proxy("http://proxy.contoso.test:3128").build().unwrap_err();
    assert!(error.to_string().contains("get to see tokens"), "{error}");
    let local = builder().base_url("http://localhost:1").authority("http://localhost:1");
    local.no_proxy().build().unwrap();
}
