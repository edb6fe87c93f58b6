//! After the purchase: what the customer holds, taking it back, and what it was billed for.
//!
//! There is no socket: requests are handed to the emulator as they are. Time is virtual; it
//! moves on by whatever the client waits for, so that nothing sleeps and time-outs end.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod activation;
mod billed;
mod cancellation;
mod entitlements;
mod flow;
mod reservations;
mod stage;
mod states;
mod subscriptions;
