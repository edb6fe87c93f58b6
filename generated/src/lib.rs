//! Typed operations of the Microsoft Partner Center REST API, one method each.
//!
//! This file and `support/` are written by hand. `client/` is replaced as a whole by
//! `cargo xtask codegen`; to change it, edit `spec/`.
#![deny(missing_docs)]

// Formatted as it is written; clippy's opinions of style are for code that people write.
#[rustfmt::skip]
#[allow(clippy::all)]
mod client;
pub mod support;

#[cfg(feature = "by-name")]
pub use client::by_name;
pub use client::{CART_CODES, CODES, Client, Host, OPERATIONS, SIGN_IN_CODES, operations, types};
pub use support::{
    Answer, ByteStream, CallError, Decimal, Operation, Request, Retry, SharedTransport, Timestamp,
    Transport,
};
