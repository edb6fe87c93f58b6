//! Requests that are stopped at a gate while something happens to their caller.

use partner_center_emulator::seed::*;
use partner_center_emulator::{Gate, GateState, Moment};
use serde_json::{Value, json};

use crate::client::{Client, block};
use crate::purchase::customer;

/// The path of a checkout of a new cart.
fn checkout(client: &Client) -> String {
    let item = client.item(PRODUCT_PERPETUAL, SKU_PERPETUAL, "US");
    let line = json!({ "catalogItemId": item, "quantity": 1, "billingCycle": "one_time" });
    let cart = client.post(&customer("/carts"), json!({ "lineItems": [line] })).expect(201);
    customer(&format!("/carts/{}/checkout", cart["id"].as_str().unwrap()))
}

fn orders(client: &Client) -> usize {
    client.emulator.ledger().iter().map(|entry| entry.effect.orders.len()).sum()
}

#[test]
fn a_gate_before_the_work_holds_the_request() {
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        assert_eq!(gate.reached().await, GateState::Reached);
        assert_eq!(orders(&client), 0);
        gate.release();
        assert_eq!(orders(&client), 1, "the work is done when the gate is opened");
        assert_eq!(call.await.unwrap().unwrap().status, 201);
        assert_eq!(gate.state(), GateState::Released);
        client.call("POST", &path, b"").await.unwrap().expect(201);
    });
}

#[test]
fn a_gate_after_the_work_holds_the_answer() {
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::AfterWork));
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        gate.reached().await;
        assert_eq!(orders(&client), 1);
        assert!(!call.is_finished());
        gate.release();
        assert_eq!(call.await.unwrap().unwrap().status, 201);
    });
}

/// What becomes of a checkout whose caller goes away at the gate.
#[track_caller]
fn abandoned(at: Moment, is_released: bool, orders_then: usize) {
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", at));
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        gate.reached().await;
        call.abort();
        assert!(call.await.unwrap_err().is_cancelled());
        match is_released {
            true => gate.release(),
            false => gate.drop_request(),
        }
    });
    assert_eq!(orders(&client), orders_then);
    let entry = client.emulator.ledger().pop().unwrap();
    assert_eq!(
        (entry.operation_id.as_str(), entry.effect.orders.len()),
        ("checkoutCart", orders_then)
    );
}

#[test]
fn the_work_is_done_without_its_caller_when_the_gate_is_opened() {
    abandoned(Moment::BeforeWork, true, 1);
    abandoned(Moment::AfterWork, true, 1);
    abandoned(Moment::AfterWork, false, 1);
}

#[test]
fn a_request_that_is_dropped_before_the_work_does_nothing() {
    abandoned(Moment::BeforeWork, false, 0);
}

#[test]
fn a_caller_that_stays_is_cut_off_when_its_request_is_dropped() {
    for at in [Moment::BeforeWork, Moment::AfterWork] {
        let client = Client::new();
        let path = checkout(&client);
        let gate = client.emulator.gate(Gate::on("checkoutCart", at));
        block(async {
            let call = tokio::spawn(client.call("POST", &path, b""));
            gate.reached().await;
            gate.drop_request();
            assert!(call.await.unwrap().is_err());
            assert_eq!(gate.state(), GateState::Dropped);
        });
    }
}

#[test]
fn a_held_request_is_judged_when_the_gate_is_opened() {
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        gate.reached().await;
        client.advance(3_600);
        gate.release();
        assert_eq!(call.await.unwrap().unwrap().status, 401, "its token has ended");
    });
}

#[test]
fn one_request_can_come_to_a_gate_at_each_moment() {
    let client = Client::new();
    let path = checkout(&client);
    let set = |at| client.emulator.gate(Gate::on("checkoutCart", at));
    let gates = [Moment::BeforeWork, Moment::AfterWork, Moment::Answered].map(set);
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        gates[0].reached().await;
        assert_eq!(gates[1].state(), GateState::Waiting);
        gates[0].release();
        gates[1].reached().await;
        assert_eq!(gates[2].state(), GateState::Waiting);
        gates[1].release();
        assert_eq!(call.await.unwrap().unwrap().status, 201);
        assert_eq!(gates[2].reached().await, GateState::Reached);
    });
}

#[test]
fn a_gate_is_for_the_request_that_it_counts_to() {
    let client = Client::new();
    let path = checkout(&client);
    let third = client.emulator.gate(Gate::on("checkoutCart", Moment::Answered).skip(2));
    let first = client.emulator.gate(Gate::on("*", Moment::Answered));
    for reached in [GateState::Waiting, GateState::Waiting, GateState::Reached] {
        client.press(&path).expect(201);
        assert_eq!((third.state(), first.state()), (reached, GateState::Reached));
    }
    client.get("/v1/customers").expect(200);
    assert_eq!(client.emulator.gates()[0].path.as_deref(), Some(path.as_str()));
}

