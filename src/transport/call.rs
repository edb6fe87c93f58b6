//! One call: tries until one succeeds, none may follow, or time is up.

use std::sync::Arc;
use std::time::Duration;

use partner_center_api::support::{Operation, Retry};
use reqwest::{Request, Response};
use tracing::Instrument;

use super::attempt::{Answer, attempt};
use super::budget::Taken;
use super::identity::{Ids, sign};
use super::lane::{Lane, Turn};
use super::pipeline::Pipeline;
use super::retry::{Next, Outcome, next};
use super::surprise::Surprise;
use super::verdict::{Failure, delivery, doubts};
use super::{lanes, path, repair, span};
use crate::auth::{AccessToken, SignIn};
use crate::client::CallOptions;
use crate::clock::within;
use crate::error::{Delivery, Error, GaveUp, Kind, Result};

impl Pipeline {
    /// Carries out one call of `operation`.
    pub(super) async fn call(
        &self,
        mut request: Request,
        operation: &'static Operation,
    ) -> Result<Response> {
        let shared = &*self.shared;
        let ids =
            self.admit(&mut request, operation).map_err(|e| e.with_operation(operation.id))?;
        let lane = shared.lanes.of(operation, request.url().path());

        let span = span::open(operation, &ids, &shared.origin);
        let deadline = shared.clock.elapsed().saturating_add(self.call_limit());
        let call = Call { pipeline: self, operation, ids, deadline, lane, tries: 0, doubt: false };
        // Pinned where it is made: a future of several kilobytes is slow to move about.
        let run = std::pin::pin!(call.run(request));
        let result = run.instrument(span.clone()).await;
        match &result {
            Ok((response, tries)) => span::close_well(&span, response.status().as_u16(), *tries),
            Err(error) => span::close_badly(&span, error),
        }
        result.map(|(response, _)| response)
    }

    /// Refuses what must not or cannot be sent, and names the rest.
    fn admit(&self, request: &mut Request, operation: &Operation) -> Result<Ids> {
        let shared = &*self.shared;
        self.rules().check(operation, shared.tokens.kind(), &shared.cloud)?;
        let url = request.url();
        shared.origin.check(url)?;
        path::check_length(url.as_str())?;
        path::check(url.path(), operation.path)?;
        repair::request(request);
        let headers = request.headers_mut();
        shared.identity.fill(headers);
        let CallOptions { request_id, correlation_id, .. } = &self.options;
        Ids::settle(headers, request_id.as_ref(), *correlation_id, &*shared.entropy)
    }
}

/// A call under way.
struct Call<'a> {
    pipeline: &'a Pipeline,
    operation: &'static Operation,
    ids: Ids,
    /// When it ends, as the clock's elapsed time.
    deadline: Duration,
    /// Where it waits for its turn, where the service counts such calls.
    lane: Option<Arc<Lane>>,
    tries: u32,
    /// Whether a try so far may have been carried out. Never taken back: a refusal of a
    /// later try says nothing of an earlier one.
    doubt: bool,
}

