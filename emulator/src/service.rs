//! From request to answer: what was scripted for it first, then its delivery.

use std::error::Error;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use bytes::Bytes;
use http::Response;
use http_body::Body;
use http_body_util::{BodyExt, Limited};
use tokio::sync::oneshot;
use tower_service::Service;

use crate::addressed::Addressed;
use crate::body::{Cut, EmulatorBody};
use crate::control;
use crate::emulator::Emulator;
use crate::faults::{Action, Matched};
use crate::journey::{Answered, Journey, Stops};
use crate::memory::Memory;
use crate::reply::Reply;
use crate::request::Request;
use crate::wire;

/// The largest body that is read.
const LARGEST: usize = 4 * 1024 * 1024;

/// Marks a request that came through the socket of another host than the main one, by its name.
#[derive(Clone, Copy)]
pub(crate) struct Through(pub(crate) &'static str);

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
            let through = parts.extensions.get::<Through>().map(|through| through.0);
            let request = Request::new(parts.method, &parts.uri, parts.headers, body.to_bytes());
            let request = Request { through, ..request };
            emulator.answer(request).await
        })
    }
}

impl Emulator {
    async fn answer(&self, request: Request) -> Result<Response<EmulatorBody>, Cut> {
        let place = Addressed::of(&request);
        if let Addressed::Control = place {
            return Ok(control::response(self, &request).await);
        }
        let mut reset = self.memory().traffic.until_reset.subscribe();
        let (actions, stops) = self.strike(&place, &request);
        for action in actions.iter().filter(|action| matches!(action, Action::Delay { .. })) {
            tokio::select! {
                () = self.clock().wait(action.pause()) => {}
                _ = reset.changed() => return Err(Cut),
            }
        }
        let (caller, answer) = oneshot::channel();
        {
            let mut memory = self.memory();
            // Its gates and its faults were of before; the numbers of new gates can be the same.
            if reset.has_changed().is_err() {
                return Err(Cut);
            }
            memory.receive(self.clock(), Journey { request, actions, stops, caller });
        }
        let Answered { mut response, gate } = answer.await.unwrap_or(Err(Cut))?;
        if let Some(gate) = gate {
            response.body_mut().announce(gate);
        }
        Ok(response)
    }

    /// What goes wrong with a request, and which gates it comes to.
    fn strike(&self, place: &Addressed<'_>, request: &Request) -> (Vec<Action>, Stops) {
        if matches!(place, Addressed::Authority(place) if place.is_signpost()) {
            return (Vec::new(), Stops::default());
        }
        let matched = Matched {
            operation: place.operation(),
            method: request.method.as_str(),
            path: &request.target,
        };
        let Memory { world, traffic, .. } = &mut *self.memory();
        let is_operation = matches!(place, Addressed::Operation(..));
        let actions = traffic.strike(&matched, is_operation.then_some(world.settings.chaos));
        (actions, traffic.gates.catch(request, place.operation()))
    }
}
