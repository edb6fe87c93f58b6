//! A request to check out, as it is written down before it is sent.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// A request to check a cart out, written down before it is sent.
///
/// Whoever finds it without an answer has to assume that it is still under way, up to the end of
/// the token that it carries.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Intent {
    request_id: Uuid,
    at: DateTime<Utc>,
    #[serde(default)]
    token_end: Option<DateTime<Utc>>,
    #[serde(default)]
    ended: Option<DateTime<Utc>>,
}

impl Intent {
    pub(crate) fn new(
        request_id: Uuid,
        at: DateTime<Utc>,
        token_end: Option<DateTime<Utc>>,
    ) -> Self {
        Self { request_id, at, token_end, ended: None }
    }

    /// The `MS-RequestId` that it is sent under.
    pub fn request_id(&self) -> Uuid {
        self.request_id
    }

    /// When it was written down.
    pub fn at(&self) -> DateTime<Utc> {
        self.at
    }

    /// When the token that it carries ends; `None` where nobody knows.
    pub fn token_end(&self) -> Option<DateTime<Utc>> {
        self.token_end
    }

    /// When the process that sent it knew that it sends nothing more of it; `None` where that
    /// process was killed before, or dropped the call.
    pub fn ended(&self) -> Option<DateTime<Utc>> {
        self.ended
    }

    pub(crate) fn end(self, at: DateTime<Utc>) -> Self {
        Self { ended: Some(at), ..self }
    }
}
