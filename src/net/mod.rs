//! What any exchange over HTTP needs, whoever makes it and whatever for: the ground under
//! [`auth`](crate::auth) and [`transport`](crate::transport).
//!
//! Nothing here knows tokens or operations. Nothing here sends twice: `retry` says what should
//! follow a failure, and others do it.
//!
//! | file | what it knows |
//! |---|---|
//! | `origin` | which addresses may receive a token, and where a request goes |
//! | `http_sender`, `service_sender` | how a request leaves: the seam for tests and for other HTTP clients |
//! | `timeouts` | how long a connection, a try and a call may take |
//! | `body`, `buffers` | reading an answer whole, up to a limit; memory for long ones, used again |
//! | `retry`, `status_set` | whether and when to try again: pure functions |
//! | `date` | when an answer was made, by the clock of whoever made it |
//! | `retry_after` | how long the service asks to wait |
//! | `body_log`, `redact` | bodies in the log, for those who ask for them, and what is left of them there |

pub(crate) mod body;
pub(crate) mod body_log;
pub(crate) mod buffers;
pub(crate) mod date;
pub(crate) mod http_sender;
pub(crate) mod origin;
pub(crate) mod redact;
pub(crate) mod retry;
pub(crate) mod retry_after;
pub(crate) mod service_sender;
mod status_set;
pub(crate) mod timeouts;
