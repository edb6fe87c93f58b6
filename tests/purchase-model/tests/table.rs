//! Some lines of the table, quick ones; the program runs all.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

use std::collections::HashSet;

use partner_center_purchase_model::{Event, Params, Policy, observe, run};

#[track_caller]
fn check(filter: &str, says: &str) {
    let mut out = Vec::new();
    let arguments = [filter, "short"].map(str::to_owned);
    let as_wanted = run(&arguments, &mut out).unwrap();
    let text = String::from_utf8(out).unwrap();
    assert!(as_wanted, "{text}");
    assert!(text.lines().next().unwrap().contains(says), "{text}");
}

#[test]
fn the_protocol_holds() {
    check("C1 Submitted ReadsOnly", "holds");
}

#[test]
fn a_wait_that_is_one_tick_short_is_found() {
    check("M4 ", "P2 says nothing, but bought (13 steps)");
}

#[test]
fn a_purchase_without_an_intent_is_made_twice() {
    check("M1 ", "P1 bought twice (15 steps)");
}

#[test]
fn a_filter_that_names_no_line_is_no_success() {
    let mut out = Vec::new();
    assert!(!run(&["no such line".to_owned()], &mut out).unwrap());
}

#[test]
fn each_kind_of_judgment_is_observed() {
    let mut params = Params::correct();
    (params.workers, params.policy, params.vanish) = (1, Policy::SameCart, true);
    let mut kinds = HashSet::new();
    observe(&params, &mut |judged| {
        kinds.insert(std::mem::discriminant(&judged.event));
    });
    let listed = Event::Listed { ours: 0, by_hand: false, counts: false, gone: false };
    assert!(kinds.contains(&std::mem::discriminant(&listed)));
    assert_eq!(kinds.len(), 6);
}
