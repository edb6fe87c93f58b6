//! What an answer with orders comes to beside what another worker has found out.

use super::super::super::{Bought, Carted, Chosen, Evidence, Nothing, Proof, PurchaseState};
use super::super::intent;
use super::words;
use crate::purchase::protocol::SentCart;
use crate::values::ids::OrderId;
use partner_center_api::types;

fn cart(id: &str) -> SentCart {
    SentCart::new(id.into(), types::CartResource::default())
}

fn bought(id: &str, orders: &[&str]) -> Bought {
    let orders = orders.iter().map(|id| OrderId::from(*id)).collect();
    let evidence = Evidence::Answer;
    Bought { cart: cart(id), orders, in_part: false, evidence, checkout: None }
}

/// Order `a` of cart `one`.
#[track_caller]
fn beside(other: impl Into<PurchaseState>, comes_to: &str) {
    assert_eq!(words(&bought("one", &["a"]).beside(&other.into())), comes_to);
}

#[test]
fn the_same_orders_are_one_purchase() {
    beside(bought("one", &["a"]), "bought a");
    beside(bought("one", &["A"]), "bought a");
    // Found in the list, by a worker that had another cart.
    beside(bought("two", &["a"]), "bought a");
}

#[test]
fn other_orders_are_another_purchase() {
    beside(bought("two", &["b"]), "Twice of 2");
    beside(bought("one", &["a", "b"]), "Twice of 2");
    beside(bought("one", &["b"]), "Twice of 2");
}

#[test]
fn what_was_sent_of_another_cart_may_be_another_purchase() {
    let sent = |id| Carted { cart: cart(id) }.send(intent(0));
    beside(sent("one"), "bought a");
    beside(sent("two"), "Twice of 1");
    beside(sent("one").unanswered(), "bought a");
    beside(sent("two").unanswered(), "Twice of 1");
    beside(sent("one").unanswered().given_to_a_person(), "bought a");
    beside(sent("two").unanswered().given_to_a_person(), "Twice of 1");
}

#[test]
fn what_was_not_sent_or_has_bought_nothing_is_none() {
    beside(Chosen::default(), "bought a");
    beside(Carted { cart: cart("two") }, "bought a");
    beside(Nothing { cart: cart("one"), proof: Proof::Person }, "bought a");
}

#[test]
fn a_third_attempt_comes_to_the_others() {
    let twice = bought("two", &["b"]).beside(&bought("three", &["c"]).into());
    let PurchaseState::Person(person) = bought("one", &["a"]).beside(&twice) else { panic!() };
    let carts: Vec<_> = person.attempts().iter().map(|attempt| attempt.cart.as_str()).collect();
    assert_eq!(carts, ["three", "two", "one"]);
    // The same answer once more changes nothing.
    let again = bought("one", &["a"]).beside(&person.clone().into());
    assert_eq!(again, PurchaseState::Person(person));
}
