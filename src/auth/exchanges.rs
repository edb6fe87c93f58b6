//! One exchange at a time, which goes on to its end whoever waits for it.

use std::fmt;
use std::panic::AssertUnwindSafe;
use std::sync::{Mutex, PoisonError};

use futures_util::FutureExt;
use futures_util::future::{Shared, WeakShared};
use partner_center_api::support::BoxFuture;
use tokio::runtime::Handle;

use super::{AccessToken, SignIn, TokenEndpoint};
use crate::error::{Error, GaveUp, Result};

type Work = BoxFuture<'static, Result<AccessToken>>;
type Exchange = Shared<Work>;

/// The exchange of a refresh token that is under way, if any.
///
/// A call that is dropped or out of time leaves it to a task of its own: between its request
/// and its answer nobody but the endpoint knows the next refresh token, and where the endpoint
/// does not take the old one twice it would be lost. Whoever asks meanwhile waits for the same
/// exchange. It is gone when nobody is left to wait for it: when it has ended, when the runtime
/// of that task has, or when a call is dropped where there is no tokio runtime.
#[derive(Default)]
pub(super) struct Exchanges(Mutex<Option<(TokenEndpoint, WeakShared<Work>)>>);

impl Exchanges {
    /// The token of the exchange with the endpoint of `sign_in` that is under way, or of the
    /// one that `begin` makes.
    pub(super) async fn token(
        &self,
        sign_in: &SignIn<'_>,
        begin: impl Fn() -> Work,
    ) -> Result<AccessToken> {
        loop {
            let UnderWay { endpoint, exchange, joined } = self.under_way(sign_in, &begin);
            let mut waiting = Waiting { exchange, is_over: false };
            let result = waiting.exchange.clone().await;
            waiting.is_over = true;
            // Another endpoint's token is of no use here, but has to be waited for: both
            // exchange the one refresh token.
            if endpoint != *sign_in.endpoint() {
                continue;
            }
            match &result {
                // That was how long, and how often, somebody else could try.
                Err(error) if joined && may_go_on(error) => {}
                _ => return result,
            }
        }
    }

    fn under_way(&self, sign_in: &SignIn<'_>, begin: impl Fn() -> Work) -> UnderWay {
        let mut slot = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((endpoint, exchange)) = &*slot
            && let Some(exchange) = exchange.upgrade()
            && exchange.peek().is_none()
        {
            return UnderWay { endpoint: endpoint.clone(), exchange, joined: true };
        }
        let endpoint = sign_in.endpoint().clone();
        let exchange = calm(begin()).shared();
        *slot = exchange.downgrade().map(|exchange| (endpoint.clone(), exchange));
        UnderWay { endpoint, exchange, joined: false }
    }
}

impl fmt::Debug for Exchanges {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Exchanges(..)")
    }
}

struct UnderWay {
    endpoint: TokenEndpoint,
    exchange: Exchange,
    /// Whether somebody else has begun it.
    joined: bool,
}

/// Whether what an exchange has failed with leaves it to another one to try: not where the
/// endpoint wants to be left alone.
fn may_go_on(error: &Error) -> bool {
    matches!(error.gave_up(), Some(GaveUp::Time | GaveUp::Tries))
}

/// Makes an error of a panic, such as one of the caller's store: many can wait for the exchange,
/// and all of them would go down with it.
fn calm(work: Work) -> Work {
    Box::pin(AssertUnwindSafe(work).catch_unwind().map(|done| {
        done.unwrap_or_else(|_| {
            Err(Error::sign_in(
                "the exchange of the refresh token panicked: see what the program printed of it",
            ))
        })
    }))
}

/// Somebody who waits for an exchange.
struct Waiting {
    exchange: Exchange,
    is_over: bool,
}

impl Drop for Waiting {
    /// Whoever goes while it is under way may have been the only one to drive it.
    fn drop(&mut self) {
        if !self.is_over
            && let Ok(runtime) = Handle::try_current()
        {
            runtime.spawn(self.exchange.clone().map(drop));
        }
    }
}
