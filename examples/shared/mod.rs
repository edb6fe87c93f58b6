//! What the examples share: where a program takes place, and how it begins and ends.
#![allow(dead_code, reason = "each example uses what it needs of it")]

pub(crate) mod command_line;
pub(crate) mod embedded;
pub(crate) mod environment;
pub(crate) mod invoice;
pub(crate) mod progress;
