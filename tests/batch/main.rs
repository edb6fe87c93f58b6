//! Batches, from a file of rows to the orders in the emulator's ledger.
//!
//! There is no socket, and time is the emulator's: it stands still, and moves on by whatever the
//! client waits for.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod cut_off;
mod flow;
mod results;
mod schema;
mod stage;
mod stops;
