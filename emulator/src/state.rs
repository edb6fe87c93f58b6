//! What the emulator knows and remembers.

pub(crate) mod cart;
pub(crate) mod catalogue;
pub(crate) mod customer;
pub(crate) mod dates;
pub(crate) mod order;
pub(crate) mod world;
