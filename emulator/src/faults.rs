//! Scripted faults: what goes wrong, at which request, and how often.

use std::collections::BTreeMap;
use std::time::Duration;

use serde::{Deserialize, Serialize};

/// Something that goes wrong at the requests it matches.
///
/// A request must match all of `operation`, `method` and `path_contains` that are given. Faults are
/// looked through in the order they were added; of those that take the place of the answer or cut
/// it off the first that matches applies, and each of the others: [`Action::Delay`],
/// [`Action::OrderError`], [`Action::LineError`], [`Action::RepeatToken`] and [`Action::OddItem`].
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Fault {
    /// The operation by its id in the document, `token` for the token endpoint, or `*` (the
    /// default) for every operation of the document.
    #[serde(default = "every")]
    pub operation: String,
    /// The method, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// A part of the path with its query, in any case.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub path_contains: Option<String>,
    /// How many matching requests pass before the fault begins.
    #[serde(default)]
    pub skip: u32,
    /// How many matching requests it then applies to; 0 means until it is deleted.
    #[serde(default = "once")]
    pub times: u32,
    /// What happens.
    pub action: Action,
}

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

impl Fault {
    /// A fault of one operation, by its id in the document, at the next request.
    pub fn on(operation: &str, action: Action) -> Self {
        Self {
            operation: operation.into(),
            method: None,
            path_contains: None,
            skip: 0,
            times: 1,
            action,
        }
    }

    /// A fault of whatever operation comes next.
    pub fn any(action: Action) -> Self {
        Self::on("*", action)
    }

    /// How many requests it applies to; 0 means until it is deleted.
    pub fn times(mut self, times: u32) -> Self {
        self.times = times;
        self
    }

    /// How many matching requests pass before it begins.
    pub fn skip(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }

    fn matches(&self, request: &Matched<'_>) -> bool {
        let operation = self.operation.eq_ignore_ascii_case(request.operation)
            || (self.operation == "*" && request.operation != TOKEN);
        let method =
            self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(request.method));
        let path = self.path_contains.as_ref().is_none_or(|part| {
            request.path.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
        });
        operation && method && path
    }
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
        Self::Delay { seconds: pause.as_secs(), milliseconds: u64::from(pause.subsec_millis()) }
    }

    /// Whether a request can have several of this kind.
    fn adds_up(&self) -> bool {
        matches!(
            self,
            Self::Delay { .. }
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
            Self::Delay { .. }
            | Self::OrderError { .. }
            | Self::LineError { .. }
            | Self::RepeatToken {}
            | Self::OddItem { .. } => When::Before,
        }
    }
}

/// The operation id that stands for the token endpoint.
pub(crate) const TOKEN: &str = "token";

/// What faults are matched with.
pub(crate) struct Matched<'a> {
    pub(crate) operation: &'a str,
    pub(crate) method: &'a str,
    pub(crate) path: &'a str,
}

/// The faults that are still to come.
#[derive(Clone, Debug, Default)]
pub(crate) struct Script {
    faults: Vec<Fault>,
}

impl Script {
    pub(crate) fn add(&mut self, fault: Fault) {
        self.faults.push(fault);
    }

    pub(crate) fn clear(&mut self) {
        self.faults.clear();
    }

    pub(crate) fn faults(&self) -> &[Fault] {
        &self.faults
    }

    /// What happens to this request; counts it.
    pub(crate) fn strike(&mut self, request: &Matched<'_>) -> Vec<Action> {
        let mut actions: Vec<Action> = Vec::new();
        let mut settled = false;
        self.faults.retain_mut(|fault| {
            if !fault.matches(request) || (settled && !fault.action.adds_up()) {
                return true;
            }
            if fault.skip > 0 {
                fault.skip -= 1;
                return true;
            }
            settled |= !fault.action.adds_up();
            actions.push(fault.action.clone());
            if fault.times == 1 {
                return false;
            }
            fault.times = fault.times.saturating_sub(1);
            true
        });
        actions
    }
}

fn every() -> String {
    "*".to_owned()
}

fn once() -> u32 {
    1
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

#[cfg(test)]
mod tests {
    use super::*;

    fn strike(script: &mut Script) -> Vec<Action> {
        script.strike(&Matched {
            operation: "getCart",
            method: "GET",
            path: "/v1/customers/c/carts/k?x=1",
        })
    }

    #[test]
    fn a_fault_applies_as_often_as_it_says() {
        let mut script = Script::default();
        script.add(Fault::on("getcart", Action::refuse(500, "800003")).skip(1).times(2));
        let found: Vec<usize> = (0..5).map(|_| strike(&mut script).len()).collect();
        assert_eq!(found, [0, 1, 1, 0, 0]);
    }

    #[test]
    fn a_delay_comes_on_top_of_the_first_other_fault() {
        let mut script = Script::default();
        script.add(Fault::any(Action::delay(Duration::from_millis(1_500))));
        script.add(Fault::any(Action::cut(When::After)));
        script.add(Fault::any(Action::cut(When::Before)).times(0));
        assert_eq!(
            strike(&mut script),
            [Action::Delay { seconds: 1, milliseconds: 500 }, Action::Cut { when: When::After }]
        );
        assert_eq!(strike(&mut script), [Action::Cut { when: When::Before }]);
        assert_eq!(strike(&mut script), [Action::Cut { when: When::Before }]);
    }

    #[test]
    fn a_fault_is_written_as_one_short_object() {
        let text =
            r#"{"pathContains":"CARTS","method":"get","action":{"cut":{"when":"mid-body"}}}"#;
        let mut script = Script::default();
        script.add(serde_json::from_str(text).unwrap());
        assert_eq!(strike(&mut script), [Action::Cut { when: When::MidBody }]);
        assert!(serde_json::from_str::<Fault>(r#"{"action":{"explode":{}}}"#).is_err());
    }
}
