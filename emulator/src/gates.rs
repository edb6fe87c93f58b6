//! Gates: moments at which a request is stopped until a test lets it go on.

use serde::{Deserialize, Serialize};

use crate::faults::means;
use crate::journey::{Journey, Returning, Stops};
use crate::passage::{GateState, Passage};
use crate::request::Request;

/// A moment in the life of one request, at which a test can stop it.
///
/// The program that sent the request can be ended while the request stands at the gate; what
/// becomes of the request is decided when the gate is opened.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[non_exhaustive]
pub struct Gate {
    /// The operation by its id in the document, `token` for the token endpoint, or `*` (the
    /// default) for every operation of the document.
    #[serde(default = "every")]
    pub operation: String,
    /// The moment.
    pub at: Moment,
    /// How many matching requests pass first. Default: 0.
    #[serde(default)]
    pub skip: u32,
}

/// A moment in the life of a request.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Moment {
    /// The request has come, and nothing was done. It is held there.
    BeforeWork,
    /// The work was done, and the caller has no part of the answer. The answer is held there.
    AfterWork,
    /// The whole answer was written to the connection; without a socket, it was read. Nothing is
    /// held: a gate for the next request stops a caller that goes on.
    Answered,
}

impl Gate {
    /// A gate for the next request of an operation, by its id in the document.
    pub fn on(operation: &str, at: Moment) -> Self {
        Self { operation: operation.into(), at, skip: 0 }
    }

    /// How many matching requests pass first.
    pub fn skip(mut self, requests: u32) -> Self {
        self.skip = requests;
        self
    }
}

/// How far a gate has come, and with which request.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub struct GateReport {
    /// Its number.
    pub id: u64,
    /// What it was set up as; `skip` counts down.
    #[serde(flatten)]
    pub gate: Gate,
    /// How far it has come.
    pub state: GateState,
    /// The operation of its request, once there is one.
    pub operation_id: Option<String>,
    /// The path of its request with the query.
    pub path: Option<String>,
    /// `MS-RequestId` of its request.
    pub request_id: Option<String>,
}

/// What stands at a gate.
#[derive(Debug)]
pub(crate) enum Held {
    Request(Box<Journey>),
    Answer(Box<Returning>),
}

/// All gates, in the order in which they were set up.
#[derive(Debug, Default)]
pub(crate) struct Gates(Vec<Standing>);

#[derive(Debug)]
struct Standing {
    report: GateReport,
    passage: Passage,
    held: Option<Held>,
}

impl Gates {
    /// Sets one up; gives its number.
    pub(crate) fn add(&mut self, gate: Gate) -> (u64, Passage) {
        let id = self.0.last().map_or(1, |last| last.report.id + 1);
        let (state, passage) = (GateState::Waiting, Passage::new());
        let report =
            GateReport { id, gate, state, operation_id: None, path: None, request_id: None };
        self.0.push(Standing { report, passage: passage.clone(), held: None });
        (id, passage)
    }

    pub(crate) fn reports(&self) -> Vec<GateReport> {
        self.0.iter().map(Standing::report).collect()
    }

    pub(crate) fn passage(&self, id: u64) -> Option<Passage> {
        let found = self.0.iter().find(|standing| standing.report.id == id);
        found.map(|standing| standing.passage.clone())
    }

    /// The gates that a request comes to: at each moment the first that matches. The next one of
    /// that moment is for the next request.
    pub(crate) fn catch(&mut self, request: &Request, operation: &str) -> Stops {
        let mut catch = |at| self.catch_at(at, request, operation);
        Stops {
            before_work: catch(Moment::BeforeWork).map(|(id, _)| id),
            after_work: catch(Moment::AfterWork).map(|(id, _)| id),
            answered: catch(Moment::Answered).map(|(_, passage)| passage),
        }
    }

    fn catch_at(
        &mut self,
        at: Moment,
        request: &Request,
        operation: &str,
    ) -> Option<(u64, Passage)> {
        let open = self.0.iter_mut().filter(|standing| {
            let Standing { report, passage, .. } = standing;
            report.gate.at == at
                && report.operation_id.is_none()
                && passage.state() == GateState::Waiting
                && means(&report.gate.operation, operation)
        });
        for Standing { report, passage, .. } in open {
            if report.gate.skip > 0 {
                report.gate.skip -= 1;
                continue;
            }
            report.operation_id = Some(operation.to_owned());
            report.path = Some(request.target.clone());
            report.request_id = request.header("ms-requestid").map(str::to_owned);
            return Some((report.id, passage.clone()));
        }
        None
    }

    /// Holds a request or an answer at a gate; gives it back when the gate is open already.
    pub(crate) fn hold(&mut self, id: u64, held: Held) -> Option<Held> {
        let standing = self.0.iter_mut().find(|standing| standing.report.id == id);
        let Some(standing) = standing.filter(|s| s.passage.state() == GateState::Waiting) else {
            return Some(held);
        };
        standing.held = Some(held);
        standing.passage.reach();
        None
    }

    /// Opens a gate for good, and gives what it held; none when there is no such gate.
    pub(crate) fn open(&mut self, id: u64, state: GateState) -> Option<Option<Held>> {
        let standing = self.0.iter_mut().find(|standing| standing.report.id == id)?;
        if matches!(standing.passage.state(), GateState::Waiting | GateState::Reached) {
            standing.passage.end(state);
        }
        Some(standing.held.take())
    }
}

impl Standing {
    fn report(&self) -> GateReport {
        GateReport { state: self.passage.state(), ..self.report.clone() }
    }
}

/// Whoever waits for a gate that is no more learns that its request will not come.
impl Drop for Gates {
    fn drop(&mut self) {
        let ids: Vec<u64> = self.0.iter().map(|standing| standing.report.id).collect();
        for id in ids {
            self.open(id, GateState::Dropped);
        }
    }
}

fn every() -> String {
    "*".to_owned()
}
