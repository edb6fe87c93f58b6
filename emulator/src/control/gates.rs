//! Control of gates: set up, waited at, opened.

use serde_json::Value;

use crate::control::message::{Wrong, read, show, wrong};
use crate::emulator::Emulator;
use crate::gates::Gate;
use crate::operation_names;
use crate::request::Request;
use crate::standing::StandingGate;

/// Answers a control request about gates.
pub(super) async fn answer(emulator: &Emulator, request: &Request) -> Result<Value, Wrong> {
    let segments: Vec<&str> = request.segments.iter().skip(2).map(String::as_str).collect();
    match (request.method.as_str(), &segments[..]) {
        ("GET", []) => show(&emulator.gates()),
        ("POST", []) => add(emulator, read(request)?),
        ("GET", [id]) => report(emulator, &find(emulator, id)?),
        ("GET", [id, "reached"]) => {
            let gate = find(emulator, id)?;
            gate.reached().await;
            report(emulator, &gate)
        }
        ("POST", [id, "release"]) => {
            let gate = find(emulator, id)?;
            gate.release();
            report(emulator, &gate)
        }
        ("POST", [id, "drop"]) => {
            let gate = find(emulator, id)?;
            gate.drop_request();
            report(emulator, &gate)
        }
        (method, rest) => {
            let rest = rest.join("/");
            Err((
                404,
                format!("there is no `{method} gates/{rest}`; README.md lists what there is"),
            ))
        }
    }
}

fn add(emulator: &Emulator, gate: Gate) -> Result<Value, Wrong> {
    operation_names::check(&gate.operation)
        .map_err(|message| wrong(format!("`operation`: {message}")))?;
    report(emulator, &emulator.gate(gate))
}

fn find(emulator: &Emulator, id: &str) -> Result<StandingGate, Wrong> {
    let found = id.parse().ok().and_then(|id| emulator.standing_gate(id));
    found.ok_or_else(|| (404, format!("there is no gate `{id}`")))
}

fn report(emulator: &Emulator, gate: &StandingGate) -> Result<Value, Wrong> {
    let all = emulator.gates();
    show(&all.iter().find(|report| report.id == gate.id()))
}
