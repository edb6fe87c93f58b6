//! Why the authority refuses, and how it says so.

use std::time::SystemTime;

use crate::json::object;
use crate::reply::Reply;
use crate::request::Request;
use crate::state::dates;
use crate::state::world::World;

/// Why the authority refuses.
#[derive(Debug)]
pub(crate) struct Denied {
    status: u16,
    pub(crate) error: String,
    /// What follows `AADSTS`; none where a script gives a word alone.
    number: Option<u32>,
    text: String,
}

/// A refusal: status, the word of the protocol, the number after `AADSTS`, a sentence.
pub(crate) fn denied<T>(
    status: u16,
    error: &str,
    number: u32,
    text: impl Into<String>,
) -> Result<T, Denied> {
    Err(Denied::new(status, error, number, text))
}

/// A parameter that has to be there.
pub(crate) fn lacks<T>(parameter: &str) -> Result<T, Denied> {
    let text = format!("The request must contain the parameter `{parameter}`.");
    denied(400, "invalid_request", 900_144, text)
}

impl Denied {
    pub(crate) fn new(status: u16, error: &str, number: u32, text: impl Into<String>) -> Self {
        Self { status, error: error.to_owned(), number: Some(number), text: text.into() }
    }

    /// What a script says: a number, with or without `AADSTS`, or a word of the protocol.
    pub(crate) fn scripted(status: u16, code: &str) -> Self {
        let number = code.trim_start_matches(|c: char| c.is_ascii_alphabetic()).parse().ok();
        let error = match number {
            Some(number) => word_of(status, number),
            None => code,
        };
        let text = "The authority was told to refuse.".to_owned();
        Self { status, error: error.to_owned(), number, text }
    }

    /// What it says, as it stands in an address or in a body.
    pub(crate) fn text(&self) -> String {
        match self.number {
            Some(number) => format!("AADSTS{number}: {}", self.text),
            None => self.text.clone(),
        }
    }

    pub(crate) fn reply(&self, world: &mut World, request: &Request, now: SystemTime) -> Reply {
        let (trace, own) = (world.ids.guid(), world.ids.guid());
        let correlation = request.header("client-request-id").map_or(own, str::to_owned);
        let time = dates::seconds_stamp(now);
        let text = format!(
            "{} Trace ID: {trace} Correlation ID: {correlation} Timestamp: {time}",
            self.text()
        );
        let page = |number| format!("https://login.microsoftonline.com/error?code={number}");
        let body = object! {
            "error": &self.error,
            "error_description": text,
            "error_codes": self.number.map(|number| vec![number]).unwrap_or_default(),
            "timestamp": time,
            "trace_id": &trace,
            "correlation_id": &correlation,
            "error_uri": self.number.map(page),
        };
        let reply = Reply::json(self.status, body)
            .header("Cache-Control", "no-store")
            .header("x-ms-request-id", trace);
        match request.header("return-client-request-id") {
            Some(yes) if yes.eq_ignore_ascii_case("true") => {
                reply.header("client-request-id", correlation)
            }
            _ => reply,
        }
    }
}

/// The word of the protocol that comes with a number, as far as scripts are likely to ask for it.
fn word_of(status: u16, number: u32) -> &'static str {
    match number {
        50_072 | 50_074 | 50_076 | 50_078 | 50_079 | 50_158 | 53_004 => "interaction_required",
        50_027 | 700_021 | 700_023 | 700_024 | 700_027 | 7_000_215..=7_000_222 => "invalid_client",
        700_016 => "unauthorized_client",
        500_011 => "invalid_resource",
        28_000 | 70_011 | 1_002_012 => "invalid_scope",
        90_002 | 900_144 | 901_002 => "invalid_request",
        _ => match status {
            401 => "invalid_client",
            429 | 503 => "temporarily_unavailable",
            500.. => "server_error",
            _ => "invalid_grant",
        },
    }
}
