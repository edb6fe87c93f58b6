//! One token for many calls, renewed ahead of time and never twice at once.

use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};
use partner_center_api::support::BoxFuture;

use super::{AccessToken, SignIn, TokenKind, TokenSource};
use crate::clock::within;
use crate::error::{Error, Result};

/// How long a token that still holds is used after its renewal has failed, before the next
/// attempt to renew it.
const RESPITE: Duration = Duration::from_secs(30);

/// How long a call may spend on renewing a token that still holds; half of its time if that
/// is less.
const RENEWAL_LIMIT: Duration = Duration::from_secs(10);

/// A [`TokenSource`] that keeps what another one fetches.
pub(crate) struct CachedTokens {
    source: Arc<dyn TokenSource>,
    ahead: Duration,
    state: RwLock<State>,
    /// Held by the one call that fetches; the others wait for it, in order.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many fetches were refused, and what the last one said, so that those who waited
    /// for it fail with it instead of asking again one after the other.
    failures: u64,
    failure: Option<Error>,
}

#[derive(Clone)]
struct Held {
    token: AccessToken,
    /// From here on it is renewed, though it still holds.
    due_at: Option<DateTime<Utc>>,
}

impl Held {
    fn new(token: AccessToken, now: DateTime<Utc>, ahead: Duration) -> Self {
        let due_at = token.expires_at().map(|end| {
            let life = (end - now).max(TimeDelta::zero());
            let ahead = TimeDelta::from_std(ahead).unwrap_or(life).min(life / 2);
            end - ahead
        });
        Self { token, due_at }
    }

    fn is_due(&self, now: DateTime<Utc>) -> bool {
        self.due_at.is_some_and(|due| now >= due)
    }

    fn is_spent(&self, now: DateTime<Utc>) -> bool {
        self.token.expires_at().is_some_and(|end| now >= end)
    }
}

impl CachedTokens {
    /// Keeps the tokens of `source`, and renews each `ahead` of its end, or after half its
    /// life if that is later.
    pub(crate) fn new(source: Arc<dyn TokenSource>, ahead: Duration) -> Self {
        Self { source, ahead, state: RwLock::default(), fetching: tokio::sync::Mutex::default() }
    }

    /// The token held, unless it is spent or was just turned down.
    fn usable(&self, sign_in: &SignIn<'_>) -> Option<Held> {
        let held = self.read(|state| state.held.clone())?;
        let rejected = sign_in.rejected().is_some_and(|token| token.is_same(&held.token));
        (!rejected && !held.is_spent(sign_in.clock().now())).then_some(held)
    }

    async fn get(&self, sign_in: &SignIn<'_>) -> Result<AccessToken> {
        let failures = self.read(|state| state.failures);
        let _fetching = match self.usable(sign_in) {
            Some(held) if !held.is_due(sign_in.clock().now()) => return Ok(held.token),
            // One call renews it; the others need not wait while it holds.
            Some(held) => match self.fetching.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Ok(held.token),
            },
            None => self.fetching.lock().await,
        };
        // Somebody may have fetched one while this call waited.
        let held = self.usable(sign_in);
        if let Some(held) = &held
            && !held.is_due(sign_in.clock().now())
        {
            return Ok(held.token.clone());
        }
        if held.is_none()
            && let Some(error) = self.failure_since(failures)
        {
            return Err(error);
        }
        if let Some(held) = held
            && let Some(token) = self.renew_ahead(sign_in, held).await
        {
            return Ok(token);
        }
        let error = match self.source.token(sign_in).await {
            Ok(token) => return Ok(self.keep(token, sign_in)),
            Err(error) => error,
        };
        // Out of time or of tries is what one call is. Another one has its own.
        if error.gave_up().is_none() {
            self.write(|state| {
                state.failures += 1;
                state.failure = Some(error.clone());
            });
        }
        Err(error)
    }

    /// A new token in place of one that still holds, or that one where there is none in the
    /// little time that a call which could go ahead may spend on it. `None` where the old one
    /// came to its end meanwhile.
    async fn renew_ahead(&self, sign_in: &SignIn<'_>, mut held: Held) -> Option<AccessToken> {
        let clock = sign_in.clock();
        let limit = (sign_in.remaining() / 2).min(RENEWAL_LIMIT);
        // Told to the source too, so that it plans no pause that goes beyond it.
        let short = SignIn { deadline: clock.elapsed().saturating_add(limit), ..*sign_in };
        match within(clock, limit, self.source.token(&short)).await {
            Some(Ok(token)) => return Some(self.keep(token, sign_in)),
            Some(Err(error)) => tracing::warn!(%error, "the access token could not be renewed yet"),
            None => tracing::warn!("the access token could not be renewed in time"),
        }
        let now = clock.now();
        held.due_at =
            TimeDelta::from_std(RESPITE).ok().and_then(|respite| now.checked_add_signed(respite));
        let token = (!held.is_spent(now)).then(|| held.token.clone());
        self.write(|state| state.held = Some(held));
        token
    }

    fn keep(&self, token: AccessToken, sign_in: &SignIn<'_>) -> AccessToken {
        let held = Held::new(token.clone(), sign_in.clock().now(), self.ahead);
        self.write(|state| state.held = Some(held));
        token
    }

    fn failure_since(&self, failures: u64) -> Option<Error> {
        self.read(|state| (state.failures > failures).then(|| state.failure.clone())?)
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl TokenSource for CachedTokens {
    fn kind(&self) -> TokenKind {
        self.source.kind()
    }

    fn token<'a>(&'a self, sign_in: &'a SignIn<'a>) -> BoxFuture<'a, Result<AccessToken>> {
        Box::pin(self.get(sign_in))
    }
}

impl fmt::Debug for CachedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedTokens")
            .field("kind", &self.kind())
            .field("ahead", &self.ahead)
            .finish_non_exhaustive()
    }
}
