//! Bodies in the log, for those who ask for them.

use reqwest::Request;

use super::redact::redacted;

/// Longer bodies are not looked into, in bytes: nobody reads a log of them.
const LONGEST: usize = 256 * 1024;

/// Whether bodies are logged. What goes to and comes from token endpoints never is.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct BodyLog(pub(crate) bool);

impl BodyLog {
    /// Logs what is about to be sent.
    pub(crate) fn sent(self, request: &Request) {
        if self.0
            && let Some(body) = request.body()
        {
            match body.as_bytes() {
                Some(body) => self.body("request", body),
                None => tracing::debug!(target: "partner_center::body", "request: (a stream)"),
            }
        }
    }

    /// Logs what came.
    pub(crate) fn came(self, body: &[u8]) {
        if self.0 {
            self.body("answer", body);
        }
    }

    fn body(self, which: &str, body: &[u8]) {
        if !tracing::enabled!(target: "partner_center::body", tracing::Level::DEBUG) {
            return;
        }
        let shown = match body.len() {
            0 => "(nothing)".to_owned(),
            size if size > LONGEST => format!("({size} bytes)"),
            _ => redacted(body),
        };
        tracing::debug!(target: "partner_center::body", "{which}: {shown}");
    }
}
