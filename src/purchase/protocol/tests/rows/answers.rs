//! What the answers to a checkout lead to.

use super::super::super::{Carted, CheckoutAnswer, Doubt, PurchaseState, Waits};
use super::super::{at, cart, checkout, intent, refusal};
use super::{doubt, words};
use CheckoutAnswer::{Busy, Gone, NotSent, Ordered, OrderedInPart, Refused, Submitted, Unclear};

/// To the first request for a cart, at 20.
#[track_caller]
fn first(answer: CheckoutAnswer, leads_to: &str) {
    let sent = Carted { cart: cart(1, None) }.send(intent(0));
    assert_eq!(words(&sent.answered(answer, at(20))), leads_to);
}

#[test]
fn the_first_answer_speaks_for_itself() {
    first(Ordered(checkout(&["a"])), "bought a");
    first(OrderedInPart(checkout(&["a"])), "bought a part: a");
    first(Refused(refusal()), "nothing: Not for sale.");
    first(Gone(refusal()), "nothing: Not for sale.");
    first(NotSent, "carted");
    first(Submitted, "doubt, 0 open, bought since 20, no ids");
    first(Busy, "doubt, 1 open");
    first(Unclear, "doubt, 1 open");
}

/// To another request, that was written down `asked` seconds after the first, 20 seconds later.
#[track_caller]
fn again(doubt: Doubt, asked: i64, answer: CheckoutAnswer, leads_to: &str) {
    let sent = doubt.ask_again(intent(asked), Waits::default());
    assert_eq!(words(&sent.answered(answer, at(asked + 20))), leads_to);
}

#[test]
fn a_doubt_is_not_taken_back_by_what_is_said_of_another_request() {
    again(doubt(1), 300, Refused(refusal()), "doubt, 1 open, refused");
    again(doubt(1), 300, Gone(refusal()), "doubt, 1 open, gone since 320");
    again(doubt(1), 300, NotSent, "doubt, 1 open");
    again(doubt(1), 300, Busy, "doubt, 2 open");
    again(doubt(1), 300, Unclear, "doubt, 2 open");
    again(doubt(1), 300, Submitted, "doubt, 1 open, bought since 320, no ids");
    again(doubt(1), 300, Ordered(checkout(&["a"])), "bought a");
}

#[test]
fn a_part_is_all_once_each_other_request_shows_in_the_cart() {
    let part = || OrderedInPart(checkout(&["a"]));
    again(doubt(2), 280, part(), "doubt, 1 open, bought since 300");
    again(doubt(2), 281, part(), "bought a part: a");
}

#[test]
fn a_proof_is_kept_and_a_cart_that_does_not_name_its_orders_is_not_asked_for_them_again() {
    let proven = || doubt(1).proven(at(30));
    again(proven(), 300, Busy, "doubt, 2 open, bought since 30, no ids");
    again(proven(), 300, Submitted, "doubt, 1 open, bought since 30, no ids");
    let gone = "doubt, 1 open, bought since 30, gone since 320, no ids";
    again(proven(), 300, Gone(refusal()), gone);
    again(proven(), 300, Refused(refusal()), "doubt, 1 open, bought since 30, refused");
    again(proven(), 300, Unclear, "doubt, 2 open, bought since 30");
}

#[test]
fn each_answer_may_have_bought_another_group() {
    let proven = || doubt(2).proven(at(30));
    again(proven(), 300, Busy, "doubt, 2 open, bought since 320, no ids");
    again(proven(), 300, Refused(refusal()), "doubt, 1 open, bought since 320, refused");
    again(proven(), 300, Submitted, "doubt, 1 open, bought since 320, no ids");
}

#[test]
fn a_process_that_was_killed_leaves_a_request_without_end() {
    let sent = Carted { cart: cart(1, None) }.send(intent(0));
    let doubt = sent.unanswered();
    assert_eq!(words(&PurchaseState::Doubt(doubt.clone())), "doubt, 1 open");
    assert_eq!(doubt.open()[0].ended(), None);
}

#[test]
fn an_answer_that_did_not_come_ends_its_request() {
    let sent = Carted { cart: cart(1, None) }.send(intent(0));
    let PurchaseState::Doubt(doubt) = sent.answered(Unclear, at(20)) else { panic!("no doubt") };
    assert_eq!(doubt.open()[0].ended(), Some(at(20)));
}
