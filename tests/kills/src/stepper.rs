//! Leave to take the next step, which another process gives.

use std::io::{self, Write};
use std::sync::Mutex;
use std::sync::PoisonError;

/// What a process says before each of its steps.
pub(crate) const STEP: &str = "step";

/// Asks for leave before each step: a line on the standard output asks, and one on the standard
/// input gives it.
#[derive(Default)]
pub(crate) struct Stepper(Option<Mutex<()>>);

impl Stepper {
    pub(crate) fn new(is_stepped: bool) -> Self {
        Self(is_stepped.then(Mutex::default))
    }

    /// Waits for leave, if it has to.
    pub(crate) fn step(&self, what: &str) {
        let Some(one_at_a_time) = &self.0 else { return };
        tokio::task::block_in_place(|| {
            let _turn = one_at_a_time.lock().unwrap_or_else(PoisonError::into_inner);
            let asked = writeln!(io::stdout(), "{STEP} {what}").and_then(|()| io::stdout().flush());
            let mut leave = String::new();
            // A parent that has gone needs no more steps.
            if asked.is_err() || io::stdin().read_line(&mut leave).unwrap_or(0) == 0 {
                std::process::exit(1);
            }
        });
    }
}
