//! The soak in short: the same storm, without sockets and in time that tokio makes up.
//!
//! The long form is `cargo bench --bench soak`.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::sync::Arc;
use std::sync::atomic::AtomicUsize;
use std::time::Duration;

use futures::future::join_all;
use partner_center::clock::SeededEntropy;
use partner_center::transport::ServiceSender;
use partner_center_emulator::{Emulator, Options};
use partner_center_test_support::soak::{
    Books, Patience, Shelf, Tally, buyer, calm, partner, rage, reader,
};

const TASKS: usize = 64;
const HERE: (&str, &str) = ("http://localhost", "http://localhost");

/// Reads in a storm, each within `limit`; also says how many requests that took.
async fn reads(number: u64, reads: usize, patience: Patience, limit: Duration) -> (Tally, u64) {
    let emulator = Emulator::new(Options::new());
    let wire = ServiceSender::new(emulator.clone());
    let partner = partner(HERE, wire, SeededEntropy::new(number), patience).unwrap();
    let shelf = Shelf::filled(&partner).await.unwrap();
    let before = emulator.requests().total;
    rage(&emulator, number);
    let left = Arc::new(AtomicUsize::new(reads));
    let readers = (0..TASKS).map(|_| reader(partner.clone(), shelf.clone(), left.clone(), limit));
    let tally = join_all(readers).await.into_iter().fold(Tally::default(), Tally::and);
    assert_eq!((tally.reads, tally.late), (reads, Duration::ZERO));
    (tally, emulator.requests().total - before)
}

const USUAL: Duration = Duration::from_secs(300);

#[tokio::test(start_paused = true)]
async fn with_ten_tries_and_no_budget_no_read_fails() {
    for number in 1..=2 {
        let (tally, requests) = reads(number, 400, Patience::Great, USUAL).await;
        assert_eq!((tally.failed.len(), &tally.unexplained), (0, &Vec::new()));
        assert!(requests > 450, "{requests}: it was no storm");
    }
}

#[tokio::test(start_paused = true)]
async fn with_the_defaults_a_failed_read_says_what_it_lacked() {
    let mut failed = Vec::new();
    for number in 1..=3 {
        let (tally, _) = reads(number, 500, Patience::Usual, USUAL).await;
        assert_eq!(tally.unexplained, [""; 0]);
        failed.extend(tally.failed.into_keys());
    }
    assert!(failed.contains(&"tries"), "{failed:?}: it was no storm");
}

#[tokio::test(start_paused = true)]
async fn no_read_outlives_its_deadline() {
    let limit = Duration::from_millis(900);
    let (tally, _) = reads(4, 500, Patience::Great, limit).await;
    assert_eq!(tally.unexplained, [""; 0]);
    assert!(tally.failed["time"] > 20 && tally.slowest <= limit, "{tally:?}");
}

#[tokio::test(start_paused = true)]
async fn the_same_storm_has_the_same_end() {
    let limit = Duration::from_millis(900);
    let first = reads(5, 300, Patience::Usual, limit).await;
    assert_eq!(first, reads(5, 300, Patience::Usual, limit).await);
}

#[tokio::test(start_paused = true)]
async fn purchases_tell_the_truth_about_what_was_bought() {
    for number in 1..=2 {
        let emulator = Emulator::new(Options::new());
        let wire = ServiceSender::new(emulator.clone());
        let entropy = SeededEntropy::new(number);
        let partner = partner(HERE, wire, entropy, Patience::Usual).unwrap();
        rage(&emulator, number);
        let left = Arc::new(AtomicUsize::new(100));
        let said = join_all((0..16).map(|_| buyer(partner.clone(), left.clone()))).await.concat();
        calm(&emulator);
        let books = Books::balance(&said, &emulator.ledger());
        assert_eq!(books.untrue, [""; 0], "storm {number}");
        assert_eq!(books.bought + books.not_done + books.unknown.0, 100);
        assert!(books.bought > 40 && books.unknown.0 > 5, "{books:?}: it was no storm");
        assert!(books.unknown.1 > 0 && books.unknown.1 < books.unknown.0, "{books:?}");
    }
}
