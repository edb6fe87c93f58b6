//! Programs that buy, killed and stopped at every moment, and what a ledger says of it in the end.
//!
//! A purchase that is recorded is made at most once, and what is said of it is true, whatever is
//! killed. Here real processes show that: each buys over TCP from an emulator, with a journal in a
//! file or in PostgreSQL, and is ended by the operating system. What they say in the end is held
//! against the ledger of the emulator, which nobody who buys can see. A future that is dropped
//! counts as a kill, too; `tests/purchase/recorded.rs` in the root drops them.
//!
//! - [`matrix`]: killed at each write to the journal and at each request.
//! - [`race`]: two processes with one key, in every order of their steps.
//! - [`crowd`]: many workers on one journal in PostgreSQL, killed and stopped at random.
//!
//! No test waits: the processes take their time from the emulator, and their pauses advance it.
//! Signals need Unix.
#![cfg(unix)]

pub mod buyer;
mod case;
mod child;
pub mod crowd;
mod fate;
mod judge;
pub mod matrix;
mod outcome;
mod place;
mod product;
pub mod race;
mod report;
mod scenario;
mod service;
mod service_time;
mod shift;
mod signal;
mod step_journal;
mod step_sender;
mod stepped;
mod stepper;
mod table;
mod task;
mod trouble;
pub mod worker;
