//! What the emulator was asked: every write is kept, and the latest requests can be read back.

use std::collections::{BTreeMap, VecDeque};
use std::time::SystemTime;

use http::header::AUTHORIZATION;
use http::{HeaderName, HeaderValue};
use serde::Serialize;

use crate::faults::TOKEN;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::dates;

/// A write that was asked for, done or not.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Entry {
    /// When it came, by the emulator's clock.
    pub time: String,
    /// The operation's id in the document.
    pub operation_id: String,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// `MS-RequestId` of the request, if it had one.
    pub request_id: Option<String>,
    /// `MS-CorrelationId` of the request, if it had one.
    pub correlation_id: Option<String>,
    /// The partner's tenant, if the request was signed.
    pub tenant: Option<String>,
    /// The body as it came.
    pub body: String,
    /// The status that was answered, or would have been; none when the connection was cut before
    /// anything was done.
    pub status: Option<u16>,
    /// Whether the caller was left without a whole answer.
    pub cut: bool,
    /// Whether the request came late or for a second time, as a fault asked for; `time` is when.
    pub late: bool,
    /// What was done; empty when nothing was.
    pub effect: Effect,
}

/// What a write did.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Effect {
    /// The subscription whose registration began.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub registration: Option<String>,
    /// The subscription that was changed or activated.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub subscription: Option<String>,
    /// The customer that was created.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub customer: Option<String>,
    /// The cart that was made or changed.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cart: Option<String>,
    /// The orders that were placed: this, and only this, is something bought.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub orders: Vec<String>,
    /// What was cancelled: something that had been bought is given back.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub cancelled: Option<Cancelled>,
}

/// The lines of an order that a write cancelled.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Cancelled {
    /// The order.
    pub order: String,
    /// The numbers of the lines.
    pub lines: Vec<usize>,
}

impl Effect {
    /// Whether nothing was done.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// A request and what was answered, the token endpoint's among them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct Exchange {
    /// When it came, by the emulator's clock.
    pub time: String,
    /// The operation's id in the document, `token` for the token endpoint; empty when nothing is at
    /// that address.
    pub operation_id: String,
    /// The method.
    pub method: String,
    /// The path with its query, as it came.
    pub path: String,
    /// The headers, with names in lower case; `authorization` is shortened to its scheme.
    pub headers: Vec<(String, String)>,
    /// The body as it came; left out at the token endpoint, where it holds secrets.
    pub body: String,
    /// The status that was answered; none when the connection was cut before any came.
    pub status: Option<u16>,
}

/// How many requests came.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct RequestCounts {
    /// All of them, the token endpoint's among them.
    pub total: u64,
    /// By operation id; `token` is the token endpoint.
    pub by_operation: BTreeMap<String, u64>,
}

/// What was done for a request.
#[derive(Default)]
pub(crate) struct Done {
    /// None when the connection was cut before anything was done.
    pub(crate) reply: Option<Reply>,
    pub(crate) tenant: Option<String>,
    pub(crate) effect: Effect,
    /// Whether the request came late.
    pub(crate) late: bool,
}

impl From<Reply> for Done {
    fn from(reply: Reply) -> Self {
        Self { reply: Some(reply), ..Self::default() }
    }
}

/// All that is remembered about requests.
#[derive(Clone, Debug, Default)]
pub(crate) struct Ledger {
    pub(crate) entries: Vec<Entry>,
    pub(crate) exchanges: VecDeque<Exchange>,
    pub(crate) counts: RequestCounts,
}

impl Ledger {
    /// Counts a request and keeps it among the latest.
    pub(crate) fn note(
        &mut self,
        request: &Request,
        operation: &str,
        status: Option<u16>,
        now: SystemTime,
        kept: usize,
    ) {
        self.counts.total += 1;
        *self.counts.by_operation.entry(operation.to_owned()).or_default() += 1;
        let shown = |name: &HeaderName, value: &HeaderValue| {
            let value = value.to_str().unwrap_or("(not text)");
            let shown = if name == AUTHORIZATION {
                value.split(' ').next().unwrap_or_default()
            } else {
                value
            };
            (name.to_string(), shown.to_owned())
        };
        let secret = operation == TOKEN;
        self.exchanges.push_back(Exchange {
            time: dates::stamp(now),
            operation_id: operation.to_owned(),
            method: request.method.to_string(),
            path: request.target.clone(),
            headers: request.headers.iter().map(|(name, value)| shown(name, value)).collect(),
            body: if secret { String::new() } else { text(&request.body) },
            status,
        });
        while self.exchanges.len() > kept {
            self.exchanges.pop_front();
        }
    }

    /// Enters a write.
    pub(crate) fn enter(
        &mut self,
        request: &Request,
        operation: &str,
        done: &Done,
        status: Option<u16>,
        cut: bool,
        now: SystemTime,
    ) {
        let header = |name| request.header(name).map(str::to_owned);
        self.entries.push(Entry {
            time: dates::stamp(now),
            operation_id: operation.to_owned(),
            method: request.method.to_string(),
            path: request.target.clone(),
            request_id: header("ms-requestid"),
            correlation_id: header("ms-correlationid"),
            tenant: done.tenant.clone(),
            body: text(&request.body),
            status,
            cut,
            late: done.late,
            effect: done.effect.clone(),
        });
    }
}

fn text(body: &[u8]) -> String {
    String::from_utf8_lossy(body).into_owned()
}
