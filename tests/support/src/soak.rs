//! Much of everything, while much goes wrong: in short as a test, in full as a benchmark.

mod purchases;
mod reads;
mod storm;

pub use purchases::{Books, Said, buyer};
pub use reads::{Shelf, Tally, reader};
pub use storm::{Patience, calm, partner, rage};