#[test]
fn gates_that_are_open_or_gone_hold_nothing() {
    let client = Client::new();
    let path = checkout(&client);
    client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork)).release();
    client.press(&path).expect(201);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        gate.reached().await;
        client.emulator.reset();
        assert!(call.await.unwrap().is_err());
        assert_eq!(gate.reached().await, GateState::Dropped);
    });
}

#[test]
fn a_reset_ends_a_request_that_a_gate_has_caught_and_a_fault_delays() {
    use partner_center_emulator::{Action, Fault};
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
    client
        .emulator
        .fault(Fault::on("checkoutCart", Action::delay(std::time::Duration::from_secs(1_000_000))));
    // A clock that stands still would not be waited for.
    client.emulator.clock().resume();
    block(async {
        let call = tokio::spawn(client.call("POST", &path, b""));
        while client.emulator.gates()[0].operation_id.is_none() {
            tokio::task::yield_now().await;
        }
        assert!(!call.is_finished());
        client.emulator.reset();
        let later = client.emulator.gate(Gate::on("checkoutCart", Moment::BeforeWork));
        assert!(call.await.unwrap().is_err());
        assert_eq!(gate.reached().await, GateState::Dropped);
        assert_eq!(later.state(), GateState::Waiting, "it is for a request of its own time");
    });
}

#[test]
fn a_gate_whose_answer_never_comes_says_so() {
    use partner_center_emulator::{Action, Fault, When};
    let client = Client::new();
    let path = checkout(&client);
    let gate = client.emulator.gate(Gate::on("checkoutCart", Moment::Answered));
    client.emulator.fault(Fault::on("checkoutCart", Action::cut(When::After)));
    assert!(client.send("POST", &path, b"").is_err());
    assert_eq!(block(gate.reached()), GateState::Dropped);
}

#[test]
#[should_panic(expected = "did you mean `createCart`")]
fn a_gate_of_an_unknown_operation_ends_the_test_that_asks_for_it() {
    Client::new().emulator.gate(Gate::on("creatCart", Moment::BeforeWork));
}

#[test]
fn gates_are_controlled_over_http() {
    let client = Client::new().header("MS-RequestId", "r-1");
    let path = checkout(&client);
    let outside = Client::signed_out(client.emulator.clone());
    let gate = |at: &str| json!({ "operation": "checkoutCart", "at": at });
    let waiting = outside.post("/_emulator/gates", gate("beforeWork")).expect(200);
    assert_eq!(
        waiting,
        json!({ "id": 1, "operation": "checkoutCart", "at": "beforeWork", "skip": 0, "state": "waiting",
            "operationId": null, "path": null, "requestId": null })
    );
    outside.post("/_emulator/gates", gate("afterWork")).expect(200);
    block(async {
        let watch = tokio::spawn(outside.call("GET", "/_emulator/gates/1/reached", b""));
        let call = tokio::spawn(client.call("POST", &path, b""));
        let reached = watch.await.unwrap().unwrap().expect(200);
        assert_eq!((&reached["state"], &reached["path"]), (&json!("reached"), &json!(path)));
        assert_eq!(
            (&reached["operationId"], &reached["requestId"]),
            (&json!("checkoutCart"), &json!("r-1"))
        );
        let press = |path| outside.call("POST", path, b"");
        let released = press("/_emulator/gates/1/release").await.unwrap().expect(200);
        assert_eq!(released["state"], "released");
        let held = outside.call("GET", "/_emulator/gates/2", b"").await.unwrap().expect(200);
        assert_eq!(held["state"], "reached");
        press("/_emulator/gates/2/drop").await.unwrap().expect(200);
        assert!(call.await.unwrap().is_err());
    });
    let all = outside.get("/_emulator/gates").expect(200);
    let states: Vec<&Value> = all.as_array().unwrap().iter().map(|gate| &gate["state"]).collect();
    assert_eq!(states, ["released", "dropped"]);
    outside.get("/_emulator/gates/7").expect(404);
    outside.press("/_emulator/gates/1/dance").expect(404);
    outside
        .post("/_emulator/gates", json!({ "operation": "creatCart", "at": "beforeWork" }))
        .expect(400);
    outside.post("/_emulator/gates", json!({ "at": "never" })).expect(400);
}
