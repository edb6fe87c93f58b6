//! What happens between a call and the wire.
//!
//! One pipeline stands under every operation, also when the generated client is used
//! directly. For each call it checks where the request goes, names it, signs it, sends it,
//! reads the answer, and decides whether to try again:
//!
//! | file | what it knows |
//! |---|---|
//! | `origin` | which addresses may receive a token, and where a request goes |
//! | `document_rules` | which calls the document says cannot succeed |
//! | `identity` | request and correlation ids, and the headers every call carries |
//! | `repair` | habits of generated requests and of the service's answers |
//! | `wire` | how a request leaves: the seam for tests and for other HTTP clients |
//! | `body`, `buffers` | reading an answer whole, up to a limit; memory for long ones, used again |
//! | `retry`, `status_set` | whether and when to try again: pure functions |
//! | `retry_after` | how long the service asks to wait |
//! | `budget`, `retry_tokens` | how many further tries all calls may have between them: the numbers, what is left of them |
//! | `rate_limits`, `queue_key`, `request_queues`, `request_queue`, `adaptive_rate` | how many requests go out a minute: the numbers, what is counted together, the queues, one of them, when its head goes |
//! | `held_queue` | the queues that a 429 has stopped, for the caller |
//! | `verdict` | what an answer means for the call |
//! | `tries` | what follows from the failure of a try: a value, without time or network |
//! | `attempt`, `call` | one try, whose answer is decoded here; the loop around it |
//! | `undecoded` | what to say of an answer that is decoded elsewhere, and does not fit |
//! | `span` | what a trace shows |
//! | `body_log`, `redact` | bodies in the log, for those who ask for them, and what is left of them there |
//!
//! All tries of a call carry the same `MS-RequestId` and `MS-CorrelationId`. The service's
//! page asks for a new request id after any answer; keeping it is a deliberate departure,
//! since a new id would forfeit the detection of duplicates.

mod adaptive_rate;
mod attempt;
mod body;
mod body_log;
mod budget;
mod buffers;
mod call;
mod document_rules;
mod held_queue;
mod identity;
mod origin;
mod pipeline;
mod queue_key;
mod rate_limits;
mod redact;
mod repair;
mod request_queue;
mod request_queues;
mod retry;
mod retry_after;
mod retry_tokens;
mod service_wire;
mod span;
mod status_set;
mod timeouts;
mod tries;
mod undecoded;
mod verdict;
mod wire;

pub use budget::RetryBudget;
pub use document_rules::DocumentRules;
pub use held_queue::HeldQueue;
pub use rate_limits::RateLimits;
pub use retry::RetryPolicy;
pub use service_wire::ServiceWire;
pub use timeouts::Timeouts;
pub use wire::{Wire, WireError};

pub use partner_center_api::Retry;

pub(crate) use body::collect;
pub(crate) use body_log::BodyLog;
pub(crate) use buffers::Buffers;
pub(crate) use identity::{Identity, RequestIdOnce, ids_in};
pub(crate) use origin::{GERMANY_CLOSED, Origin, PlainHttp, trusted_url, without_user};
pub(crate) use pipeline::{Limits, Pipeline, Shared};
pub(crate) use repair::without_bom;
pub(crate) use request_queues::RequestQueues;
pub(crate) use retry::{Next, Outcome};
pub(crate) use retry_after::retry_after;
pub(crate) use retry_tokens::RetryTokens;

#[cfg(fuzzing)]
pub(crate) use redact::redacted;
