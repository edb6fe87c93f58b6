//! The way in: a signed-in partner, and its customers.
//!
//! A client has settings, tokens and connections, and makes calls with them. It buys nothing:
//! the folders above add their own calls to [`PartnerCenter`] and [`Customer`].

mod asked_for;
mod builder;
mod customer;
mod ended;
mod environment;
mod held_queues;
mod http;
mod partner;
mod polling;
mod raw;
mod refusal;
#[cfg(all(feature = "rustls-ring", not(feature = "rustls")))]
mod ring_tls;
mod sign_in_calls;
mod tls_roots;
mod whole;

pub(crate) use asked_for::asked_for;
pub use builder::PartnerCenterBuilder;
pub use customer::Customer;
pub use partner::PartnerCenter;
pub use raw::RawCall;
pub use tls_roots::TlsRoots;
pub(crate) use whole::{apart, whole};
