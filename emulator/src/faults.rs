//! Scripted faults: what goes wrong, at which request, and how often.

mod action;

use serde::{Deserialize, Serialize};

pub use action::{Action, Caller, When};

/// Something that goes wrong at the requests it matches.
///
/// A request must match all of `operation`, `method` and `path_contains` that are given. Faults are
/// looked through in the order they were added; of those that take the place of the answer or cut
/// it off the first that matches applies, and each of the others: [`Action::Delay`],
/// [`Action::Twice`], [`Action::OrderError`], [`Action::LineError`], [`Action::RepeatToken`] and
/// [`Action::OddItem`].
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
        let operation = means(&self.operation, request.operation);
        let method =
            self.method.as_ref().is_none_or(|method| method.eq_ignore_ascii_case(request.method));
        let path = self.path_contains.as_ref().is_none_or(|part| {
            request.path.to_ascii_lowercase().contains(&part.to_ascii_lowercase())
        });
        operation && method && path
    }
}

/// The operation id that stands for the token endpoint.
pub(crate) const TOKEN: &str = "token";

/// What stands for a file of an export, which is on no host of the document.
pub(crate) const BLOB: &str = "blob";

/// Whether a name that a test gave means an operation.
pub(crate) fn means(name: &str, operation: &str) -> bool {
    name.eq_ignore_ascii_case(operation) || (name == "*" && ![TOKEN, BLOB].contains(&operation))
}

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

#[cfg(test)]
mod tests {
    use std::time::Duration;

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
