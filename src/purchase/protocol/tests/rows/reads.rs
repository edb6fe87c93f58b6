//! What reads of the cart and of the list lead to.

use super::super::super::Intent;
use super::super::super::{
    AfterDoubt, CartSeen, Doubt, ListSeen, Looked, PurchaseState, SettlePolicy,
};
use super::super::at;
use super::{doubt, endless, of, words};
use crate::values::ids::OrderId;
use AfterDoubt::{AskAgain, AskAgainAtOnce, ReadOnly};
use CartSeen::{Active, Gone, Ordered, Other};

fn policy(after: AfterDoubt) -> SettlePolicy {
    SettlePolicy::default().after_doubt(after)
}

/// A read of the cart that was begun then, and took five seconds.
fn cart_read(doubt: Doubt, seen: CartSeen, begun: i64, policy: SettlePolicy) -> String {
    words(&doubt.cart_read(seen, at(begun), at(begun + 5), &policy))
}

#[test]
fn an_active_cart_proves_nothing_before_an_order_would_show_in_it() {
    let active = |begun| cart_read(doubt(1), Active, begun, policy(ReadOnly));
    assert_eq!(active(280), "doubt, 1 open");
    assert!(active(281).starts_with("nothing: the cart was still active"), "{}", active(281));
}

#[test]
fn an_active_cart_that_may_be_asked_for_is_asked_for_again() {
    assert_eq!(cart_read(doubt(1), Active, 281, policy(AskAgain)), "doubt, 1 open");
    assert_eq!(cart_read(doubt(1), Active, 281, policy(AskAgainAtOnce)), "doubt, 1 open");
    let refused = || Doubt { refused: true, ..doubt(1) };
    assert_eq!(cart_read(refused(), Active, 280, policy(AskAgain)), "doubt, 1 open, refused");
    assert!(cart_read(refused(), Active, 281, policy(AskAgain)).starts_with("nothing"));
    // It has lapsed, so that it cannot be asked for.
    assert!(cart_read(doubt(1), Active, 10_000, policy(AskAgain)).starts_with("nothing"));
}

#[test]
fn an_active_cart_proves_nothing_while_a_request_has_no_end() {
    let state = cart_read(endless(1), Active, 9_999, policy(ReadOnly));
    assert_eq!(state, "doubt, 1 open");
    let unknown = Doubt { cart: super::cart(1, None), ..endless(1) };
    assert_eq!(cart_read(unknown, Active, 99_999, policy(ReadOnly)), "doubt, 1 open");
}

#[test]
fn a_cart_that_is_active_after_its_lapse_proves_it_once_what_came_before_would_show() {
    for after in [AskAgain, AskAgainAtOnce, ReadOnly] {
        let active = |begun| cart_read(endless(1), Active, begun, policy(after));
        // 10,000, and 120 of work, 60 until it shows, 30 of clocks.
        assert_eq!(active(10_210), "doubt, 1 open");
        assert!(active(10_211).starts_with("nothing: the cart was still active"));
    }
    // That it was once said to be gone is no lapse, since it can be read.
    let back = cart_read(endless(1).gone(at(2_000)), Active, 9_999, policy(ReadOnly));
    assert_eq!(back, "doubt, 1 open");
}

#[test]
fn the_end_of_a_token_ends_its_request() {
    let token = || of(1, Intent::new(uuid::Uuid::nil(), at(0), Some(at(3_000))));
    // 3,000, and 300 that the service allows, and 120 of work, 30 of clocks, 60 until it shows.
    assert_eq!(cart_read(token(), Active, 3_510, policy(ReadOnly)), "doubt, 1 open");
    assert!(cart_read(token(), Active, 3_511, policy(ReadOnly)).starts_with("nothing"));
}

#[test]
fn an_ordered_cart_is_a_proof_from_when_it_was_answered() {
    let ordered = cart_read(doubt(1), Ordered, 20, policy(AskAgain));
    assert_eq!(ordered, "doubt, 1 open, bought since 25");
    let once_more = cart_read(doubt(1).proven(at(3)), Ordered, 20, policy(AskAgain));
    assert_eq!(once_more, "doubt, 1 open, bought since 3");
}

