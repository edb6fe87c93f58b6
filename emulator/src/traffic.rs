//! What is remembered about requests, whichever operation they are for.

use tokio::sync::watch;

use crate::chaos::Chaos;
use crate::faults::{Action, Matched, Script};
use crate::gates::Gates;
use crate::late::Late;
use crate::ledger::Ledger;
use crate::throttle::Windows;

/// What is to go wrong, what is counted, what came, and what is still on its way.
#[derive(Debug, Default)]
pub(crate) struct Traffic {
    pub(crate) script: Script,
    pub(crate) windows: Windows,
    /// How many requests could have met trouble at random.
    in_chaos: u64,
    pub(crate) ledger: Ledger,
    pub(crate) gates: Gates,
    pub(crate) late: Late,
    /// Gone with the rest on a reset: whoever waits learns of it.
    pub(crate) until_reset: watch::Sender<()>,
}

impl Traffic {
    /// What goes wrong: what was scripted, and then what comes at random.
    pub(crate) fn strike(&mut self, matched: &Matched<'_>, chaos: Option<Chaos>) -> Vec<Action> {
        let mut actions = self.script.strike(matched);
        if let Some(chaos) = chaos.filter(|chaos| !chaos.is_calm()) {
            actions.extend(chaos.strike(self.in_chaos));
            self.in_chaos += 1;
        }
        actions
    }
}
