//! Asking whether a user has typed in a device code, until they have (RFC 8628, section 3.5).

use std::time::Duration;

use super::SignIn;
use super::grant::Granted;
use super::token_request::TokenRequest;
use super::token_sender::TokenSender;
use crate::error::{Error, Result};

/// The least time between two questions, whatever the authority says.
pub(super) const SHORTEST_INTERVAL: Duration = Duration::from_secs(1);

/// The longest time between two questions, however often nobody answers.
const LONGEST_BACKOFF: Duration = Duration::from_secs(30);

/// By how much an authority that asks for it is asked more slowly.
const SLOWER: Duration = Duration::from_secs(5);

/// The questions about one code.
pub(super) struct DevicePolls<'a> {
    sign_in: &'a SignIn<'a>,
    /// How long the code is good for.
    life: Duration,
    /// How long to wait before the next question.
    interval: Duration,
}

impl<'a> DevicePolls<'a> {
    pub(super) fn new(sign_in: &'a SignIn<'a>, life: Duration, interval: Duration) -> Self {
        Self { sign_in, life, interval }
    }

    /// Asks until there are tokens, a refusal, or an end of the code's life.
    pub(super) async fn run(mut self, request: &TokenRequest) -> Result<Granted> {
        let SignIn { clock, .. } = *self.sign_in;
        let sender = TokenSender::new(self.sign_in);
        let end = clock.elapsed().saturating_add(self.life);
        let mut last = None;
        while clock.elapsed() <= end {
            // From here on the life of a token counts.
            let asked_at = clock.now();
            let error = match sender.carry(request).await {
                Ok(answer) => return Granted::read(sender.read(&answer)?, asked_at),
                Err(error) => error,
            };
            match self.after(&error) {
                Some(interval) => self.interval = interval,
                None => return Err(self.explain(error)),
            }
            last = Some(error);
            clock.sleep(self.interval.max(SHORTEST_INTERVAL)).await;
        }
        Err(self.expired(last))
    }

    /// How long to wait after a question that failed, if it may be asked again.
    fn after(&self, error: &Error) -> Option<Duration> {
        match (error.status(), error.protocol_word()) {
            (Some(408 | 429), _) => Some(self.backoff()),
            (Some(400..=499), Some("authorization_pending")) => Some(self.interval),
            (Some(400..=499), Some("slow_down")) => Some(self.interval.saturating_add(SLOWER)),
            (Some(400..=499), _) => None,
            _ => Some(self.backoff()),
        }
    }

    fn backoff(&self) -> Duration {
        self.interval.saturating_mul(2).min(LONGEST_BACKOFF)
    }

    /// What a refusal means for the user, where it is about them.
    fn explain(&self, error: Error) -> Error {
        match error.protocol_word() {
            Some("expired_token" | "code_expired") => self.expired(Some(error)),
            Some("authorization_declined" | "access_denied") => {
                let message = "the user declined the sign-in: begin again, and agree to it";
                Error::sign_in(message).with_source(boxed(error))
            }
            _ => error,
        }
    }

    fn expired(&self, last: Option<Error>) -> Error {
        let error = Error::sign_in(format!(
            "the code expired before the user had signed in: begin again, and sign in within {} \
             minutes",
            self.life.as_secs().div_ceil(60)
        ));
        match last {
            // A question that was merely too early explains nothing.
            Some(last) if last.protocol_word() != Some("authorization_pending") => {
                error.with_source(boxed(last))
            }
            _ => error,
        }
    }
}

fn boxed(error: Error) -> Box<dyn std::error::Error + Send + Sync> {
    Box::from(error)
}
