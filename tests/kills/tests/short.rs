//! A part of what this crate's program runs as a whole: see CONTRIBUTING.md.
#![cfg(unix)]

use std::path::Path;

use partner_center_kills::{crowd, matrix, race};

fn program() -> &'static Path {
    Path::new(env!("CARGO_BIN_EXE_partner-center-kills"))
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn whoever_is_killed_it_is_bought_once_and_told_as_it_is() {
    let extent = matrix::Extent::Some { scenarios: 2, places: 2, seed: 1 };
    let matrix = matrix::run(program(), extent).await.unwrap();
    assert!(matrix.wrong.is_empty(), "{matrix}");
    assert!(matrix.kills >= 70, "{matrix}");
    for place in [
        "before `sent` is written",
        "after `sent` is written",
        "before checkoutCart arrives",
        "while checkoutCart is under way",
        "after checkoutCart is done",
        "before `bought` is written",
    ] {
        assert!(matrix.to_string().contains(place), "nobody was killed {place}: {matrix}");
    }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_processes_with_one_key_one_buys() {
    let races = race::run(program(), race::Extent::Some(40, 1)).await.unwrap();
    assert_eq!(races.races, 40);
    assert!(races.wrong.is_empty(), "{races}");
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn a_crowd_that_is_killed_and_stopped_buys_as_much_as_it_should() {
    let extent = crowd::Extent { workers: 8, purchases: 40, seed: 1 };
    match crowd::run(program(), extent).await.unwrap() {
        Some(crowd) => {
            assert_eq!(crowd.orders, 40, "{crowd}");
            assert!(crowd.killed > 0 && crowd.stopped > 0, "{crowd}");
        }
        None => eprintln!("skipped: PARTNER_CENTER_TEST_POSTGRES has no server's address"),
    }
}
