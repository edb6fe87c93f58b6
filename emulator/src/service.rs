//! From request to answer: scripted faults first, then the work, then the dress of the wire.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use http_body_util::{BodyExt, Limited};
use tower_service::Service;

use crate::body::{Cut, EmulatorBody};
use crate::clock::EmulatorClock;
use crate::control;
use crate::document::{Document, Operation, Route};
use crate::emulator::Emulator;
use crate::fault_codes::{NOT_FOUND, meaning};
use crate::fault_replies;
use crate::faults::{Action, Matched, TOKEN, When};
use crate::ledger::Done;
use crate::memory::Memory;
use crate::operate::operate;
use crate::reply::{Reply, fault};
use crate::request::Request;
use crate::state::world::World;
use crate::tokens::place::AuthorityPlace;
use crate::wire::{self, Speaker, dress};

/// The largest body that is read.
const LARGEST: usize = 4 * 1024 * 1024;

impl<B> Service<http::Request<B>> for Emulator
where
    B: Body + Send + 'static,
    B::Data: Send,
    B::Error: Into<Box<dyn Error + Send + Sync>>,
{
    type Response = Response<EmulatorBody>;
    type Error = Cut;
    type Future = Pin<Box<dyn Future<Output = Result<Self::Response, Cut>> + Send>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Cut>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let emulator = self.clone();
        Box::pin(async move {
            let (parts, body) = request.into_parts();
            let Ok(body) = Limited::new(body, LARGEST).collect().await else {
                // Too long, or the caller went away: nothing may be done for half a request.
                let body = EmulatorBody::whole(Bytes::new());
                let headers = wire::date_header(emulator.clock().now()).into_iter().collect();
                return Ok(Reply::empty(413).into_response(headers, body));
            };
            let request = Request::new(parts.method, &parts.uri, parts.headers, body.to_bytes());
            emulator.answer(request).await
        })
    }
}

/// What stands at an address.
enum Addressed<'a> {
    Control,
    Authority(AuthorityPlace),
    Operation(&'a Operation, Vec<(&'a str, String)>),
    /// Something, though not for this method.
    OtherMethods(Vec<&'a str>),
    Nothing,
}

impl Emulator {
    async fn answer(&self, request: Request) -> Result<Response<EmulatorBody>, Cut> {
        let place = Addressed::of(&request);
        if let Addressed::Control = place {
            return Ok(control::response(self, &request));
        }
        let matched = Matched {
            operation: place.operation(),
            method: request.method.as_str(),
            path: &request.target,
        };
        let actions = self.strike(&place, &matched);
        for action in &actions {
            if let Action::Delay { seconds, milliseconds } = action {
                let pause = Duration::from_secs(*seconds)
                    .saturating_add(Duration::from_millis(*milliseconds));
                self.clock().wait(pause).await;
            }
        }
        self.finish(&place, &request, &actions)
    }

    /// What goes wrong with a request.
    fn strike(&self, place: &Addressed<'_>, matched: &Matched<'_>) -> Vec<Action> {
        if matches!(place, Addressed::Authority(place) if place.is_signpost()) {
            return Vec::new();
        }
        let Memory { world, traffic, .. } = &mut *self.memory();
        let is_operation = matches!(place, Addressed::Operation(..));
        traffic.strike(matched, is_operation.then_some(world.settings.chaos))
    }

    /// Everything that follows a delay; holds the lock, so that requests happen one after the
    /// other.
    fn finish(
        &self,
        place: &Addressed<'_>,
        request: &Request,
        actions: &[Action],
    ) -> Result<Response<EmulatorBody>, Cut> {
        let now = self.clock().now();
        let mut memory = self.memory();
        memory.world.settle(now);
        let strike = actions.iter().find(|action| action.is_decisive());
        let when = strike.map(Action::when);
        let mut done = match when {
            Some(When::Before) => Done::default(),
            _ => place.work(&mut memory, request, actions, self.clock(), now),
        };
        let mut speaker = place.speaker();
        let scripted =
            strike.and_then(|action| place.scripted(action, &mut memory.world, request, now));
        if let Some(reply) = scripted {
            done.reply = Some(reply);
            if matches!(strike, Some(Action::Html { .. } | Action::Empty { .. })) {
                speaker = Speaker::Between;
            }
        }
        let is_cut = matches!(strike, Some(Action::Cut { .. }));
        let is_lost = is_cut || matches!(strike, Some(Action::Garbage { .. }));
        let is_silent = is_cut && when != Some(When::MidBody);
        let status = done.reply.as_ref().map(|reply| reply.status);
        let Memory { world, traffic, .. } = &mut *memory;
        let kept = world.settings.kept_requests;
        traffic.ledger.note(request, place.operation(), status.filter(|_| !is_silent), now, kept);
        if place.is_write() {
            traffic.ledger.enter(request, place.operation(), &done, status, is_lost, now);
        }
        let Some(reply) = done.reply.filter(|_| !is_silent) else {
            return Err(Cut);
        };
        let (headers, body) = dress(&reply, speaker, request, world, now);
        let body = if is_cut { EmulatorBody::broken(body) } else { EmulatorBody::whole(body) };
        Ok(reply.into_response(headers, body))
    }
}

impl Addressed<'_> {
    fn of(request: &Request) -> Self {
        if request.segments.first().is_some_and(|first| first.eq_ignore_ascii_case("_emulator")) {
            return Self::Control;
        }
        match AuthorityPlace::of(request) {
            Some(place) => Self::Authority(place),
            None => Self::of_document(request),
        }
    }

    fn of_document(request: &Request) -> Self {
        match Document::get().route(request.method.as_str(), &request.segments) {
            Route::Found(operation, parameters) => Self::Operation(operation, parameters),
            Route::OtherMethods(methods) => Self::OtherMethods(methods),
            Route::Nowhere => Self::Nothing,
        }
    }

    /// The operation's id in the document, or the word for the token endpoint.
    fn operation(&self) -> &str {
        match self {
            Self::Operation(operation, _) => &operation.id,
            Self::Authority(place) if place.gives_tokens() => TOKEN,
            _ => "",
        }
    }

    fn speaker(&self) -> Speaker<'_> {
        match self {
            Self::Operation(operation, _) => Speaker::Service(&operation.area),
            Self::Authority(_) => Speaker::Authority,
            _ => Speaker::Service(""),
        }
    }

    /// Whether the ledger keeps it: a POST that only asks is not a write.
    fn is_write(&self) -> bool {
        match self {
            Self::Operation(operation, _) => !operation.only_reads,
            _ => false,
        }
    }

    /// The answer that a script gives in place of the real one.
    fn scripted(
        &self,
        action: &Action,
        world: &mut World,
        request: &Request,
        now: SystemTime,
    ) -> Option<Reply> {
        match self {
            Self::Authority(_) => fault_replies::of_authority(action, world, request, now),
            _ => fault_replies::reply(action),
        }
    }

    fn work(
        &self,
        memory: &mut Memory,
        request: &Request,
        actions: &[Action],
        clock: &EmulatorClock,
        now: SystemTime,
    ) -> Done {
        match self {
            Self::Operation(operation, parameters) => {
                operate(memory, operation, parameters.clone(), request, actions, now)
            }
            Self::Authority(place) => place.work(&mut memory.authority(now), request, clock).into(),
            Self::OtherMethods(methods) => {
                Reply::empty(405).header("Allow", methods.join(", ")).into()
            }
            Self::Control | Self::Nothing => {
                Reply::json(NOT_FOUND.0, fault(NOT_FOUND.1, meaning(NOT_FOUND))).into()
            }
        }
    }
}
