//! Purchases at a service that loses, delays, refuses and repeats, by processes that are killed.
//!
//! Each run is drawn from its seed, and each state is stored and read back before the next step.
//! A clock that jumps takes the place of waiting.

mod buyer;
mod habits;
mod service;

use std::collections::BTreeMap;
use std::ops::Range;

use super::super::{Chosen, PurchaseState, Question};
use buyer::{Buyer, is_endless};
use habits::Habits;
use service::Service;

const SEEDS: Range<u64> = 0..2000;

/// More than any run needs.
const STEPS: usize = 1000;

/// How a run ended, by the name of its state.
fn run(seed: u64) -> &'static str {
    let mut random = fastrand::Rng::with_seed(seed);
    let habits = Habits::draw(&mut random);
    let mut buyer = Buyer::new(Service::new(habits, random));
    let by_hand = buyer.service.habits.by_hand;
    let mut state: PurchaseState = Chosen::default().into();
    for step in 0..STEPS {
        if step < 4 * usize::from(by_hand) && step % 4 == 3 {
            buyer.service.order(None);
        }
        if state.is_settled() {
            return end(state, buyer);
        }
        state = buyer.step(state);
    }
    // Of a part that was refused, nobody knows whether a request of that time still buys it.
    let in_part = buyer.service.habits.groups > 1;
    if matches!(&state, PurchaseState::Doubt(doubt) if in_part && is_endless(doubt) && doubt.bought_since().is_some())
    {
        return "unknown";
    }
    panic!("run {seed} has no end after {STEPS} steps")
}

/// What is held to be true must be, also when everything that was under way has arrived.
fn end(state: PurchaseState, mut buyer: Buyer) -> &'static str {
    let service = &mut buyer.service;
    service.pass(service.now + 1_000_000, None);
    let ours = service.orders.iter().filter(|order| order.group.is_some());
    let ours: Vec<_> = ours.map(|order| &order.id).collect();
    let missing = service.missing();
    let groups = usize::from(service.habits.groups);
    assert_eq!(ours.len() + missing.len(), groups, "a group was bought twice");
    match state {
        PurchaseState::Nothing(_) => {
            assert!(ours.is_empty(), "it says nothing, and something was bought");
            "nothing"
        }
        PurchaseState::Bought(bought) => {
            let known = bought.orders();
            assert!(
                ours.iter().all(|id| known.contains(id)),
                "it does not name all that was bought"
            );
            assert_eq!(known.len(), ours.len(), "it names an order that is not of the purchase");
            assert_eq!(bought.is_in_part(), !missing.is_empty());
            "bought"
        }
        PurchaseState::Person(person) => {
            let is_clear = service.habits.trusts_tag && service.habits.unreadable == 0;
            assert!(!is_clear, "a tag that is kept and trusted says it all");
            let candidates = person.candidates();
            assert!(ours.iter().all(|id| candidates.contains(id)), "what was bought is not shown");
            match person.question() {
                Question::Which => assert!(!ours.is_empty()),
                Question::Whether => assert!(!candidates.is_empty()),
                Question::Where => panic!("the list is complete"),
                Question::Twice => panic!("there is one cart"),
            }
            "person"
        }
        state => unreachable!("{state:?} is no end"),
    }
}

#[test]
fn each_purchase_comes_to_an_end_that_is_true() {
    let mut ends = BTreeMap::<_, u32>::new();
    for seed in SEEDS {
        *ends.entry(run(seed)).or_default() += 1;
    }
    // Where one of them never came, the runs would say nothing about it.
    let all = ["bought", "nothing", "person", "unknown"];
    assert!(all.iter().all(|end| ends.contains_key(end)), "{ends:?}");
}
