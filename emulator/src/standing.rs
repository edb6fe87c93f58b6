//! Gates that have been set up, to be waited at and opened.

use crate::emulator::Emulator;
use crate::gates::{Gate, GateReport};
use crate::operation_names;
use crate::passage::{GateState, Passage};

/// A gate that stands in the way of one request.
///
/// ```
/// use partner_center_emulator::{Emulator, Gate, GateState, Moment, Options};
///
/// # async fn example() {
/// let emulator = Emulator::new(Options::new());
/// let gate = emulator.gate(Gate::on("checkoutCart", Moment::AfterWork));
/// // Start the program under test.
/// if gate.reached().await == GateState::Reached {
///     // The order exists, and the program does not know: end it here.
///     gate.release();
/// }
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct StandingGate {
    emulator: Emulator,
    id: u64,
    passage: Passage,
}

impl StandingGate {
    /// Its number, for control requests and [`Emulator::gates`].
    pub fn id(&self) -> u64 {
        self.id
    }

    /// How far it has come.
    pub fn state(&self) -> GateState {
        self.passage.state()
    }

    /// Waits until the request is there, and says so; or how the gate ended without it.
    pub async fn reached(&self) -> GateState {
        self.passage.reached().await
    }

    /// Lets the request go on, and every later one: its work is done now if it was held before
    /// that, whether or not the caller is still there.
    pub fn release(&self) {
        self.emulator.open_gate(self.id, GateState::Released);
    }

    /// Lets the request go no further. A caller that is still there is cut off: before the work
    /// nothing is done, after it the answer is lost.
    pub fn drop_request(&self) {
        self.emulator.open_gate(self.id, GateState::Dropped);
    }
}

impl Emulator {
    /// Sets up a gate for one request.
    ///
    /// # Panics
    ///
    /// The document has no such operation, so that the gate would wait for ever. The message names
    /// the operations that are near.
    #[track_caller]
    pub fn gate(&self, gate: Gate) -> StandingGate {
        if let Err(message) = operation_names::check(&gate.operation) {
            panic!("{message}");
        }
        let (id, passage) = self.memory().traffic.gates.add(gate);
        StandingGate { emulator: self.clone(), id, passage }
    }

    /// Every gate since the start or the last reset.
    pub fn gates(&self) -> Vec<GateReport> {
        self.memory().traffic.gates.reports()
    }

    /// The gate of that number.
    pub fn standing_gate(&self, id: u64) -> Option<StandingGate> {
        let passage = self.memory().traffic.gates.passage(id)?;
        Some(StandingGate { emulator: self.clone(), id, passage })
    }

    /// Opens a gate for good.
    fn open_gate(&self, id: u64, state: GateState) {
        self.memory().open_gate(self.clock(), id, state);
    }
}
