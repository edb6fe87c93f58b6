//! What can happen to a request.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// What happens to a request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub enum Action {
    /// An error answer.
    Refuse {
        /// The status.
        status: u16,
        /// The code of the service, for its usual error body; at the token endpoint a number of
        /// the authority, such as `AADSTS50076`, or a word of OAuth.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        code: Option<String>,
        /// The body as it is sent; takes the place of the one made from the code.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        body: Option<String>,
        /// The content type of `body`.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        content_type: Option<String>,
        /// Headers of the answer, such as `Retry-After`.
        #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
        headers: BTreeMap<String, String>,
        /// Whether what was asked for is done first. Default: not.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<When>,
    },
    /// All is done, and the answer is a refusal in the form of the service, as if nothing were.
    Lie {
        /// The status.
        status: u16,
        /// The code of the service.
        code: String,
        /// The description; what the code means when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        description: Option<String>,
    },
    /// The caller gets no answer, and the request arrives later, by the emulator's clock. Then it
    /// is judged as any request of that moment, whether or not the caller is still there: its
    /// token can have ended, its cart can have expired or been bought. Further faults do not
    /// strike it; order errors and line errors that struck it before do.
    Late {
        /// Seconds until the request arrives.
        seconds: u64,
        /// Milliseconds beside the seconds.
        #[serde(default)]
        milliseconds: u64,
        /// What the caller notices. Default: a cut connection.
        #[serde(default)]
        caller: Caller,
    },
    /// The request arrives a second time, so much later; nobody gets the answer to that. It is
    /// judged anew, as with [`Action::Late`].
    Twice {
        /// Seconds until the second arrival.
        seconds: u64,
        /// Milliseconds beside the seconds.
        #[serde(default)]
        milliseconds: u64,
    },
    /// The answer comes later; a frozen clock is advanced by that much instead.
    Delay {
        /// Seconds of the delay.
        #[serde(default)]
        seconds: u64,
        /// Milliseconds beside the seconds.
        #[serde(default)]
        milliseconds: u64,
    },
    /// The connection is cut.
    Cut {
        /// Before or after the work was done, or after half of the answer was sent.
        when: When,
    },
    /// A web page, as a proxy answers.
    Html {
        /// The status.
        #[serde(default = "bad_gateway")]
        status: u16,
        /// Whether the work is done first. Default: if the status says success.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<When>,
    },
    /// No body.
    Empty {
        /// The status.
        #[serde(default = "unavailable")]
        status: u16,
        /// Whether the work is done first. Default: if the status says success.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<When>,
    },
    /// A body that calls itself JSON and breaks off.
    Garbage {
        /// The status.
        #[serde(default = "ok")]
        status: u16,
        /// Whether the work is done first. Default: if the status says success.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        when: Option<When>,
    },
    /// An order group of a checkout fails, the others do not.
    OrderError {
        /// The order group; every one when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        order_group: Option<String>,
        /// The code in the order error.
        code: u32,
        /// The text in the order error.
        #[serde(default)]
        description: String,
    },
    /// A line of a cart carries an error.
    LineError {
        /// The id of the line; every one when left out.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        line: Option<i64>,
        /// The code in the cart error.
        code: u32,
        /// The text in the cart error.
        #[serde(default)]
        description: String,
    },
    /// A page of lines leads to itself: the token of the next page is the one that this page was
    /// asked for with.
    RepeatToken {},
    /// An item of a page of lines is another one.
    OddItem {
        /// Which item of the page, counted from 0.
        #[serde(default)]
        position: usize,
        /// What stands in its place.
        item: serde_json::Value,
    },
}

/// When something goes wrong, seen from the work that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum When {
    /// Nothing was done.
    Before,
    /// All was done, and the caller does not learn of it.
    After,
    /// All was done, and the caller gets half of the answer; of a refusal the same as after.
    #[serde(alias = "mid-body")]
    MidBody,
}

/// What the caller of a late request notices.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Caller {
    /// The connection is cut at once.
    #[default]
    Cut,
    /// Nothing: no answer comes, and the connection stays open until the caller gives up or the
    /// emulator is reset.
    Waits,
}

impl Action {
    /// An error answer with a code of the service.
    pub fn refuse(status: u16, code: &str) -> Self {
        let code = Some(code.to_owned()).filter(|code| !code.is_empty());
        Self::Refuse {
            status,
            code,
            body: None,
            content_type: None,
            headers: BTreeMap::new(),
            when: None,
        }
    }

    /// A 429 that asks for a pause.
    pub fn too_many(retry_after: &str) -> Self {
        let headers = BTreeMap::from([("Retry-After".to_owned(), retry_after.to_owned())]);
        Self::Refuse {
            status: 429,
            code: None,
            body: None,
            content_type: None,
            headers,
            when: None,
        }
    }

    /// A cut connection.
    pub fn cut(when: When) -> Self {
        Self::Cut { when }
    }

    /// A late answer.
    pub fn delay(pause: Duration) -> Self {
        let (seconds, milliseconds) = parts(pause);
        Self::Delay { seconds, milliseconds }
    }

    /// A refusal in the form of the service, although all was done.
    pub fn lie(status: u16, code: &str) -> Self {
        Self::Lie { status, code: code.to_owned(), description: None }
    }

    /// A request that arrives so much later, when its caller has been cut off or waits for ever.
    pub fn late(pause: Duration, caller: Caller) -> Self {
        let (seconds, milliseconds) = parts(pause);
        Self::Late { seconds, milliseconds, caller }
    }

    /// A request that arrives a second time, so much later.
    pub fn twice(pause: Duration) -> Self {
        let (seconds, milliseconds) = parts(pause);
        Self::Twice { seconds, milliseconds }
    }

    /// How long it makes something wait.
    pub(crate) fn pause(&self) -> Duration {
        match self {
            Self::Delay { seconds, milliseconds }
            | Self::Late { seconds, milliseconds, .. }
            | Self::Twice { seconds, milliseconds } => {
                Duration::from_secs(*seconds).saturating_add(Duration::from_millis(*milliseconds))
            }
            _ => Duration::ZERO,
        }
    }

    /// Whether a request can have several of this kind.
    pub(super) fn adds_up(&self) -> bool {
        matches!(
            self,
            Self::Delay { .. }
                | Self::Twice { .. }
                | Self::OrderError { .. }
                | Self::LineError { .. }
                | Self::RepeatToken {}
                | Self::OddItem { .. }
        )
    }

    /// Whether it takes the place of the answer.
    pub(crate) fn is_decisive(&self) -> bool {
        !self.adds_up()
    }

    /// When the fault strikes.
    pub(crate) fn when(&self) -> When {
        match self {
            Self::Cut { when } => *when,
            Self::Refuse { when, .. } => when.unwrap_or(When::Before),
            Self::Html { status, when }
            | Self::Empty { status, when }
            | Self::Garbage { status, when } => {
                when.unwrap_or(if (200..300).contains(status) { When::After } else { When::Before })
            }
            Self::Lie { .. } => When::After,
            // When a late request comes, nothing is done yet.
            Self::Late { .. }
            | Self::Delay { .. }
            | Self::Twice { .. }
            | Self::OrderError { .. }
            | Self::LineError { .. }
            | Self::RepeatToken {}
            | Self::OddItem { .. } => When::Before,
        }
    }
}

fn parts(pause: Duration) -> (u64, u64) {
    (pause.as_secs(), u64::from(pause.subsec_millis()))
}

fn ok() -> u16 {
    200
}

fn bad_gateway() -> u16 {
    502
}

fn unavailable() -> u16 {
    503
}
