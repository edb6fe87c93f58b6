//! Whatever goes wrong at any operation of a purchase: nothing is bought twice by anyone who
//! listens to what he is told, nobody is told anything untrue, and nothing runs for ever.
//!
//! Each operation of a purchase meets each kind of fault, for each kind of user. The emulator's
//! ledger says what was really bought. There is no socket, and time is what tokio makes up.
//!
//! The whole of it, with persistent faults, every behavior of repeated checkouts and every policy,
//! prints its tables:
//!
//! ```console
//! cargo test --release --test faults -- --ignored --nocapture
//! ```
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod between;
mod books;
mod catalog;
mod fault;
mod odd_orders;
mod paused_time;
mod place;
mod scenario;
mod table;
mod twist;
mod twisted_carts;
mod user;

use partner_center_emulator::RepeatedCheckout;

use books::Claim;
use fault::Fault;
use scenario::{Goods, Scenario};
use table::Table;
use user::{Policy, User};

/// Runs all of these, on every processor there is.
fn run(scenarios: Vec<Scenario>) -> Table {
    let workers = std::thread::available_parallelism().map_or(1, usize::from);
    let each = scenarios.len().div_ceil(workers).max(1);
    std::thread::scope(|scope| {
        let parts: Vec<_> = scenarios
            .chunks(each)
            .map(|part| {
                scope.spawn(move || {
                    let mut table = Table::default();
                    part.iter().for_each(|scenario| table.enter(scenario, &scenario.run()));
                    table
                })
            })
            .collect();
        parts.into_iter().map(|part| part.join().unwrap()).fold(Table::default(), Table::and)
    })
}

fn fault(name: &str) -> Fault {
    catalog::faults().into_iter().find(|fault| fault.name == name).unwrap()
}

/// Every fault at these places.
fn every_fault(places: &[&'static str], users: &[User], times: u32) -> Vec<Scenario> {
    let mut all = Vec::new();
    for place in places {
        for fault in catalog::faults() {
            for user in users {
                all.push(Scenario::new(place, fault.clone(), *user).times(times));
            }
        }
    }
    all
}

#[test]
fn there_are_eighty_eight_faults_and_each_has_a_name_of_its_own() {
    let mut names: Vec<_> = catalog::faults().into_iter().map(|fault| fault.name).collect();
    assert_eq!(names.len(), 88);
    names.sort_unstable();
    names.dedup();
    assert_eq!(names.len(), 88);
}

#[test]
fn whatever_goes_wrong_with_the_checkout_who_listens_buys_once_and_is_told_the_truth() {
    let mut all = every_fault(&["checkoutCart"], &User::ALL, 1);
    let who_looks = [User::Follower, User::JOURNALED];
    all.extend(every_fault(&place::AFTER_A_DOUBT, &who_looks, 1));
    let table = run(all);
    table.check();
    // They do go wrong: who does not listen buys twice.
    assert!(table.duplicates(User::Naive) > 30, "{table}");
}

#[test]
fn whatever_goes_wrong_before_the_checkout_nothing_is_bought_that_nobody_knows_of() {
    let mut all = every_fault(&place::BEFORE_THE_CHECKOUT, &[User::Follower], 1);
    all.extend(every_fault(&["createCart"], &[User::JOURNALED], 1));
    run(all).check();
}

#[test]
fn of_two_groups_and_under_every_behavior_of_a_repeated_checkout_the_same_holds() {
    let mut all = Vec::new();
    for repeated in scenario::REPEATED {
        for fault in catalog::faults() {
            let scenario = Scenario::new("checkoutCart", fault, User::JOURNALED);
            all.push(scenario.repeated(repeated).goods(Goods::TwoGroups));
        }
    }
    run(all).check();
}

#[test]
fn a_cart_that_never_tells_is_looked_at_now_and_then() {
    for name in ["an unknown status", "404/800008 before", "no body"] {
        let fault = fault(name);
        for user in [User::Follower, User::JOURNALED, User::Journaled(Policy::ReadOnly)] {
            let outcome = Scenario::new("getCart", fault.clone(), user).times(1_000_000).run();
            assert_eq!(outcome.untrue, [""; 0], "{name}, {user:?}");
            assert!(outcome.last.is_some(), "{name}, {user:?}: it runs for ever");
            // Five days, with a look each quarter of an hour and a token each hour.
            assert!(outcome.requests < 700, "{name}, {user:?}: {} requests", outcome.requests);
        }
    }
}

#[test]
fn a_second_checkout_that_is_refused_says_nothing_of_the_first() {
    for (status, code) in [(404, 800_008), (403, 13_605), (400, 800_009)] {
        for policy in [Policy::AskAgain, Policy::AskAtOnce] {
            let scenario =
                Scenario::new("checkoutCart", fault("cut after"), User::Journaled(policy));
            let outcome = scenario.repeated(RepeatedCheckout::Refused { status, code }).run();
            assert_eq!(outcome.untrue, [""; 0], "{status}/{code}, {policy:?}");
            let is_found =
                matches!(&outcome.last, Some(Claim::Bought(orders)) if orders.len() == 1);
            assert!(is_found && outcome.orders == 1, "{status}/{code}, {policy:?}: {outcome:?}");
        }
    }
}

#[test]
fn a_service_that_buys_a_cart_twice_is_found_out() {
    // The rules assume that it does not: the table shows what they would lose, so that it can be
    // told from one that looks at nothing.
    let scenario = Scenario::new("checkoutCart", fault("cut after"), User::JOURNALED);
    let table = run(vec![scenario.repeated(RepeatedCheckout::BrokenBuysAgain)]);
    assert_eq!(table.duplicates(User::JOURNALED), 1, "{table}");
}

#[test]
#[ignore = "it takes minutes; run it in a release build, with --nocapture"]
fn the_whole_matrix() {
    let mut users = User::ALL.to_vec();
    users.extend(User::OTHER_POLICIES);
    for times in [1, 9, 40] {
        let mut all = every_fault(&place::BEFORE_THE_CHECKOUT, &users, times);
        all.extend(every_fault(&["checkoutCart"], &users, times));
        all.extend(every_fault(&place::AFTER_A_DOUBT, &users, times));
        let table = run(all);
        println!("every fault at every operation, {times} times:\n{table}");
        table.check();
    }
    for goods in [Goods::OneGroup, Goods::TwoGroups] {
        for repeated in scenario::REPEATED {
            let mut all = Vec::new();
            for place in ["checkoutCart", "getCart", "listOrders"] {
                for fault in catalog::faults() {
                    for times in [1, 9] {
                        for user in &users {
                            let scenario = Scenario::new(place, fault.clone(), *user).times(times);
                            all.push(scenario.repeated(repeated).goods(goods));
                        }
                    }
                }
            }
            let table = run(all);
            println!("{goods:?}, a repeated checkout is {repeated:?}:\n{table}");
            table.check();
        }
    }
}
