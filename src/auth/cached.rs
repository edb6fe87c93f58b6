//! One token for many calls, renewed ahead of time and never twice at once.

use std::error::Error as StdError;
use std::fmt;
use std::sync::{Arc, PoisonError, RwLock};
use std::time::Duration;

use chrono::{DateTime, TimeDelta, Utc};

use super::{AccessToken, SignIn, TokenCheck, TokenKind, TokenSource};
use crate::clock::{Clock, within};
use crate::error::{Error, GaveUp, Result};
use crate::net::retry::RetryPolicy;

/// How long a token that still holds is used after its renewal has failed, before the next
/// attempt to renew it.
const RESPITE: Duration = Duration::from_secs(30);

/// How long a call may spend on renewing a token that still holds; half of its time if that
/// is less.
const RENEWAL_LIMIT: Duration = Duration::from_secs(10);

/// The longest that the token endpoint is left alone because one answer of it asked for that:
/// whoever asks for more has more likely made a mistake, and no call could be made meanwhile.
const LONGEST_CLOSURE: Duration = Duration::from_secs(10 * 60);

/// A [`TokenSource`] that keeps what another one fetches.
pub(crate) struct CachedTokens {
    source: Arc<dyn TokenSource>,
    ahead: Duration,
    check: TokenCheck,
    state: RwLock<State>,
    /// Held by the one call that fetches; the others wait for it, in order.
    fetching: tokio::sync::Mutex<()>,
}

#[derive(Default)]
struct State {
    held: Option<Held>,
    /// How many fetches have failed, and with what the last one did, so that those who waited
    /// for it fail with it instead of asking again one after the other.
    failures: u64,
    failure: Option<Error>,
    /// Until then, as the clock's elapsed time, the token endpoint wants to be left alone.
    closed_until: Duration,
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
        self.token.is_spent(now)
    }
}

impl CachedTokens {
    /// Keeps the tokens of `source`, and renews each `ahead` of its end, or after half its
    /// life if that is later.
    pub(crate) fn new(source: Arc<dyn TokenSource>, ahead: Duration, check: TokenCheck) -> Self {
        let (state, fetching) = (RwLock::default(), tokio::sync::Mutex::default());
        Self { source, ahead, check, state, fetching }
    }

    /// Whether the tokens carry a user.
    pub(crate) fn kind(&self) -> TokenKind {
        self.source.kind()
    }

    /// The token held, if it need not be renewed yet: the way of nearly every call.
    pub(crate) fn fresh(&self, now: DateTime<Utc>) -> Option<AccessToken> {
        self.read(|state| {
            state.held.as_ref().filter(|held| !held.is_due(now)).map(|held| held.token.clone())
        })
    }

    /// The token held, until its very end.
    pub(crate) fn held(&self, now: DateTime<Utc>) -> Option<AccessToken> {
        self.read(|state| {
            state.held.as_ref().filter(|held| !held.is_spent(now)).map(|held| held.token.clone())
        })
    }

    /// What to say where the call's time ended before there was a token.
    pub(crate) fn late(&self) -> Error {
        let error = Error::sign_in("none came before the call's time was over");
        let error = error.with_gave_up(GaveUp::Time);
        match self.read(|state| state.failure.clone()) {
            Some(last) => error.with_source(Box::<dyn StdError + Send + Sync>::from(last)),
            None => error,
        }
    }

    /// A token that has not been turned down: the one held, or another one.
    pub(crate) async fn get(&self, sign_in: &SignIn<'_>) -> Result<AccessToken> {
        let failures = self.read(|state| state.failures);
        let _fetching = match self.usable(sign_in) {
            Some(held) if !held.is_due(sign_in.clock().now()) => return Ok(held.token),
            // One call renews it; the others need not wait while it holds.
            Some(held) => match self.fetching.try_lock() {
                Ok(guard) => guard,
                Err(_) => return Ok(held.token),
            },
            None => {
                // Whoever has not the time for that need not queue for it.
                self.closed_for(sign_in)?;
                self.fetching.lock().await
            }
        };
        // Somebody may have fetched one while this call waited.
        if let Some(held) = self.usable(sign_in) {
            if !held.is_due(sign_in.clock().now()) {
                return Ok(held.token);
            }
            if let Some(token) = self.renew_ahead(sign_in, held).await {
                return Ok(token);
            }
        } else if let Some(error) = self.failure_since(failures, sign_in.retry) {
            return Err(error);
        }
        self.until_open(sign_in).await?;
        match self.fetch(sign_in).await {
            Ok(token) => Ok(token),
            Err(error) => {
                self.remember(&error, sign_in.clock());
                Err(error)
            }
        }
    }

