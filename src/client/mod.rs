//! The way in: a signed-in partner, and its customers.
//!
//! A client is settings, tokens and connections, and what leads from them to a call. What is
//! bought with it, and how, stands in the folders above.

mod builder;
mod customer;
mod held_queues;
mod http;
mod partner;
mod polling;
mod raw;
mod sign_in_calls;
mod tls_roots;

pub use builder::PartnerCenterBuilder;
pub use customer::Customer;
pub use partner::PartnerCenter;
pub use raw::RawCall;
pub use tls_roots::TlsRoots;