#[test]
fn a_proof_is_not_taken_back_by_what_the_cart_says() {
    let proven = || doubt(1).proven(at(3));
    assert_eq!(
        cart_read(proven(), Active, 9_000, policy(ReadOnly)),
        "doubt, 1 open, bought since 3"
    );
    let gone = cart_read(proven(), Gone, 9_000, policy(ReadOnly).trust_gone_carts());
    assert_eq!(gone, "doubt, 1 open, bought since 3, gone since 9005");
}

#[test]
fn a_cart_that_is_gone_proves_nothing_of_itself_unless_that_is_trusted() {
    let gone = |begun, policy| cart_read(doubt(1), Gone, begun, policy);
    assert_eq!(gone(9_000, policy(ReadOnly)), "doubt, 1 open, gone since 9005");
    let trusting = policy(ReadOnly).trust_gone_carts();
    assert_eq!(gone(1_120, trusting), "doubt, 1 open, gone since 1125");
    assert!(gone(1_121, trusting).starts_with("nothing"));
}

#[test]
fn a_cart_that_is_there_again_was_not_gone() {
    for seen in [Active, Other] {
        let state = cart_read(doubt(1).gone(at(20)), seen, 30, policy(AskAgain));
        assert_eq!(state, "doubt, 1 open");
    }
}

/// What the list shows: those with the tag, where it has one, and the others.
fn list(tagged: Option<&[&str]>, others: &[&str], is_all: bool) -> ListSeen {
    let ids = |ids: &[&str]| ids.iter().map(|id| OrderId::from(*id)).collect::<Vec<_>>();
    ListSeen {
        tagged: tagged.map(ids),
        tagged_is_all: is_all,
        candidates: ids(others),
        ..ListSeen::default()
    }
}

fn list_read(doubt: Doubt, seen: ListSeen, begun: i64, policy: SettlePolicy) -> String {
    let looked = Looked { cart: Some((Gone, at(begun))), list: true };
    let state: PurchaseState = doubt.list_read(seen, looked, at(begun), &policy);
    words(&state)
}

#[test]
fn after_a_cart_that_is_gone_an_empty_list_proves_that_nothing_was_bought() {
    let read = |doubt, begun| list_read(doubt, list(None, &[], false), begun, policy(AskAgain));
    assert_eq!(read(doubt(1), 1_120), "doubt, 1 open");
    assert!(read(doubt(1), 1_121).starts_with("nothing: the cart is gone"));
    // By the lapse of the cart, where the request has no end.
    assert_eq!(read(endless(1), 11_050), "doubt, 1 open");
    assert!(read(endless(1), 11_051).starts_with("nothing: the cart is gone"));
    // Or by when it was found to be gone: 2,000, and 120 of work, 900 of the list, 30 of clocks.
    assert_eq!(read(endless(1).gone(at(2_000)), 3_050), "doubt, 1 open, gone since 2000");
    assert!(read(endless(1).gone(at(2_000)), 3_051).starts_with("nothing: the cart is gone"));
}

#[test]
fn after_a_cart_that_is_gone_a_person_says_whether_a_look_alike_is_it() {
    let read = |seen, policy| list_read(doubt(1), seen, 1_121, policy);
    assert_eq!(read(list(None, &["a"], false), policy(AskAgain)), "Whether of 1");
    assert_eq!(read(list(Some(&[]), &["a"], false), policy(AskAgain)), "Whether of 1");
    let trusting = policy(AskAgain).trust_missing_tags();
    assert!(read(list(Some(&[]), &["a"], false), trusting).starts_with("nothing"));
    assert_eq!(read(list(None, &["a"], false), trusting), "Whether of 1");
}

#[test]
fn a_list_that_was_read_while_the_cart_was_there_proves_nothing() {
    let looked = Looked { cart: Some((Active, at(1_121))), list: true };
    let state = doubt(1).list_read(ListSeen::default(), looked, at(1_121), &policy(ReadOnly));
    assert_eq!(words(&state), "doubt, 1 open");
}

