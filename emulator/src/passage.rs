//! How far a request has come at a gate, to be waited for from anywhere.

use std::sync::Arc;

use serde::Serialize;
use tokio::sync::watch;

/// How far a gate has come.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "camelCase")]
pub enum GateState {
    /// Its request has not come there yet.
    Waiting,
    /// Its request is there: held, or answered.
    Reached,
    /// It was opened, and its request went on.
    Released,
    /// Its request goes no further: it was dropped, or had no answer.
    Dropped,
}

/// The state of one gate; clones share it.
#[derive(Clone, Debug)]
pub(crate) struct Passage(Arc<watch::Sender<GateState>>);

impl Passage {
    pub(crate) fn new() -> Self {
        Self(Arc::new(watch::Sender::new(GateState::Waiting)))
    }

    pub(crate) fn state(&self) -> GateState {
        *self.0.borrow()
    }

    /// The request is there. A gate that was opened before stays open.
    pub(crate) fn reach(&self) {
        self.0.send_if_modified(|state| {
            let is_awaited = *state == GateState::Waiting;
            if is_awaited {
                *state = GateState::Reached;
            }
            is_awaited
        });
    }

    /// The gate is done with.
    pub(crate) fn end(&self, state: GateState) {
        self.0.send_replace(state);
    }

    /// Waits until the request is there, or will never be.
    pub(crate) async fn reached(&self) -> GateState {
        let mut states = self.0.subscribe();
        let reached = states.wait_for(|state| *state != GateState::Waiting).await;
        reached.map_or(GateState::Dropped, |state| *state)
    }
}