impl Call<'_> {
    async fn run(mut self, request: Request) -> Result<(Response, u32)> {
        let shared = &*self.pipeline.shared;
        let mut source = Source::new(request);
        // The refusal of a token, with the token, until another one is on the wire.
        let mut refused: Option<(AccessToken, Failure)> = None;
        let mut may_refresh = true;
        // What the last try failed with, should there be no time for another.
        let mut last = None;
        // Tries by the policy's count, which a try after a refused token is not part of.
        let mut counted = 0;
        // What the next try was paid for with, and what the last one cost.
        let mut taken: Option<Taken<'_>> = None;
        let mut spent = None;
        loop {
            let rejected = refused.as_ref().map(|(token, _)| token);
            let mut token = self.token(rejected).await.map_err(|error| self.judged(error))?;
            if let Some((old, failure)) = refused.take() {
                if old.is_same(&token) {
                    // There is no other token, so asking again would be refused again.
                    return Err(self.judged(failure.error));
                }
                last = Some(failure.error);
            }
            if let Some(lane) = self.lane.as_ref().filter(|lane| !lane.at_once()) {
                match Box::pin(self.queue(lane)).await {
                    Ok(None) => {}
                    Ok(Some(newer)) => token = newer.map_err(|error| self.judged(error))?,
                    Err(wait) => {
                        let what = lanes::name(self.operation).into();
                        let none = || Error::new(Kind::Limited { what }, Delivery::NotDone);
                        let error = last.unwrap_or_else(none).with_retry_after(Some(wait));
                        return Err(self.judged(error.with_gave_up(GaveUp::RateLimit)));
                    }
                }
            }
            let left = self.left_for_waiting();
            if left.is_zero() {
                let limit = self.pipeline.call_limit();
                let none = || Error::new(Kind::OutOfTime { limit }, Delivery::NotDone);
                return Err(self.judged(last.unwrap_or_else(none).with_gave_up(GaveUp::Time)));
            }
            let Some(mut copy) = source.next() else {
                return Err(self.judged(Error::invalid("body", "it can be sent only once")));
            };
            self.ids.write(copy.headers_mut());
            sign(copy.headers_mut(), &token).map_err(|error| self.judged(error))?;

            self.tries += 1;
            counted += 1;
            spent = taken.take().map(Taken::spend).or(spent);
            let sent_at = shared.clock.elapsed();
            let failure = match self.one_try(copy).await {
                Ok(mut answer) => {
                    shared.purse.reward(spent);
                    if !answer.is_read {
                        let response = &mut answer.response;
                        Surprise::leave(response, self.operation, &self.ids, self.tries);
                    }
                    return Ok((answer.response, self.tries));
                }
                Err(failure) => failure,
            };
            self.doubt |= doubts(self.operation, &failure);
            self.heed(&failure, sent_at);
            let step = match next(self.operation.retry, failure.outcome, may_refresh) {
                step if source.is_spent() && step != Next::Stop => Next::Stop,
                step => step,
            };
            match step {
                Next::Stop => return Err(self.judged(failure.error)),
                Next::Refresh => {
                    tracing::debug!("the token was refused; asking for another one");
                    may_refresh = false;
                    counted -= 1;
                    refused = Some((token, failure));
                }
                Next::Again => {
                    let asked = failure.error.retry_after();
                    let policy = self.pipeline.retry();
                    let left = self.left_for_waiting();
                    let pause = policy.pause(counted, asked, left, &*shared.entropy);
                    let paid = pause.and_then(|pause| {
                        let taken = shared.purse.take(&failure.error).ok_or(GaveUp::Budget)?;
                        Ok((pause, taken))
                    });
                    match paid {
                        Ok((pause, price)) => {
                            taken = Some(price);
                            tracing::debug!(
                                tried = self.tries,
                                status = failure.error.status(),
                                pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
                                "trying again",
                            );
                            shared.clock.sleep(pause).await;
                            last = Some(failure.error);
                        }
                        Err(reason) => {
                            return Err(self.judged(failure.error.with_gave_up(reason)));
                        }
                    }
                }
            }
        }
    }

    async fn token(&self, rejected: Option<&AccessToken>) -> Result<AccessToken> {
        let shared = &*self.pipeline.shared;
        if rejected.is_none()
            && let Some(token) = shared.tokens.fresh(shared.clock.now())
        {
            return Ok(token);
        }
        let sign_in = SignIn {
            endpoint: &shared.endpoint,
            wire: &shared.wire,
            clock: &shared.clock,
            entropy: &shared.entropy,
            retry: self.pipeline.retry(),
            deadline: shared.clock.elapsed().saturating_add(self.left_for_waiting()),
            grace: Duration::ZERO,
            rejected,
        };
        // Boxed, as all that few calls come to, lest every call makes room for it.
        let fetched = Box::pin(shared.tokens.get(&sign_in));
        let token = within(&*shared.clock, sign_in.remaining(), fetched).await;
        token.unwrap_or_else(|| Err(shared.tokens.late()))
    }

    /// The token to use after a wait: whichever is held, until its very end. To renew it ahead
    /// of that is for calls that keep nobody waiting.
    async fn current_token(&self) -> Result<AccessToken> {
        let shared = &*self.pipeline.shared;
        match shared.tokens.held(shared.clock.now()) {
            Some(token) => Ok(token),
            None => self.token(None).await,
        }
    }

    /// Waits for the call's turn. After a wait, which may outlast the token, it has the one to
    /// use; where its turn would come too late, how long it would have to wait.
    async fn queue(&self, lane: &Lane) -> Result<Option<Result<AccessToken>>, Duration> {
        let mut newer = None;
        let renewal = async { newer = Some(self.current_token().await) };
        match lane.turn_and(self.left_for_waiting(), renewal).await {
            Turn::AtOnce | Turn::Waited => Ok(newer),
            Turn::TooLate(wait) => Err(wait),
        }
    }

    /// Slows down where the service asks for it.
    fn heed(&self, failure: &Failure, sent_at: Duration) {
        if failure.outcome == Outcome::Answered(429)
            && let Some(lane) = &self.lane
            && self.pipeline.shared.lanes.is_adaptive()
        {
            lane.slow_down(sent_at, failure.error.retry_after());
        }
    }

    async fn one_try(&self, request: Request) -> Result<Answer, Failure> {
        let shared = &*self.pipeline.shared;
        let limit = self.pipeline.try_limit(self.operation).min(self.remaining());
        let buffers = self.pipeline.options.buffers.as_ref();
        let work = std::pin::pin!(attempt(shared, request, self.operation, buffers));
        within(&*shared.clock, limit, work).await.unwrap_or_else(|| {
            let error = Error::new(Kind::TimedOut { limit }, Delivery::Unknown);
            Err(Failure::new(Outcome::Lost, error))
        })
    }

    fn remaining(&self) -> Duration {
        self.deadline.saturating_sub(self.pipeline.shared.clock.elapsed())
    }

    /// How long the call may wait before the next try. What changes something is not begun
    /// with little time left, since to cut it short would leave doubt where there was none: it
    /// keeps the time of one try, but no more than half of the call's.
    fn left_for_waiting(&self) -> Duration {
        let kept = match self.operation.retry {
            Retry::Read => Duration::ZERO,
            Retry::Repeat | Retry::Once => {
                let whole = self.pipeline.call_limit();
                self.pipeline.try_limit(self.operation).min(whole / 2)
            }
        };
        self.remaining().saturating_sub(kept)
    }

    /// The error as the caller gets it.
    fn judged(&self, error: Error) -> Error {
        error
            .with_operation(self.operation.id)
            .with_delivery(delivery(self.operation, self.doubt))
            .with_tries(self.tries)
            .with_ids(Some(&self.ids.request.to_string()), Some(&self.ids.correlation.to_string()))
    }
}

