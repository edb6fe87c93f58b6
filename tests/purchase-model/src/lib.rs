//! A purchase that must not be made twice, at a service that may lose, delay and repeat. The
//! service, the protocol of the buyer, its journal and the crashes are one state machine, and each
//! state that it can reach is visited.
//!
//! The program runs a table of settings:
//!
//! | lines | what they show |
//! |---|---|
//! | C | the protocol holds |
//! | M | something is left out of it on purpose, and it breaks |
//! | A | an assumption about the service fails, and it breaks, or what still holds |
//! | G | carts of two order groups |
//! | X | everything at once |
//!
//! The crate knows nothing of `partner-center`. A test there takes each step of a buyer that is
//! [observed](observe()) here, and asks the code for the same.

mod observe;
mod params;
mod scenarios;
mod search;
pub mod state;
mod steps;

pub use observe::{Event, Judged, observe};
pub use params::{Exclusion, NEVER, Params, Policy, Repeated};
pub use scenarios::run;
