//! Each cloud, asked for a token in each protocol: the exact request.

use std::sync::{Arc, Mutex};

use partner_center::auth::{ClientSecret, RefreshToken, TokenSource, TokenVersion};
use partner_center::transport::{HttpSender, SendError};
use partner_center::{Cloud, PartnerCenter, clock::ManualClock, external::BoxFuture};
use partner_center_test_support::read;
use reqwest::{Request, Response};

/// Remembers where everything went, and signs anybody in.
#[derive(Clone, Default)]
struct Anywhere(Arc<Mutex<Vec<String>>>);

impl HttpSender for Anywhere {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        let body = String::from_utf8(body.to_vec()).unwrap();
        let line = format!("{} {}", request.method(), request.url());
        let is_token = request.url().path().contains("/oauth2/");
        let seen = if is_token { format!("{line}\n  {body}") } else { line };
        self.0.lock().unwrap().push(seen.replace('&', "\n  "));
        let answer = if is_token {
            r#"{"access_token":"token-1","refresh_token":"refresh-1","expires_in":"3599"}"#
        } else {
            "{}"
        };
        Box::pin(async move { Ok(Response::from(http::Response::new(answer))) })
    }
}

async fn asked(cloud: Cloud, version: TokenVersion, credential: impl TokenSource) -> String {
    let sender = Anywhere::default();
    let partner = PartnerCenter::builder(credential)
        .cloud(cloud)
        .token_version(version)
        .http_sender(sender.clone())
        .clock(ManualClock::new())
        .build()
        .unwrap();
    read(&partner).await.unwrap();
    let seen = sender.0.lock().unwrap().clone();
    assert_eq!(seen.len(), 2);
    seen.join("\n")
}

/// All the ways in which a cloud is asked.
async fn requests(cloud: Cloud) -> String {
    let mut shown = Vec::new();
    for version in [TokenVersion::V1, TokenVersion::V2] {
        let alone = ClientSecret::new("contoso.test", "app-1", "secret-1");
        let user =
            RefreshToken::new("contoso.test", "app-1", "refresh-0").client_secret("secret-1");
        shown.push(asked(cloud.clone(), version, alone).await);
        shown.push(asked(cloud.clone(), version, user).await);
    }
    shown.join("\n\n")
}

#[tokio::test]
async fn global() {
    insta::assert_snapshot!(requests(Cloud::Global).await, @"
    POST https://login.microsoftonline.com/contoso.test/oauth2/token
      grant_type=client_credentials
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.com/contoso.test/oauth2/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=openid
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.com/contoso.test/oauth2/v2.0/token
      grant_type=client_credentials
      scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default
      client_id=app-1
      client_secret=secret-1
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.com/contoso.test/oauth2/v2.0/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access
      client_id=app-1
      client_secret=secret-1
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13
    ");
}

#[tokio::test]
async fn us_government() {
    insta::assert_snapshot!(requests(Cloud::UsGovernment).await, @"
    POST https://login.microsoftonline.us/contoso.test/oauth2/token
      grant_type=client_credentials
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.us/contoso.test/oauth2/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=openid
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fapi.partnercenter.microsoft.com
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.us/contoso.test/oauth2/v2.0/token
      grant_type=client_credentials
      scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default
      client_id=app-1
      client_secret=secret-1
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.microsoftonline.us/contoso.test/oauth2/v2.0/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=https%3A%2F%2Fapi.partnercenter.microsoft.com%2F.default+offline_access
      client_id=app-1
      client_secret=secret-1
    GET https://api.partnercenter.microsoft.com/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13
    ");
}

#[tokio::test]
async fn china() {
    insta::assert_snapshot!(requests(Cloud::China).await, @"
    POST https://login.partner.microsoftonline.cn/contoso.test/oauth2/token
      grant_type=client_credentials
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fpartner.partnercenterapi.microsoftonline.cn
    GET https://partner.partnercenterapi.microsoftonline.cn/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.partner.microsoftonline.cn/contoso.test/oauth2/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=openid
      client_id=app-1
      client_secret=secret-1
      resource=https%3A%2F%2Fpartner.partnercenterapi.microsoftonline.cn
    GET https://partner.partnercenterapi.microsoftonline.cn/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.partner.microsoftonline.cn/contoso.test/oauth2/v2.0/token
      grant_type=client_credentials
      scope=https%3A%2F%2Fpartner.partnercenterapi.microsoftonline.cn%2F.default
      client_id=app-1
      client_secret=secret-1
    GET https://partner.partnercenterapi.microsoftonline.cn/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13

    POST https://login.partner.microsoftonline.cn/contoso.test/oauth2/v2.0/token
      grant_type=refresh_token
      refresh_token=refresh-0
      scope=https%3A%2F%2Fpartner.partnercenterapi.microsoftonline.cn%2F.default+offline_access
      client_id=app-1
      client_secret=secret-1
    GET https://partner.partnercenterapi.microsoftonline.cn/v1/customers/5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21/carts/a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13
    ");
}

#[tokio::test]
async fn an_older_audience_and_another_authority_can_be_asked_for() {
    let sender = Anywhere::default();
    let partner = PartnerCenter::builder(ClientSecret::new("contoso.test", "app-1", "secret-1"))
        .cloud(Cloud::China)
        .authority("https://login.chinacloudapi.cn")
        .audience("https://graph.chinacloudapi.cn/")
        .token_version(TokenVersion::V1)
        .http_sender(sender.clone())
        .clock(ManualClock::new())
        .build()
        .unwrap();
    read(&partner).await.unwrap();
    let seen = sender.0.lock().unwrap()[0].clone();
    assert!(seen.starts_with("POST https://login.chinacloudapi.cn/contoso.test/oauth2/token"));
    assert!(seen.contains("resource=https%3A%2F%2Fgraph.chinacloudapi.cn"), "{seen}");
}
