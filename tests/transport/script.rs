//! A wire that answers from a script and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use partner_center::auth::{ClientSecret, TokenSource};
use partner_center::transport::{Wire, WireError};
use partner_center::{
    BoxFuture, ManualClock, PartnerCenter, PartnerCenterBuilder, SeededEntropy, types,
};
use reqwest::{Request, Response};

pub(crate) const CUSTOMER: &str = "5d0f2a6e-1b7c-4f57-8a55-0c6f3c0e9b21";
pub(crate) const CART: &str = "a3c1d9e4-7b0f-4a68-9f1e-2d4b6c8e0f13";

/// One answer, or none.
pub(crate) enum Reply {
    Answer(http::Response<&'static str>),
    /// The head of an answer, and a body that breaks off.
    Cut(u16),
    /// The head of an answer, after which this much time passes and no body comes.
    Stalled(http::Response<()>, Duration),
    /// No connection.
    Unsent,
    /// The request arrives, and nothing comes back.
    Lost,
    /// Nothing comes back, and this much time passes.
    Silence(Duration),
    /// The reply, once it is let go.
    After(Arc<tokio::sync::Notify>, Box<Reply>),
}

pub(crate) fn answer(status: u16, body: &'static str) -> Reply {
    answer_with(status, &[], body)
}

pub(crate) fn answer_with(
    status: u16,
    headers: &[(&'static str, &str)],
    body: &'static str,
) -> Reply {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    Reply::Answer(response.body(body).unwrap())
}

/// The head of an answer whose body does not come for ten seconds.
pub(crate) fn stalled(status: u16, headers: &[(&'static str, &str)]) -> Reply {
    let Reply::Answer(answer) = answer_with(status, headers, "") else { unreachable!() };
    Reply::Stalled(answer.map(drop), Duration::from_secs(10))
}

/// What was asked.
#[derive(Clone, Debug)]
pub(crate) struct Asked {
    pub(crate) line: String,
    pub(crate) headers: http::HeaderMap,
    pub(crate) body: String,
}

impl Asked {
    pub(crate) fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Answers requests to the API from the script, and hands out `token-1`, `token-2`, …
/// unless the script says otherwise.
#[derive(Clone, Default)]
pub(crate) struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    api: VecDeque<Reply>,
    tokens: VecDeque<Reply>,
    /// A token that the API turns down, whatever the script says.
    rejected: Option<String>,
    asked: Vec<Asked>,
    asked_for_token: Vec<Asked>,
    clock: ManualClock,
}

impl Script {
    pub(crate) fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Self::default();
        script.0.lock().unwrap().api.extend(replies);
        script
    }

    pub(crate) fn tokens(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.0.lock().unwrap().tokens.extend(replies);
        self
    }

    pub(crate) fn rejecting(self, token: &str) -> Self {
        self.0.lock().unwrap().rejected = Some(token.to_owned());
        self
    }

    pub(crate) fn then(&self, reply: Reply) {
        self.0.lock().unwrap().api.push_back(reply);
    }

    pub(crate) fn clock(&self) -> ManualClock {
        self.0.lock().unwrap().clock.clone()
    }

    pub(crate) fn partner(&self) -> PartnerCenter {
        self.builder().build().unwrap()
    }

    pub(crate) fn builder(&self) -> PartnerCenterBuilder {
        self.builder_for(ClientSecret::new("contoso.test", "app-1", "secret-1"))
    }

    pub(crate) fn builder_for(&self, credential: impl TokenSource) -> PartnerCenterBuilder {
        PartnerCenter::builder(credential)
            .base_url("https://api.contoso.test")
            .authority("https://login.contoso.test")
            .wire(self.clone())
            .clock(self.clock())
            .entropy(SeededEntropy::new(1))
    }

    pub(crate) fn asked(&self) -> Vec<Asked> {
        self.0.lock().unwrap().asked.clone()
    }

    pub(crate) fn asked_for_token(&self) -> Vec<Asked> {
        self.0.lock().unwrap().asked_for_token.clone()
    }

    fn reply(&self, asked: Asked, is_token: bool) -> Reply {
        let mut state = self.0.lock().unwrap();
        if is_token {
            state.asked_for_token.push(asked);
            let count = state.asked_for_token.len();
            return state.tokens.pop_front().unwrap_or_else(|| token(count));
        }
        let bearer = asked.header("authorization").to_owned();
        state.asked.push(asked);
        if state.rejected.as_ref().is_some_and(|token| bearer == format!("Bearer {token}")) {
            return answer(401, "");
        }
        state.api.pop_front().unwrap_or_else(|| answer(200, r#"{"items":[]}"#))
    }
}

/// A token for an hour, as the v1 endpoint prints it.
fn token(number: usize) -> Reply {
    let body =
        format!(r#"{{"token_type":"Bearer","access_token":"token-{number}","expires_in":"3600"}}"#);
    answer(200, body.leak())
}

impl Wire for Script {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, WireError>> {
        Box::pin(async move {
            let path = request.url().path();
            let query = request.url().query().map(|query| format!("?{query}"));
            let asked = Asked {
                line: format!("{} {path}{}", request.method(), query.unwrap_or_default()),
                headers: request.headers().clone(),
                body: request
                    .body()
                    .and_then(|body| body.as_bytes())
                    .map(|bytes| String::from_utf8(bytes.to_vec()).unwrap())
                    .unwrap_or_default(),
            };
            // Others get their turn here, as they would on a network.
            tokio::task::yield_now().await;
            let is_token = request.url().host_str() == Some("login.contoso.test");
            let mut reply = self.reply(asked, is_token);
            while let Reply::After(go, then) = reply {
                go.notified().await;
                reply = *then;
            }
            match reply {
                Reply::After(..) => unreachable!(),
                Reply::Answer(response) => Ok(Response::from(response)),
                Reply::Cut(status) => {
                    let parts = [Ok("{\"id\":"), Err(std::io::Error::other("cut"))];
                    let body = reqwest::Body::wrap_stream(futures::stream::iter(parts));
                    let response = http::Response::builder().status(status).body(body);
                    Ok(Response::from(response.unwrap()))
                }
                Reply::Stalled(head, passing) => {
                    let clock = self.clock();
                    let body = futures::stream::poll_fn(move |_| {
                        clock.advance(passing);
                        std::task::Poll::<Option<std::io::Result<&str>>>::Pending
                    });
                    Ok(Response::from(head.map(|()| reqwest::Body::wrap_stream(body))))
                }
                Reply::Unsent => Err(WireError::unsent("connection refused")),
                Reply::Lost => Err(WireError::lost("connection reset")),
                Reply::Silence(passing) => {
                    self.clock().advance(passing);
                    std::future::pending().await
                }
            }
        })
    }
}

/// Reads: class `read`.
pub(crate) async fn read(partner: &PartnerCenter) -> partner_center::Result<types::Cart> {
    let call = partner.api().get_cart(CUSTOMER, CART);
    Ok(call.send().await?.into_inner())
}

/// Replaces the content of a cart: class `repeat`.
pub(crate) async fn update(partner: &PartnerCenter) -> partner_center::Result<types::Cart> {
    let call = partner.api().update_cart(CUSTOMER, CART, types::Cart::default());
    Ok(call.send().await?.into_inner())
}

/// Makes a cart: class `once`.
pub(crate) async fn create(partner: &PartnerCenter) -> partner_center::Result<types::Cart> {
    let call = partner.api().create_cart(CUSTOMER, types::Cart::default());
    Ok(call.send().await?.into_inner())
}

/// Buys: class `once`.
pub(crate) async fn checkout(
    partner: &PartnerCenter,
) -> partner_center::Result<types::CartCheckoutResult> {
    let call = partner.api().checkout_cart(CUSTOMER, CART);
    Ok(call.send().await?.into_inner())
}

/// A client of the caller's own. Where this crate brings ring, reqwest has no cryptography unless
/// somebody gives it some.
pub(crate) fn own_client() -> reqwest::ClientBuilder {
    let builder = reqwest::Client::builder();
    #[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
    let builder = {
        use tokio_rustls::rustls::{ClientConfig, RootCertStore, crypto::aws_lc_rs};

        let provider = Arc::new(aws_lc_rs::default_provider());
        let config = ClientConfig::builder_with_provider(provider)
            .with_safe_default_protocol_versions()
            .unwrap()
            .with_root_certificates(RootCertStore::empty())
            .with_no_client_auth();
        builder.tls_backend_preconfigured(config)
    };
    builder
}
