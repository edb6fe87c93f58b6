//! What can be done about a doubt, and from when on.

use super::super::super::{AfterDoubt, CartSeen, Doubt, Looked, Next, SettlePolicy};
use super::super::{at, intent};
use super::{doubt, endless};
use AfterDoubt::{AskAgain, AskAgainAtOnce, ReadOnly};
use CartSeen::{Active, Gone, Other};
use Next::{Later, ReadCart, ReadList};

fn next(doubt: &Doubt, after: AfterDoubt, looked: Looked, now: i64) -> Next {
    doubt.next(&SettlePolicy::default().after_doubt(after), false, looked, at(now))
}

/// The cart was read just then.
fn saw(seen: CartSeen, begun: i64) -> Looked {
    Looked { cart: Some((seen, at(begun))), list: false }
}

const NOTHING: Looked = Looked { cart: None, list: false };
const LISTED: Looked = Looked { cart: None, list: true };

fn later(seconds: i64) -> Next {
    Later(Some(at(seconds)))
}

#[test]
fn the_cart_is_read_first_unless_it_may_be_asked_for_at_once() {
    for after in [AskAgain, ReadOnly] {
        assert_eq!(next(&doubt(1), after, NOTHING, 20), ReadCart);
        assert_eq!(next(&doubt(1), after, NOTHING, 20_000), ReadCart);
    }
    assert_eq!(next(&doubt(1), AskAgainAtOnce, NOTHING, 20), Next::AskAgain);
}

#[test]
fn the_same_cart_is_asked_for_once_no_request_can_be_at_work() {
    assert_eq!(next(&doubt(1), AskAgain, saw(Active, 20), 20), later(221));
    assert_eq!(next(&doubt(1), AskAgain, saw(Active, 220), 220), later(221));
    assert_eq!(next(&doubt(1), AskAgain, saw(Active, 221), 221), Next::AskAgain);
    assert_eq!(next(&doubt(1), AskAgain, saw(Other, 221), 221), Next::AskAgain);
}

#[test]
fn without_an_end_of_the_request_only_the_lapse_is_waited_for() {
    assert_eq!(next(&endless(1), AskAgain, saw(Active, 9_000), 9_000), later(10_211));
    assert_eq!(next(&endless(1), AskAgain, saw(Active, 10_210), 10_211), ReadCart);
    let unknown = Doubt { cart: super::cart(1, None), ..endless(1) };
    assert_eq!(next(&unknown, AskAgain, saw(Active, 9_000), 9_000), Later(None));
}

#[test]
fn a_cart_that_is_asked_for_often_is_left_alone_for_longer_each_time() {
    let pauses = [(1, 0), (2, 60), (3, 120), (4, 240), (5, 480), (6, 900), (60, 900)];
    for (asked, pause) in pauses {
        let doubt = Doubt { asked, last: Some(at(1_000)), ..doubt(1) };
        let from = 1_000 + pause;
        assert_eq!(next(&doubt, AskAgainAtOnce, NOTHING, from), Next::AskAgain, "{asked}");
        assert_ne!(next(&doubt, AskAgainAtOnce, NOTHING, from - 1), Next::AskAgain, "{asked}");
    }
}

#[test]
fn nothing_is_asked_for_that_lapsed_or_is_gone_or_was_refused() {
    for after in [AskAgain, AskAgainAtOnce] {
        assert_eq!(next(&doubt(1), after, saw(Other, 9_999), 9_999), Next::AskAgain);
        assert_ne!(next(&doubt(1), after, saw(Other, 10_000), 10_000), Next::AskAgain);
        let gone = doubt(1).gone(at(500));
        assert_ne!(next(&gone, after, saw(Other, 600), 600), Next::AskAgain);
        let refused = Doubt { refused: true, ..doubt(1) };
        assert_eq!(next(&refused, after, saw(Active, 221), 221), later(281));
    }
    assert_ne!(next(&doubt(1), ReadOnly, saw(Active, 500), 500), Next::AskAgain);
}

#[test]
fn what_was_seen_before_the_end_of_a_wait_is_looked_at_again() {
    assert_eq!(next(&doubt(1), ReadOnly, saw(Active, 20), 280), later(281));
    assert_eq!(next(&doubt(1), ReadOnly, saw(Active, 280), 281), ReadCart);
    assert_eq!(next(&doubt(1), ReadOnly, saw(Gone, 1_120), 1_121), ReadCart);
}

#[test]
fn a_cart_that_lapsed_after_it_was_seen_is_looked_at_again() {
    assert_eq!(next(&doubt(1), AskAgain, saw(Active, 9_999), 10_000), ReadCart);
}

#[test]
fn the_list_is_read_once_the_cart_was_gone_for_long_enough() {
    assert_eq!(next(&doubt(1), AskAgain, saw(Gone, 500), 500), later(1_121));
    assert_eq!(next(&doubt(1), AskAgain, saw(Gone, 1_121), 1_121), ReadList);
    assert_eq!(next(&endless(1), AskAgain, saw(Gone, 11_050), 11_050), later(11_051));
    assert_eq!(next(&endless(1), AskAgain, saw(Gone, 11_051), 11_051), ReadList);
}

#[test]
fn a_proven_purchase_asks_the_cart_for_its_orders_first() {
    let proven = doubt(1).proven(at(20));
    assert_eq!(next(&proven, AskAgainAtOnce, NOTHING, 30), Next::AskAgain);
    assert_eq!(next(&proven, AskAgain, NOTHING, 30), later(221));
    assert_eq!(next(&proven, AskAgain, NOTHING, 221), Next::AskAgain);
    assert_eq!(next(&proven, ReadOnly, NOTHING, 950), later(951));
    assert_eq!(next(&proven, ReadOnly, NOTHING, 951), ReadList);
    let asked = Doubt { no_ids: true, ..proven };
    assert_eq!(next(&asked, AskAgainAtOnce, NOTHING, 30), later(951));
}

#[test]
fn a_list_that_may_have_the_tag_is_read_at_any_time() {
    let policy = SettlePolicy::default().after_doubt(ReadOnly);
    let proven = doubt(1).proven(at(20));
    assert_eq!(proven.next(&policy, true, NOTHING, at(30)), ReadList);
    assert_eq!(proven.next(&policy, true, LISTED, at(30)), later(951));
    assert_eq!(doubt(1).next(&policy, true, NOTHING, at(30)), ReadCart);
}

#[test]
fn a_list_that_left_it_open_is_read_again_only_when_the_cart_cannot_be_asked() {
    let request = intent(0).end(at(5_000));
    let proven = Doubt { open: vec![request], ..doubt(1) }.proven(at(20));
    assert_eq!(next(&proven, AskAgain, LISTED, 951), later(5_211));
    assert_eq!(next(&proven, ReadOnly, LISTED, 951), ReadList);
}

#[test]
fn several_groups_without_any_end_wait_for_the_cart_to_be_gone() {
    let unknown = Doubt { cart: super::cart(2, None), ..endless(2) }.proven(at(20));
    assert_eq!(next(&unknown, ReadOnly, NOTHING, 2_000), ReadCart);
    assert_eq!(next(&unknown, ReadOnly, saw(Active, 2_000), 2_000), Later(None));
    let gone = unknown.gone(at(2_000));
    assert_eq!(next(&gone, ReadOnly, saw(Gone, 2_000), 2_000), later(3_051));
}
