//! What an answer that is not honest takes in memory: a small multiple of an honest one.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

use std::error::Error as _;

use partner_center::types::{AvailabilityCollection, CartCheckoutResult, OrderCollection};
use partner_center_test_support::{Script, answer};
use serde::de::DeserializeOwned;

const GIB: u64 = 1024 * 1024 * 1024;

/// `start`, and `{}` over and over up to four megabytes, and `end`.
fn flood(start: &str, end: &str) -> String {
    format!("{start}{}{{}}{end}", "{},".repeat(4 * 1024 * 1024 / 3))
}

#[track_caller]
fn check<T: DeserializeOwned>(body: &str) {
    let mut said = None;
    let taken = allocation_counter::measure(|| {
        said = serde_json::from_str::<T>(body).err().map(|error| error.to_string());
    });
    let said = said.expect("it is refused");
    assert!(said.contains("a list is too long"), "{said}");
    assert!(taken.bytes_max < GIB, "{} MiB", taken.bytes_max / 1024 / 1024);
}

#[test]
fn four_megabytes_of_empty_items_are_refused_before_they_take_a_gigabyte() {
    check::<AvailabilityCollection>(&flood(r#"{"items":["#, "]}"));
    check::<OrderCollection>(&flood(r#"{"items":[{"lineItems":["#, "]}]}"));
    check::<CartCheckoutResult>(&flood(r#"{"orders":["#, "]}"));
}

#[test]
fn many_lists_in_a_list_count_together() {
    let inner = format!(r#"{{"lineItems":[{}{{}}]}}"#, "{},".repeat(2_000));
    let orders = vec![inner; 700].join(",");
    check::<OrderCollection>(&format!(r#"{{"items":[{orders}]}}"#));
}

#[test]
fn a_call_that_is_answered_so_ends_in_a_short_error() {
    let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
    let body: &'static str = flood(r#"{"items":["#, "]}").leak();
    let mut failed = None;
    let taken = allocation_counter::measure(|| {
        let script = Script::new([answer(200, body), answer(200, body)]);
        let catalog = script.partner().catalog("DE".parse().unwrap());
        let read = async { catalog.availabilities(&"P1".into(), &"0001".into()).await };
        failed = runtime.block_on(read).err();
    });
    let error = failed.expect("it is refused");
    assert!(error.source().unwrap().to_string().contains("a list is too long"), "{error:#}");
    assert!(format!("{error:?}").len() < 10_000);
    assert!(taken.bytes_max < GIB, "{} MiB", taken.bytes_max / 1024 / 1024);
}
