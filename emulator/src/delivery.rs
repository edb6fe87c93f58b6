//! What happens to a request once it has come: gates, faults, the work, and the answer.

use std::time::SystemTime;

use http::Response;

use crate::addressed::Addressed;
use crate::body::{Cut, EmulatorBody};
use crate::clock::EmulatorClock;
use crate::faults::{Action, Caller, When};
use crate::gates::Held;
use crate::journey::{Answered, Journey, Returning, Stops};
use crate::late::Underway;
use crate::ledger::Done;
use crate::memory::Memory;
use crate::passage::GateState;
use crate::reply::Content;
use crate::request::Request;
use crate::wire::{Speaker, dress};

impl Memory {
    /// Lets a request go as far as the first gate, or all the way back to its caller.
    pub(crate) fn receive(&mut self, clock: &EmulatorClock, journey: Journey) {
        let held = Held::Request(Box::new(journey));
        self.carry_on(clock, held);
    }

    /// Opens a gate; what it held goes on, or is dropped. Says whether there is such a gate.
    pub(crate) fn open_gate(&mut self, clock: &EmulatorClock, id: u64, state: GateState) -> bool {
        let Some(held) = self.traffic.gates.open(id, state) else {
            return false;
        };
        match (held, state) {
            (Some(Held::Request(mut journey)), GateState::Dropped) => {
                journey.actions = vec![Action::cut(When::Before)];
                if let Some(gate) = journey.stops.after_work {
                    self.traffic.gates.open(gate, GateState::Dropped);
                }
                self.carry_out(clock, *journey);
            }
            (Some(Held::Answer(returning)), GateState::Dropped) => returning.lose(),
            (Some(Held::Request(journey)), _) => self.carry_out(clock, *journey),
            (Some(Held::Answer(returning)), _) => returning.arrive(),
            (None, _) => {}
        }
        true
    }

    fn carry_on(&mut self, clock: &EmulatorClock, held: Held) {
        let stop = match &held {
            Held::Request(journey) => journey.stops.before_work,
            Held::Answer(returning) => returning.stop,
        };
        let free = match stop {
            Some(gate) => self.traffic.gates.hold(gate, held),
            None => Some(held),
        };
        match free {
            Some(Held::Request(journey)) => self.carry_out(clock, *journey),
            Some(Held::Answer(returning)) => returning.arrive(),
            None => {}
        }
    }

    /// Does what a request asks for, and sends the answer back.
    fn carry_out(&mut self, clock: &EmulatorClock, journey: Journey) {
        let Journey { request, actions, stops, caller } = journey;
        let Stops { after_work: stop, answered: gate, .. } = stops;
        let outcome = self.respond(&request, &actions, clock);
        self.postpone(&request, &actions, clock.now());
        let waits = |action: &Action| matches!(action, Action::Late { caller: Caller::Waits, .. });
        if outcome.is_err()
            && let Some(gate) = &gate
        {
            gate.end(GateState::Dropped);
        }
        if actions.iter().any(waits) {
            if let Some(gate) = stop {
                self.traffic.gates.open(gate, GateState::Dropped);
            }
            return self.traffic.late.keep_waiting(caller);
        }
        let outcome = outcome.map(|response| Answered { response, gate });
        self.carry_on(clock, Held::Answer(Box::new(Returning { outcome, caller, stop })));
    }

    /// Sends a request on its way that arrives late, or for a second time.
    fn postpone(&mut self, request: &Request, actions: &[Action], now: SystemTime) {
        let place = Addressed::of(request);
        for action in actions {
            let carried = match action {
                Action::Late { .. } => {
                    actions.iter().filter(|action| !action.is_decisive()).cloned().collect()
                }
                Action::Twice { .. } => Vec::new(),
                _ => continue,
            };
            let late = &mut self.traffic.late;
            late.send(place.operation(), request, carried, now, action.pause());
        }
    }

    /// Does the work of the late requests whose time has come, each as of its own moment.
    ///
    /// Whoever looks at the memory calls this first, so nobody can tell that it did not happen by
    /// itself.
    pub(crate) fn catch_up(&mut self, clock: &EmulatorClock) {
        let now = clock.now();
        while let Some(Underway { due, request, actions, .. }) = self.traffic.late.take_due(now) {
            self.world.settle(due);
            let place = Addressed::of(&request);
            let mut done = place.work(self, &request, &actions, clock, due);
            done.late = true;
            if place.is_write() {
                let status = done.reply.as_ref().map(|reply| reply.status);
                self.traffic.ledger.enter(&request, place.operation(), &done, status, true, due);
            }
        }
    }

    /// Does the work, unless a fault comes before it, and makes the answer.
    fn respond(
        &mut self,
        request: &Request,
        actions: &[Action],
        clock: &EmulatorClock,
    ) -> Result<Response<EmulatorBody>, Cut> {
        let now = clock.now();
        self.world.settle(now);
        let place = Addressed::of(request);
        let strike = actions.iter().find(|action| action.is_decisive());
        let when = strike.map(Action::when);
        let mut done = match when {
            Some(When::Before) => Done::default(),
            _ => place.work(self, request, actions, clock, now),
        };
        let mut speaker = place.speaker();
        let scripted =
            strike.and_then(|action| place.scripted(action, &mut self.world, request, now));
        if let Some(reply) = scripted {
            done.reply = Some(reply);
            if matches!(strike, Some(Action::Html { .. } | Action::Empty { .. })) {
                speaker = Speaker::Between;
            }
        }
        let is_late = matches!(strike, Some(Action::Late { .. }));
        let is_cut = matches!(strike, Some(Action::Cut { .. }));
        let is_lost = is_cut || matches!(strike, Some(Action::Garbage { .. }));
        let is_silent = is_late || (is_cut && when != Some(When::MidBody));
        let status = done.reply.as_ref().map(|reply| reply.status);
        let kept = self.world.settings.kept_requests;
        let ledger = &mut self.traffic.ledger;
        ledger.note(request, place.operation(), status.filter(|_| !is_silent), now, kept);
        // A late request is entered when it arrives.
        if place.is_write() && !is_late {
            ledger.enter(request, place.operation(), &done, status, is_lost, now);
        }
        let Some(reply) = done.reply.filter(|_| !is_silent) else {
            return Err(Cut);
        };
        let (headers, body) = dress(&reply, speaker, request, &mut self.world, now);
        let body = match &reply.content {
            Content::Made(made, _) => EmulatorBody::made(made, is_cut),
            _ if is_cut => EmulatorBody::broken(body),
            _ => EmulatorBody::whole(body),
        };
        Ok(reply.into_response(headers, body))
    }
}