#[test]
fn a_proven_purchase_is_the_one_order_that_the_list_has_in_the_end() {
    let proven = || endless(1).proven(at(20));
    let one = || list(None, &["a"], false);
    let early = "doubt, 1 open, bought since 20";
    assert_eq!(list_read(proven(), one(), 950, policy(ReadOnly)), early);
    assert_eq!(list_read(proven(), one(), 951, policy(ReadOnly)), "bought a");
    // By the age of the request, where the proof came late.
    let late = || doubt(1).proven(at(5_000));
    assert_eq!(
        list_read(late(), one(), 1_120, policy(ReadOnly)),
        "doubt, 1 open, bought since 5000"
    );
    assert_eq!(list_read(late(), one(), 1_121, policy(ReadOnly)), "bought a");
}

#[test]
fn a_person_says_which_of_several_it_is_once_the_cart_cannot() {
    let proven = || doubt(1).proven(at(20));
    let two = || list(None, &["a", "b"], false);
    assert_eq!(list_read(proven(), two(), 951, policy(ReadOnly)), "Which of 2");
    assert_eq!(list_read(proven(), two(), 951, policy(AskAgain)), "doubt, 1 open, bought since 20");
    let asked = Doubt { no_ids: true, ..proven() };
    assert_eq!(list_read(asked, two(), 951, policy(AskAgain)), "Which of 2");
    assert_eq!(list_read(proven(), two(), 10_000, policy(AskAgain)), "Which of 2");
    assert_eq!(list_read(proven(), list(None, &[], false), 951, policy(AskAgain)), "Where of 0");
}

#[test]
fn an_order_with_the_tag_is_it_at_any_time() {
    let tagged = || list(Some(&["a"]), &["b"], true);
    assert_eq!(list_read(doubt(1), tagged(), 1, policy(ReadOnly)), "bought a");
    assert_eq!(list_read(doubt(1).proven(at(20)), tagged(), 21, policy(ReadOnly)), "bought a");
}

#[test]
fn some_groups_are_all_that_was_bought_once_no_other_can_follow() {
    let proven = || doubt(2).proven(at(20));
    let part = || list(Some(&["a"]), &[], false);
    // 280 until the cart shows it, and 930 of the list.
    let early = "doubt, 1 open, bought since 20";
    assert_eq!(list_read(proven(), part(), 1_210, policy(ReadOnly)), early);
    assert_eq!(list_read(proven(), part(), 1_211, policy(ReadOnly)), "bought a part: a");
    // By the lapse of the cart, where the request has no end.
    let endless = || endless(2).proven(at(20));
    assert_eq!(list_read(endless(), part(), 11_050, policy(ReadOnly)), early);
    assert_eq!(list_read(endless(), part(), 11_051, policy(ReadOnly)), "bought a part: a");
}

#[test]
fn without_a_tag_a_person_says_which_orders_are_those_of_several_groups() {
    let one = list(None, &["a"], false);
    assert_eq!(list_read(doubt(2).proven(at(20)), one, 1_211, policy(ReadOnly)), "Which of 1");
}

#[test]
fn of_a_cart_whose_lines_are_not_known_the_list_proves_nothing() {
    let none = || list(None, &[], false);
    assert_eq!(list_read(doubt(0), none(), 1_121, policy(ReadOnly)), "Whether of 0");
    let one = list(None, &["a"], false);
    assert_eq!(list_read(doubt(0).proven(at(20)), one, 1_211, policy(ReadOnly)), "Which of 1");
}

#[test]
fn an_order_that_cannot_be_read_may_be_it() {
    let unreadable = |seen| ListSeen { unreadable: 1, ..seen };
    let tagged = unreadable(list(Some(&["a"]), &["b"], false));
    assert_eq!(list_read(doubt(2).proven(at(20)), tagged, 1_211, policy(ReadOnly)), "Which of 2");
    let gone = unreadable(list(Some(&[]), &["b"], false));
    let trusting = policy(ReadOnly).trust_missing_tags();
    assert_eq!(list_read(doubt(1), gone, 1_121, trusting), "Whether of 1");
    let proven = unreadable(list(None, &["a"], false));
    assert_eq!(list_read(doubt(1).proven(at(20)), proven, 951, policy(ReadOnly)), "Which of 1");
}
