//! The purchase, from the facade through the generated client to the emulator and back.
//!
//! There is no socket: requests are handed to the emulator as they are. Time is the
//! emulator's, stands still, and moves on by whatever the client waits for.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod attack;
mod bad_input;
mod by_customer;
mod clouds;
mod crowd;
mod doubt;
mod every_operation;
mod every_request;
mod every_row;
mod guards;
mod plan;
mod recorded;
mod sendable;
mod stage;
mod steps;
mod tracking;
mod transcript;
mod warnings;
