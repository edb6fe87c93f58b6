//! What happens between a call and the wire.
//!
//! One pipeline stands under every operation, also when the generated client is used
//! directly. For each call it checks where the request goes, names it, signs it, sends it,
//! reads the answer, and decides whether to try again. It is given a request and gives back
//! its answer, and knows nothing of customers, carts or lists:
//!
//! | file | what it knows |
//! |---|---|
//! | `pipeline`, `call_options` | what all calls of a client share, and what one handle does differently |
//! | `hosts` | the hosts of the document, each with its address and its tokens |
//! | `document_rules` | which calls the document says cannot succeed |
//! | `identity` | request and correlation ids, and the headers every call carries |
//! | `repair` | habits of generated requests and of the service's answers |
//! | `budget`, `retry_tokens` | how many further tries all calls may have between them: the numbers, what is left of them |
//! | `rate_limits`, `queue_key`, `request_queues`, `request_queue`, `adaptive_rate` | how many requests go out a minute: the numbers, what is counted together, the queues, one of them, when its head goes |
//! | `held_queue` | the queues that a 429 has stopped, for the caller |
//! | `verdict` | what an answer means for the call |
//! | `tries` | what follows from the failure of a try: a value, without time or network |
//! | `attempt`, `call` | one try, whose answer is decoded here; the loop around it |
//! | `undecoded` | what to say of an answer that is decoded elsewhere, and does not fit |
//! | `disguised` | faults that come with a status of success |
//! | `span` | what a trace shows |
//!
//! All tries of a call carry the same `MS-RequestId` and `MS-CorrelationId`. The service's
//! page asks for a new request id after any answer; keeping it is a deliberate departure,
//! since a new id would forfeit the detection of duplicates.

mod adaptive_rate;
mod attempt;
mod budget;
mod call;
pub(crate) mod call_options;
mod disguised;
mod document_rules;
mod held_queue;
mod hosts;
mod identity;
mod pipeline;
mod queue_key;
mod rate_limits;
mod repair;
mod request_queue;
mod request_queues;
mod retry_tokens;
mod span;
mod tries;
mod undecoded;
mod verdict;

pub use budget::RetryBudget;
pub use call_options::CallOptions;
pub use document_rules::DocumentRules;
pub use held_queue::HeldQueue;
pub use rate_limits::RateLimits;

pub use partner_center_api::{Host, Retry};

pub use crate::net::http_sender::{HttpSender, SendError};
pub use crate::net::retry::RetryPolicy;
pub use crate::net::service_sender::ServiceSender;
pub use crate::net::timeouts::Timeouts;

pub(crate) use hosts::{HostAccess, Hosts};
pub(crate) use identity::Identity;
pub(crate) use pipeline::{Limits, Pipeline, Shared};
pub(crate) use request_queues::RequestQueues;
pub(crate) use retry_tokens::RetryTokens;