    /// The token held, unless it is spent or was just turned down.
    fn usable(&self, sign_in: &SignIn<'_>) -> Option<Held> {
        let held = self.read(|state| state.held.clone())?;
        let rejected = sign_in.rejected().is_some_and(|token| token.is_same(&held.token));
        (!rejected && !held.is_spent(sign_in.clock().now())).then_some(held)
    }

    /// Fetches a token and keeps it.
    async fn fetch(&self, sign_in: &SignIn<'_>) -> Result<AccessToken> {
        let token = self.source.token(sign_in).await?;
        let now = sign_in.clock().now();
        self.check.check(&token, self.kind(), now)?;
        let held = Held::new(token.clone(), now, self.ahead);
        self.write(|state| state.held = Some(held));
        Ok(token)
    }

    /// A new token in place of one that still holds, or that one where there is none in the
    /// little time that a call which could go ahead may spend on it. `None` where the old one
    /// came to its end meanwhile.
    async fn renew_ahead(&self, sign_in: &SignIn<'_>, mut held: Held) -> Option<AccessToken> {
        let clock = sign_in.clock();
        let limit = (sign_in.remaining() / 2).min(RENEWAL_LIMIT);
        // Told to the source too, so that it plans no pause that goes beyond it; what it has under
        // way by then is its own affair.
        let short = SignIn { deadline: clock.elapsed().saturating_add(limit), ..*sign_in };
        let mut respite = RESPITE;
        match within(clock, limit, self.fetch(&short)).await {
            Some(Ok(token)) => return Some(token),
            Some(Err(error)) => {
                tracing::warn!(%error, "the access token could not be renewed yet");
                respite = respite.max(error.retry_after().unwrap_or_default());
                self.remember(&error, clock);
            }
            None => tracing::warn!("the access token could not be renewed in time"),
        }
        let now = clock.now();
        held.due_at =
            TimeDelta::from_std(respite).ok().and_then(|respite| now.checked_add_signed(respite));
        let token = (!held.is_spent(now)).then(|| held.token.clone());
        self.write(|state| state.held = Some(held));
        token
    }

    /// Waits for as long as the token endpoint has asked for, whichever call it told.
    async fn until_open(&self, sign_in: &SignIn<'_>) -> Result<()> {
        let wait = self.closed_for(sign_in)?;
        if !wait.is_zero() {
            sign_in.clock().sleep(wait).await;
        }
        Ok(())
    }

    /// How long the token endpoint wants to be left alone yet; fails where the call has not the
    /// time to wait for that.
    fn closed_for(&self, sign_in: &SignIn<'_>) -> Result<Duration> {
        let now = sign_in.clock().elapsed();
        let (wait, failure) = self.read(|state| {
            let wait = state.closed_until.saturating_sub(now);
            (wait, state.failure.clone().filter(|_| !wait.is_zero()))
        });
        match failure {
            Some(error) if wait >= sign_in.remaining() => {
                Err(error.with_retry_after(Some(wait)).with_gave_up(GaveUp::RetryAfter))
            }
            _ => Ok(wait),
        }
    }

    fn remember(&self, error: &Error, clock: &dyn Clock) {
        let wait = error.retry_after().unwrap_or_default().min(LONGEST_CLOSURE);
        let closed_until = clock.elapsed().saturating_add(wait);
        self.write(|state| {
            state.failures += 1;
            state.failure = Some(error.clone());
            state.closed_until = state.closed_until.max(closed_until);
        });
    }

    /// What a fetch has failed with since there were so many failures, if it says something of
    /// a call with this policy. Out of time is what one call is, and another one has its own;
    /// but to try as often once more, one call after the other, would only prolong an outage.
    fn failure_since(&self, failures: u64, policy: &RetryPolicy) -> Option<Error> {
        let new = |state: &State| (state.failures > failures).then(|| state.failure.clone())?;
        self.read(new).filter(|error| match error.gave_up() {
            None => true,
            Some(GaveUp::Tries) => policy.most() <= error.tries(),
            Some(_) => false,
        })
    }

    fn read<T>(&self, look: impl FnOnce(&State) -> T) -> T {
        look(&self.state.read().unwrap_or_else(PoisonError::into_inner))
    }

    fn write(&self, change: impl FnOnce(&mut State)) {
        change(&mut self.state.write().unwrap_or_else(PoisonError::into_inner));
    }
}

impl fmt::Debug for CachedTokens {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CachedTokens")
            .field("kind", &self.kind())
            .field("ahead", &self.ahead)
            .field("check", &self.check)
            .finish_non_exhaustive()
    }
}
