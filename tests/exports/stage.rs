//! A service with a few pages of lines, and a folder to export to.

use std::fs;
use std::path::PathBuf;
use std::sync::{Arc, Mutex};

use partner_center::auth::StaticToken;
use partner_center::invoice::LineItemQuery;
use partner_center::transport::{HttpSender, RetryPolicy, SendError};
use partner_center::types::InvoiceLineItem;
use partner_center::{
    InvoiceId, PartnerCenter,
    clock::{ManualClock, SeededEntropy},
    external::BoxFuture,
    listing::Listing,
};
use reqwest::{Request, Response};
use serde_json::json;
use tempfile::TempDir;

/// A service that has the lines of one invoice.
#[derive(Clone)]
pub(crate) struct Service(Arc<Mutex<Inner>>);

struct Inner {
    pages: Vec<Vec<String>>,
    /// This page cannot be had: no answer, or half of one.
    failing: Option<(usize, Failure)>,
    asked: Vec<usize>,
}

#[derive(Clone, Copy)]
pub(crate) enum Failure {
    /// No answer comes.
    Lost,
    /// The answer breaks off.
    Cut,
    /// The service says no.
    Refused,
}

impl Service {
    /// A service whose pages have these lines, each of them JSON.
    pub(crate) fn new<P, L>(pages: P) -> Self
    where
        P: IntoIterator<Item = L>,
        L: IntoIterator,
        L::Item: ToString,
    {
        let lines = |page: L| page.into_iter().map(|line| line.to_string()).collect();
        let pages = pages.into_iter().map(lines).collect();
        Self(Arc::new(Mutex::new(Inner { pages, failing: None, asked: Vec::new() })))
    }

    /// One page.
    pub(crate) fn of(lines: impl IntoIterator<Item = impl ToString>) -> Self {
        Self::new([lines])
    }

    pub(crate) fn fail(&self, page: usize, how: Failure) {
        self.0.lock().unwrap().failing = Some((page, how));
    }

    pub(crate) fn recover(&self) {
        self.0.lock().unwrap().failing = None;
    }

    /// Which pages were asked for since this was asked last.
    pub(crate) fn asked(&self) -> Vec<usize> {
        std::mem::take(&mut self.0.lock().unwrap().asked)
    }

    pub(crate) fn one_time(&self) -> Listing<InvoiceLineItem> {
        self.lines(LineItemQuery::one_time())
    }

    pub(crate) fn lines(&self, lines: LineItemQuery) -> Listing<InvoiceLineItem> {
        self.lines_of("G000000901", lines)
    }

    pub(crate) fn lines_of(&self, invoice: &str, lines: LineItemQuery) -> Listing<InvoiceLineItem> {
        self.partner().line_items(&InvoiceId::from(invoice), lines)
    }

    /// Lines that are not billed yet.
    pub(crate) fn unbilled(&self) -> Listing<InvoiceLineItem> {
        self.partner().unbilled_line_items("EUR", LineItemQuery::one_time()).unwrap()
    }

    fn partner(&self) -> PartnerCenter {
        PartnerCenter::builder(StaticToken::app_and_user("token"))
            .base_url("http://localhost")
            .http_sender(self.clone())
            .clock(ManualClock::default())
            .entropy(SeededEntropy::new(1))
            .retry(RetryPolicy::never())
            .build()
            .unwrap()
    }

    fn page(&self, request: &Request) -> (usize, String, Option<Failure>) {
        let mut inner = self.0.lock().unwrap();
        let token = request.headers().get("MS-ContinuationToken");
        let offset = request.url().query_pairs().find(|(name, _)| name == "offset");
        let at = match (token, offset) {
            (Some(token), _) => {
                token.to_str().unwrap().trim_start_matches("page-").parse().unwrap()
            }
            (None, Some((_, offset))) => {
                let mut before = 0;
                let offset: usize = offset.parse().unwrap();
                let starts = inner.pages.iter().map(|page| {
                    before += page.len();
                    before - page.len()
                });
                starts.collect::<Vec<_>>().iter().position(|start| *start == offset).unwrap()
            }
            (None, None) => 0,
        };
        inner.asked.push(at);
        let items = inner.pages[at].join(",\n");
        let rest = match at + 1 < inner.pages.len() {
            true => format!(
                r#","links":{{"next":{}}},"continuationToken":"page-{}""#,
                json!({ "uri": "/x", "method": "GET" }),
                at + 1
            ),
            false => String::new(),
        };
        let failing = inner.failing.filter(|(page, _)| *page == at).map(|(_, how)| how);
        (at, format!(r#"{{"items":[{items}]{rest}}}"#), failing)
    }
}

impl HttpSender for Service {
    fn execute<'a>(&'a self, request: Request) -> BoxFuture<'a, Result<Response, SendError>> {
        Box::pin(async move {
            let (_, body, failing) = self.page(&request);
            let answer = http::Response::builder().header("content-type", "application/json");
            Ok(Response::from(match failing {
                None => answer.body(reqwest::Body::from(body)).unwrap(),
                Some(Failure::Lost) => return Err(SendError::lost("connection reset")),
                Some(Failure::Refused) => answer.status(404).body(reqwest::Body::from("")).unwrap(),
                Some(Failure::Cut) => {
                    let half = body[..body.len() / 2].to_owned();
                    let parts = [Ok(half), Err(std::io::Error::other("cut"))];
                    let body = reqwest::Body::wrap_stream(futures::stream::iter(parts));
                    answer.body(body).unwrap()
                }
            }))
        })
    }
}

/// A folder to export to.
pub(crate) struct Folder(TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        Self(TempDir::new().unwrap())
    }

    pub(crate) fn file(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    pub(crate) fn read(&self, name: &str) -> String {
        fs::read_to_string(self.file(name)).unwrap()
    }

    /// The names of the files in it.
    pub(crate) fn names(&self) -> Vec<String> {
        let entries = fs::read_dir(self.0.path()).unwrap();
        let mut names: Vec<_> =
            entries.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }

    /// The error, with the folder's name left out.
    pub(crate) fn message(&self, error: &partner_center::Error) -> String {
        error.to_string().replace(&format!("{}/", self.0.path().display()), "")
    }
}

/// `count` lines of a purchase, numbered from `first`.
pub(crate) fn purchases(first: usize, count: usize) -> Vec<String> {
    let line = |number: usize| {
        json!({
            "customerName": format!("Contoso {number}"),
            "orderId": format!("order-{number}"),
            "quantity": number,
            "subtotal": 10.25,
            "taxTotal": 1.75,
            "totalForCustomer": 12,
            "currency": "EUR",
        })
        .to_string()
    };
    (first..first + count).map(line).collect()
}

/// Seven pages of different lengths.
pub(crate) fn seven_pages() -> Service {
    let lengths = [3, 1, 5, 0, 2, 4, 3];
    let mut first = 1;
    Service::new(lengths.map(|length| {
        first += length;
        purchases(first - length, length)
    }))
}
