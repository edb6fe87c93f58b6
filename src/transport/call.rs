//! One call: tries until one succeeds, none may follow, or time is up.

use std::sync::Arc;
use std::time::Duration;

use partner_center_api::Host;
use partner_center_api::support::{Operation, ReadAnswer, Request, Response, Retry, Sent};
use reqwest::Url;
use tracing::Instrument;

use super::attempt::{Answer, Receiver, Sending, attempt};
use super::call_options::CallOptions;
use super::document_rules::doubt_of_cloud;
use super::hosts::HostAccess;
use super::identity::{Ids, check_headers, sign};
use super::pipeline::Pipeline;
use super::request_queue::{RequestQueue, Turn};
use super::retry_tokens::{RetryToken, RetryTokens};
use super::tries::{Step, Tries};
use super::undecoded::misread;
use super::verdict::Failure;
use super::{repair, span};
use crate::auth::AccessToken;
use crate::clock::within;
use crate::error::{Delivery, Error, GaveUp, Kind, Result};
use crate::net::retry::Outcome;

impl Pipeline {
    /// Carries out one call.
    pub(super) async fn call(
        &self,
        request: &mut Request,
        reader: Option<&mut (dyn ReadAnswer + '_)>,
    ) -> Result<Response> {
        let shared = &*self.shared;
        let operation = request.operation();
        let admitted = self.admit(request).map_err(|e| e.with_operation(operation.id))?;
        let Admitted { host, ids, url } = admitted;

        let span = span::open(operation, &ids, &host.origin);
        let given = self.options.token.as_ref().filter(|_| operation.host == Host::PartnerCenter);
        let mut call = Call {
            pipeline: self,
            operation,
            host,
            given,
            ids,
            deadline: shared.clock.elapsed().saturating_add(self.call_limit()),
            queue: shared.queues.of(request),
            tries: Tries::new(operation, *self.retry(), given.is_none()),
            streams: request.is_streamed(),
            rejected: None,
            last: None,
            cost: Cost { tokens: &shared.retry_tokens, next: None, spent: None },
        };
        // Pinned where it is made: a future of several kilobytes is slow to move about.
        let run = std::pin::pin!(call.run(request, &url, reader));
        let result = run.instrument(span.clone()).await;
        match &result {
            Ok((response, tries)) => span::close_well(&span, response.status.as_u16(), *tries),
            Err(error) => span::close_badly(&span, error),
        }
        result.map(|(response, _)| response)
    }

    /// Refuses what must not or cannot be sent, names the rest, and says where it goes.
    fn admit(&self, request: &mut Request) -> Result<Admitted<'_>> {
        let shared = &*self.shared;
        self.retry().check()?;
        let operation = request.operation();
        let kind = shared.hosts.main().tokens.kind();
        self.rules().check(operation, kind, &shared.cloud)?;
        let host = shared.hosts.of(operation.host)?;
        let url = host.origin.url(request.target())?;
        check_path(request)?;
        check_headers(request.headers())?;
        repair::request(request);
        let headers = request.headers_mut();
        shared.identity.fill(headers);
        let CallOptions { request_id, correlation_id, .. } = &self.options;
        let ids = Ids::settle(headers, request_id.as_ref(), *correlation_id, &*shared.entropy)?;
        // The same on all tries.
        ids.write(headers);
        Ok(Admitted { host, ids, url })
    }
}

/// A call that may be sent.
struct Admitted<'a> {
    host: &'a HostAccess,
    ids: Ids,
    url: Url,
}

/// A call under way.
struct Call<'a> {
    pipeline: &'a Pipeline,
    operation: &'static Operation,
    /// Where it goes, and whose tokens it is sent with.
    host: &'a HostAccess,
    /// The one token that it may be sent with. Such a token is one of the main host.
    given: Option<&'a AccessToken>,
    ids: Ids,
    /// When it ends, as the clock's elapsed time.
    deadline: Duration,
    /// Where it waits for its turn, where the service counts such calls.
    queue: Option<Arc<RequestQueue>>,
    tries: Tries,
    /// Whether a document is handed on as it arrives.
    streams: bool,
    /// A token that was refused, until another one is on the wire.
    rejected: Option<AccessToken>,
    /// What the last try failed with, in case there is no time for another.
    last: Option<Error>,
    cost: Cost<'a>,
}

