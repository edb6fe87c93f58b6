//! A wire that answers from a script and remembers what it was asked.

use std::collections::VecDeque;
use std::sync::{Arc, Mutex};

use partner_center::auth::{ClientSecret, TokenSource};
use partner_center::transport::{HttpSender, SendError};
use partner_center::{
    PartnerCenter, PartnerCenterBuilder,
    clock::{ManualClock, SeededEntropy},
    external::BoxFuture,
};
use reqwest::{Request, Response};

use crate::reply::{Reply, answer};

/// What was asked.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The host that it was sent to.
    pub host: String,
    /// Method, path and query.
    pub line: String,
    /// The headers as they were sent.
    pub headers: http::HeaderMap,
    /// The body; empty if there was none.
    pub body: String,
}

impl Asked {
    fn of(request: &Request) -> Self {
        let query = request.url().query().map(|query| format!("?{query}"));
        let path = request.url().path();
        let body = request.body().and_then(|body| body.as_bytes()).unwrap_or_default();
        Self {
            host: request.url().host_str().unwrap_or_default().to_owned(),
            line: format!("{} {path}{}", request.method(), query.unwrap_or_default()),
            headers: request.headers().clone(),
            body: String::from_utf8(body.to_vec()).unwrap(),
        }
    }

    /// A header, or an empty text.
    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }
}

/// Answers requests to the API from the script, and hands out `token-1`, `token-2`, …
/// unless the script says otherwise.
#[derive(Clone, Default)]
pub struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    api: VecDeque<Reply>,
    tokens: VecDeque<Reply>,
    /// A token that the API refuses, regardless of the script.
    rejected: Option<String>,
    asked: Vec<Asked>,
    asked_for_token: Vec<Asked>,
    clock: ManualClock,
}

impl Script {
    /// Answers the calls to the API with these replies, one after the other.
    pub fn new(replies: impl IntoIterator<Item = Reply>) -> Self {
        let script = Self::default();
        script.0.lock().unwrap().api.extend(replies);
        script
    }

    /// Answers the token endpoint's requests with these.
    pub fn tokens(self, replies: impl IntoIterator<Item = Reply>) -> Self {
        self.0.lock().unwrap().tokens.extend(replies);
        self
    }

    /// Refuses a token, regardless of the script.
    pub fn rejecting(self, token: &str) -> Self {
        self.0.lock().unwrap().rejected = Some(token.to_owned());
        self
    }

    /// One more reply at the end.
    pub fn then(&self, reply: Reply) {
        self.0.lock().unwrap().api.push_back(reply);
    }

    /// The clock of the partners, which tests move.
    pub fn clock(&self) -> ManualClock {
        self.0.lock().unwrap().clock.clone()
    }

    /// A partner who signs in as an application.
    pub fn partner(&self) -> PartnerCenter {
        self.builder().build().unwrap()
    }

    /// The same, not built yet.
    pub fn builder(&self) -> PartnerCenterBuilder {
        self.builder_for(ClientSecret::new("contoso.test", "app-1", "secret-1"))
    }

    /// A partner who signs in otherwise, not built yet.
    pub fn builder_for(&self, credential: impl TokenSource) -> PartnerCenterBuilder {
        PartnerCenter::builder(credential)
            .base_url("https://api.contoso.test")
            .authority("https://login.contoso.test")
            .http_sender(self.clone())
            .clock(self.clock())
            .entropy(SeededEntropy::new(1))
    }

    /// What the API was asked.
    pub fn asked(&self) -> Vec<Asked> {
        self.0.lock().unwrap().asked.clone()
    }

    /// What the token endpoint was asked.
    pub fn asked_for_token(&self) -> Vec<Asked> {
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

impl HttpSender for Script {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let is_token = request.url().host_str() == Some("login.contoso.test");
            let asked = Asked::of(&request);
            // Others get their turn here, as they would on a network.
            tokio::task::yield_now().await;
            self.reply(asked, is_token).give(&self.clock()).await
        })
    }
}