/// The request of a call, copied for each try.
struct Source {
    request: Option<Request>,
    /// Whether the request is gone: a body that streams can be sent once only.
    spent: bool,
}

impl Source {
    fn new(request: Request) -> Self {
        Self { request: Some(request), spent: false }
    }

    fn next(&mut self) -> Option<Request> {
        let copy = self.request.as_ref().and_then(copy);
        copy.or_else(|| {
            self.spent = true;
            self.request.take()
        })
    }

    fn is_spent(&self) -> bool {
        self.spent
    }
}

/// A copy of a request, unless its body can be sent once only.
fn copy(request: &Request) -> Option<Request> {
    // To copy one, the HTTP client makes a table of extensions, if only to say that there is no
    // time limit; a read needs none.
    if request.body().is_some() || request.timeout().is_some() {
        return request.try_clone();
    }
    let mut copy = Request::new(request.method().clone(), request.url().clone());
    *copy.headers_mut() = request.headers().clone();
    *copy.version_mut() = request.version();
    Some(copy)
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use partner_center_api::support::BoxFuture;

    use super::*;
    use crate::auth::StaticToken;
    use crate::clock::ManualClock;
    use crate::transport::{Wire, WireError};

    /// Counts and answers 503.
    #[derive(Default)]
    struct Broken(AtomicUsize);

    impl Wire for Broken {
        fn execute<'a>(&'a self, _: Request) -> BoxFuture<'a, Result<Response, WireError>> {
            self.0.fetch_add(1, Ordering::Relaxed);
            let mut response = http::Response::new("");
            *response.status_mut() = http::StatusCode::SERVICE_UNAVAILABLE;
            Box::pin(async { Ok(response.into()) })
        }
    }

    #[tokio::test]
    async fn a_body_that_streams_is_sent_once() {
        let wire = Arc::new(Broken::default());
        let partner = crate::PartnerCenter::builder(StaticToken::app_only("token"))
            .base_url("https://api.contoso.test")
            .wire(wire.clone())
            .clock(ManualClock::new())
            .build()
            .unwrap();
        let operation = Operation::by_id("updateCart").unwrap();
        for (streams, tries) in [(true, 1), (false, 4)] {
            let url = "https://api.contoso.test/v1/customers/a/carts/b".parse().unwrap();
            let mut request = Request::new(http::Method::PUT, url);
            let chunks = futures::stream::iter([Ok::<_, std::io::Error>("{}")]);
            let body = if streams { reqwest::Body::wrap_stream(chunks) } else { "{}".into() };
            *request.body_mut() = Some(body);
            let error = partner.pipeline().call(request, operation).await.unwrap_err();
            assert_eq!((error.status(), error.tries()), (Some(503), tries));
            assert_eq!(wire.0.swap(0, Ordering::Relaxed), tries as usize);
        }
    }
}
