//! Requests that are still on their way, and arrive when the clock says so.

use std::collections::VecDeque;
use std::time::{Duration, SystemTime};

use serde::Serialize;
use tokio::sync::oneshot;

use crate::faults::Action;
use crate::journey::Outcome;
use crate::request::Request;
use crate::state::dates;

/// A century: what would arrive later than that arrives then.
const LATEST: Duration = Duration::from_secs(100 * 366 * 24 * 60 * 60);

/// A request that will arrive.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct LateRequest {
    /// When it arrives, by the emulator's clock.
    pub due: String,
    /// The operation's id in the document, `token` for the token endpoint.
    pub operation_id: String,
    /// The method.
    pub method: String,
    /// The path with its query.
    pub path: String,
    /// `MS-RequestId` of the request, if it has one.
    pub request_id: Option<String>,
}

/// All requests that are on their way.
#[derive(Debug, Default)]
pub(crate) struct Late {
    /// The next one first; of those for the same moment the one that was sent first.
    requests: VecDeque<Underway>,
    /// Callers that wait for an answer which never comes.
    unanswered: Vec<oneshot::Sender<Outcome>>,
}

/// A request that is on its way.
#[derive(Debug)]
pub(crate) struct Underway {
    pub(crate) due: SystemTime,
    pub(crate) operation: String,
    pub(crate) request: Request,
    pub(crate) actions: Vec<Action>,
}

impl Late {
    /// Sends a request on its way, to arrive so long after `now`.
    pub(crate) fn send(
        &mut self,
        operation: &str,
        request: &Request,
        actions: Vec<Action>,
        now: SystemTime,
        pause: Duration,
    ) {
        let due = now.checked_add(pause.min(LATEST)).unwrap_or(now);
        let at = self.requests.partition_point(|other| other.due <= due);
        let (operation, request) = (operation.to_owned(), request.clone());
        self.requests.insert(at, Underway { due, operation, request, actions });
    }

    /// The next request whose time has come.
    pub(crate) fn take_due(&mut self, now: SystemTime) -> Option<Underway> {
        let is_due = self.requests.front().is_some_and(|next| next.due <= now);
        if is_due { self.requests.pop_front() } else { None }
    }

    /// Leaves a caller without an answer; one that has gone away is forgotten.
    pub(crate) fn keep_waiting(&mut self, caller: oneshot::Sender<Outcome>) {
        self.unanswered.retain(|caller| !caller.is_closed());
        self.unanswered.push(caller);
    }

    /// What is on its way, the next one first.
    pub(crate) fn requests(&self) -> Vec<LateRequest> {
        self.requests.iter().map(Underway::shown).collect()
    }
}

impl Underway {
    fn shown(&self) -> LateRequest {
        LateRequest {
            due: dates::stamp(self.due),
            operation_id: self.operation.clone(),
            method: self.request.method.to_string(),
            path: self.request.target.clone(),
            request_id: self.request.header("ms-requestid").map(str::to_owned),
        }
    }
}
