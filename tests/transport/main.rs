//! What crosses the wire between a call and the service: names, signatures, tries, errors.
//!
//! Most tests script the answers in memory and let time pass by hand; only what needs a real
//! connection, such as one that breaks, uses a socket.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod addresses;
mod answers;
mod asked_for;
mod hosts;
mod ids;
#[cfg(feature = "__rustls")]
mod proxies;
mod raw;
mod refresh_tokens;
mod retries;
mod sign_in;
mod sockets;
#[cfg(feature = "__rustls")]
mod tls;
