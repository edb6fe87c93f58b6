//! What the tests of several crates of this workspace share.

pub mod imports;
