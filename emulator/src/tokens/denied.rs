//! Why the authority refuses, and how it says so.

use std::time::SystemTime;

use crate::json::object;
use crate::reply::Reply;
use crate::state::dates;
use crate::state::world::World;

/// Why the authority refuses.
pub(crate) struct Denied {
    status: u16,
    error: &'static str,
    number: u32,
    text: String,
}

/// A refusal: status, the word of the protocol, the number after `AADSTS`, a sentence.
pub(crate) fn denied<T>(
    status: u16,
    error: &'static str,
    number: u32,
    text: impl Into<String>,
) -> Result<T, Denied> {
    Err(Denied { status, error, number, text: text.into() })
}

/// A parameter that has to be there.
pub(crate) fn lacks<T>(parameter: &str) -> Result<T, Denied> {
    let text = format!("The body must contain the parameter `{parameter}`.");
    denied(400, "invalid_request", 900_144, text)
}

impl Denied {
    pub(crate) fn reply(&self, world: &mut World, now: SystemTime) -> Reply {
        let (trace, correlation) = (world.ids.guid(), world.ids.guid());
        let text = format!("AADSTS{}: {} Trace ID: {trace}", self.number, self.text);
        let body = object! {
            "error": self.error,
            "error_description": text,
            "error_codes": vec![self.number],
            "timestamp": dates::stamp(now),
            "trace_id": trace,
            "correlation_id": correlation,
        };
        Reply::json(self.status, body).header("Cache-Control", "no-store")
    }
}
