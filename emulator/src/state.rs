//! What the emulator knows and remembers.

pub(crate) mod billing;
pub(crate) mod cart;
pub(crate) mod catalog;
pub(crate) mod closing;
pub(crate) mod customer;
pub(crate) mod dates;
pub(crate) mod export;
pub(crate) mod invoice;
pub(crate) mod line;
pub(crate) mod made;
pub(crate) mod market;
pub(crate) mod meter;
pub(crate) mod money;
pub(crate) mod order;
pub(crate) mod pair;
pub(crate) mod partner;
pub(crate) mod party;
pub(crate) mod period;
pub(crate) mod pricing;
pub(crate) mod promotion;
pub(crate) mod renewal;
pub(crate) mod settle;
pub(crate) mod unbilled;
pub(crate) mod world;
