//! How much a client asks of the service: its rate limits, its budget for further tries, and
//! what a call that is dropped leaves of either.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod budget;
mod dropped;
mod minute;
mod rules;
mod throttled;
mod window;