/// What tries cost of the budget that all calls share.
struct Cost<'a> {
    tokens: &'a RetryTokens,
    /// What the next try was paid for with.
    next: Option<RetryToken<'a>>,
    /// What the last one cost.
    spent: Option<u32>,
}

impl Call<'_> {
    async fn run<'r>(
        &mut self,
        request: &mut Request,
        url: &Url,
        mut reader: Option<&mut (dyn ReadAnswer + 'r)>,
    ) -> Result<(Response, u32)> {
        loop {
            let token = match self.token_to_send().await {
                Ok(token) => token,
                Err(error) => return Err(self.judged(error)),
            };
            // Before the copy is made, which then has room for it.
            sign(request.headers_mut(), &token).map_err(|error| self.judged(error))?;

            let sent_at = self.begin_try();
            let sending = self.send(copy(request, url));
            match self.one_try(sending, sent_at, url, reader.as_deref_mut()).await {
                Ok(answer) => return Ok(self.succeeded(answer, request)),
                Err(failure) => self.prepare_next(failure, token, sent_at).await?,
            }
        }
    }

    /// The token for the next try, when its turn has come and there is time for it.
    async fn token_to_send(&mut self) -> Result<AccessToken> {
        let mut token = self.token(self.rejected.as_ref()).await?;
        if let Some(rejected) = self.rejected.take()
            && rejected.is_same(&token)
            && let Some(refusal) = self.last.take()
        {
            // There is no other token, so asking again would be refused again.
            return Err(refusal);
        }
        if let Some(queue) = self.queue.clone().filter(|queue| !queue.at_once()) {
            // Boxed: few calls wait, and the future of each would have room for it.
            if let Some(newer) = Box::pin(self.turn(&queue)).await? {
                token = newer;
            }
        }
        if self.left_for_waiting().is_zero() {
            let limit = self.pipeline.call_limit();
            let none = || Error::new(Kind::OutOfTime { limit }, Delivery::NotDone);
            return Err(self.last.take().unwrap_or_else(none).with_gave_up(GaveUp::Time));
        }
        Ok(token)
    }

    /// Counts and pays for a try that is being sent. Gives the time.
    fn begin_try(&mut self) -> Duration {
        self.tries.begin();
        if let Some(token) = self.cost.next.take() {
            self.cost.spent = Some(token.spend());
        }
        self.pipeline.shared.clock.elapsed()
    }

    /// Sends a copy of the request once it is polled. Made before the future of the try, which
    /// then need not hold the copy.
    fn send(&self, copy: reqwest::Request) -> Sending<'_> {
        let shared = &*self.pipeline.shared;
        shared.bodies.sent(&copy);
        shared.sender.execute(copy)
    }

    fn succeeded(&self, answer: Answer, request: &mut Request) -> (Response, u32) {
        self.cost.tokens.reward(self.cost.spent);
        let Answer { mut response, is_read } = answer;
        let tries = self.tries.sent();
        if !is_read {
            response.unreadable = Some(misread(&response, self.operation, &self.ids, tries));
        }
        // Nothing more is sent, so the ids are taken and not copied.
        response.sent = Sent::take(request.headers_mut(), tries);
        (response, tries)
    }

    /// Prepares the try that follows a failure, or gives the failure back.
    async fn prepare_next(
        &mut self,
        failure: Failure,
        token: AccessToken,
        sent_at: Duration,
    ) -> Result<()> {
        let shared = &*self.pipeline.shared;
        let failure = self.doubting_cloud(failure);
        self.heed(&failure, sent_at);
        let left = self.left_for_waiting();
        let step = self.tries.after(&failure, left, &*shared.entropy);
        let error = failure.error;
        let pause = match step {
            Step::Give(reason) => return Err(self.judged(error.with_gave_up(reason))),
            Step::Refresh => {
                tracing::debug!("the token was refused; asking for another one");
                (self.rejected, self.last) = (Some(token), Some(error));
                return Ok(());
            }
            Step::Pause(pause) => pause,
        };
        let Some(paid) = self.cost.tokens.take(&error) else {
            return Err(self.judged(error.with_gave_up(GaveUp::Budget)));
        };
        self.cost.next = Some(paid);
        tracing::debug!(
            tried = self.tries.sent(),
            status = error.status(),
            pause_ms = u64::try_from(pause.as_millis()).unwrap_or(u64::MAX),
            "trying again",
        );
        self.last = Some(error);
        shared.clock.sleep(pause).await;
        Ok(())
    }

    async fn token(&self, rejected: Option<&AccessToken>) -> Result<AccessToken> {
        match self.given {
            Some(given) => self.while_it_holds(given),
            None => self.pipeline.token_for(self.host, rejected, self.left_for_waiting()).await,
        }
    }

    /// The one token that the call may be sent with, while it holds.
    fn while_it_holds(&self, token: &AccessToken) -> Result<AccessToken> {
        match token.is_spent(self.pipeline.shared.clock.now()) {
            false => Ok(token.clone()),
            true => {
                let why = "the token that the request was written down with has ended before the \
                           request could be sent; it was not sent";
                Err(self.last.clone().unwrap_or_else(|| Error::sign_in(why)))
            }
        }
    }

    /// The token to use after a wait: whichever is held, until its very end. Early renewal is
    /// left to calls that hold no place in the queue.
    async fn current_token(&self) -> Result<AccessToken> {
        let shared = &*self.pipeline.shared;
        match self.host.tokens.held(shared.clock.now()) {
            Some(token) if self.given.is_none() => Ok(token),
            _ => self.token(None).await,
        }
    }

    /// Waits for the call's turn. Gives the token to use if there was a wait, which may outlast
    /// the old one. Fails at once if the turn would come after the call's end.
    async fn turn(&mut self, queue: &RequestQueue) -> Result<Option<AccessToken>> {
        let mut newer = None;
        let renewal = async { newer = Some(self.current_token().await) };
        match queue.turn_and(self.left_for_waiting(), renewal).await {
            Turn::AtOnce | Turn::Waited => newer.transpose(),
            Turn::TooLate(wait) => Err(queue.too_late(self.last.take(), wait)),
        }
    }

    /// A refusal that may come from a cloud without the operation says so.
    fn doubting_cloud(&self, mut failure: Failure) -> Failure {
        let Outcome::Answered(status @ (400 | 402..=428 | 430..=499 | 501)) = failure.outcome
        else {
            return failure;
        };
        // A code of its own says that the operation is there.
        let code = failure.error.code();
        let is_own = self.operation.codes.iter().any(|own| Some(own.1) == code && own.0 == status);
        if !is_own && let Some(doubt) = doubt_of_cloud(self.operation, &self.pipeline.shared.cloud)
        {
            failure.error = failure.error.with_outlook(doubt);
        }
        failure
    }

    /// Slows down where the service asks for it.
    fn heed(&self, failure: &Failure, sent_at: Duration) {
        if failure.outcome == Outcome::Answered(429)
            && let Some(queue) = &self.queue
            && self.pipeline.shared.queues.is_adaptive()
        {
            queue.slow_down(sent_at, failure.error.retry_after());
        }
    }

    async fn one_try<'r>(
        &self,
        sending: Sending<'_>,
        sent_at: Duration,
        url: &Url,
        reader: Option<&mut (dyn ReadAnswer + 'r)>,
    ) -> Result<Answer, Failure> {
        let shared = &*self.pipeline.shared;
        let limit =
            self.pipeline.try_limit(self.operation).min(self.deadline.saturating_sub(sent_at));
        let buffers = self.pipeline.options.buffers.as_ref();
        let receiver = Receiver { reader, buffers, streams: self.streams };
        let work = std::pin::pin!(attempt(shared, sending, url, self.operation, receiver));
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
        let origin = &self.host.origin;
        error
            .with_operation(self.operation.id)
            .with_host(origin.host(), origin.port())
            .with_delivery(self.tries.delivery())
            .with_tries(self.tries.sent())
            .with_ids(&self.ids.request.to_string(), &self.ids.correlation.to_string())
    }
}

/// The second look at the ids in a path, for the day when one is not encoded as one segment: it
/// would reach another resource.
fn check_path(request: &Request) -> Result<()> {
    let operation = request.operation();
    let path = request.target().split('?').next().unwrap_or_default();
    if operation.path.is_empty() || operation.has_path(path) {
        return Ok(());
    }
    let why = format!(
        "an id changes the path, which should be of the form `{}`; nothing was sent",
        operation.path
    );
    Err(Error::invalid("path", why))
}

/// A request for one try.
fn copy(request: &Request, url: &Url) -> reqwest::Request {
    let method = request.operation().method.parse().unwrap_or_default();
    let mut copy = reqwest::Request::new(method, url.clone());
    *copy.headers_mut() = request.headers().clone();
    *copy.body_mut() = request.body().cloned().map(Into::into);
    copy
}
