//! What happens between a call and the wire.
//!
//! One pipeline stands under every operation, also when the generated client is used
//! directly. For each call it checks where the request goes, names it, signs it, sends it,
//! reads the answer, and decides whether to try again:
//!
//! | file | what it knows |
//! |---|---|
//! | `origin` | which addresses may receive a token |
//! | `path` | what the path of an operation looks like |
//! | `document_rules` | which calls the document says cannot succeed |
//! | `identity` | request and correlation ids, and the headers every call carries |
//! | `repair` | habits of generated requests and of the service's answers |
//! | `wire` | how a request leaves: the seam for tests and for other HTTP clients |
//! | `body`, `buffers` | reading an answer whole, up to a limit; memory for long ones, used again |
//! | `retry` | whether and when to try again: pure functions |
//! | `retry_after` | how long the service asks to wait |
//! | `budget` | how many further tries all calls may have between them |
//! | `rate_limits`, `lanes`, `lane`, `pace` | how many requests go out a minute: the numbers, what is counted together, the queue, slowing down |
//! | `verdict` | what an answer means for the call |
//! | `attempt`, `call` | one try, whose answer is decoded here; the loop around it |
//! | `surprise` | what to say of a success that is decoded elsewhere, and does not fit |
//! | `span` | what a trace shows |
//! | `body_log`, `redact` | bodies in the log, for those who ask for them, and what is left of them there |
//!
//! All tries of a call carry the same `MS-RequestId` and `MS-CorrelationId`. The service's
//! page asks for a new request id after any answer; keeping it is a deliberate departure,
//! since a new id would forfeit the detection of duplicates.

mod attempt;
mod body;
mod body_log;
mod budget;
mod buffers;
mod call;
mod document_rules;
mod identity;
mod lane;
mod lanes;
mod origin;
mod pace;
mod path;
mod pipeline;
mod rate_limits;
mod redact;
mod repair;
mod retry;
mod retry_after;
mod service_wire;
mod span;
mod surprise;
mod timeouts;
mod verdict;
mod wire;

pub use budget::RetryBudget;
pub use document_rules::DocumentRules;
pub use rate_limits::RateLimits;
pub use retry::RetryPolicy;
pub use service_wire::ServiceWire;
pub use timeouts::Timeouts;
pub use wire::{Wire, WireError};

pub(crate) use body::collect;
pub(crate) use body_log::BodyLog;
pub(crate) use budget::Purse;
pub(crate) use buffers::Buffers;
pub(crate) use identity::{Identity, RequestIdOnce, ids_in};
pub(crate) use lanes::Lanes;
pub(crate) use origin::{GERMANY_CLOSED, Origin, PlainHttp, trusted_url, without_user};
pub(crate) use pipeline::{Limits, Pipeline, Shared};
pub(crate) use repair::without_bom;
pub(crate) use retry::{Next, Outcome, next};
pub(crate) use retry_after::retry_after;
pub(crate) use surprise::Surprise;

#[cfg(fuzzing)]
pub(crate) use redact::redacted;
