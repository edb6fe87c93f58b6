//! The purchase, from the facade through the generated client to the emulator and back.
//!
//! There is no socket: requests are handed to the emulator as they are. Time is the
//! emulator's, stands still, and moves on by whatever the client waits for.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod agreement;
mod attack;
mod bad_input;
mod by_customer;
mod clocks;
mod clouds;
mod crowd;
mod doubt;
mod every_operation;
mod every_request;
mod every_row;
mod guards;
mod inventory;
mod new_customer;
mod orders;
mod plan;
mod promotions;
mod recorded;
mod savings;
mod sendable;
mod stage;
mod steps;
mod tracking;
mod transcript;
mod warnings;
