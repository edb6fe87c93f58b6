//! What the tests and benchmarks of `partner-center` share: who plays the service, and how the
//! time passes.
//!
//! - [`Stage`] is the emulator with a partner in front of it: for what the service does.
//! - [`Script`] is a sender with scripted answers: for tests of what crosses the wire.
//! - [`EmulatorTime`] and [`StillTime`] are times in which a test waits for nothing.
//! - [`soak`] is much of everything, while much goes wrong.
//!
//! There is no socket in it. It is only for integration tests and benchmarks: a unit test
//! would meet a second `partner-center` here, and who reads the examples does not have this crate.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod calls;
mod emulated;
mod emulator_time;
mod own_client;
mod purchases;
mod reply;
mod script;
mod sign_in;
pub mod soak;
mod stage;
mod still_time;

pub use calls::{CART, CUSTOMER, checkout, create, read, update};
pub use emulated::{NEW_YEAR, builder, emulator, partner};
pub use emulator_time::EmulatorTime;
pub use own_client::own_client;
pub use purchases::{one_order, other_software, request, reservation, reservation_on, software};
pub use reply::{Reply, answer, answer_with, stalled};
pub use script::{Asked, Script};
pub use sign_in::{application, sandbox_user, user};
pub use stage::Stage;
pub use still_time::StillTime;
