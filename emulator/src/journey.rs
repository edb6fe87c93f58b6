//! A request on its way to the work and back.

use http::Response;
use tokio::sync::oneshot;

use crate::body::{Cut, EmulatorBody};
use crate::faults::Action;
use crate::passage::{GateState, Passage};
use crate::request::Request;

/// A request, what happens to it, and who waits for its answer.
///
/// It does not depend on the caller, who can go away while it is held at a gate.
#[derive(Debug)]
pub(crate) struct Journey {
    pub(crate) request: Request,
    pub(crate) actions: Vec<Action>,
    pub(crate) stops: Stops,
    pub(crate) caller: oneshot::Sender<Outcome>,
}

/// The gates that a request comes to, by their numbers.
#[derive(Debug, Default)]
pub(crate) struct Stops {
    pub(crate) before_work: Option<u64>,
    pub(crate) after_work: Option<u64>,
    pub(crate) answered: Option<Passage>,
}

/// What the caller gets.
pub(crate) type Outcome = Result<Answered, Cut>;

/// An answer, and the gate that waits until it was written.
#[derive(Debug)]
pub(crate) struct Answered {
    pub(crate) response: Response<EmulatorBody>,
    pub(crate) gate: Option<Passage>,
}

/// An answer on its way back.
#[derive(Debug)]
pub(crate) struct Returning {
    pub(crate) outcome: Outcome,
    pub(crate) caller: oneshot::Sender<Outcome>,
    /// The gate that stops it.
    pub(crate) stop: Option<u64>,
}

impl Returning {
    /// Gives the answer to the caller, who may have gone away.
    pub(crate) fn arrive(self) {
        if let Err(Ok(unheard)) = self.caller.send(self.outcome) {
            unheard.lose();
        }
    }

    /// The answer is lost: the caller's connection is cut.
    pub(crate) fn lose(self) {
        if let Ok(lost) = self.outcome {
            lost.lose();
        }
        // A caller that has gone away does not mind.
        let _ = self.caller.send(Err(Cut));
    }
}

impl Answered {
    /// The answer is lost.
    pub(crate) fn lose(self) {
        if let Some(gate) = self.gate {
            gate.end(GateState::Dropped);
        }
    }
}
