//! Entries in their order.

use super::made::{done, entry, forget, opened, time};
use crate::journal::{Entry, EntryQuery, EntryState, Journal, JournalError};

/// Keys and times in the order in which they have to be listed: by time, then by the bytes of the
/// key.
const IN_ORDER: [(&str, i64); 9] = [
    ("z", -1_000_000_001),
    ("list B", 0),
    ("list a", 0),
    ("list a ", 0),
    ("list \u{e9}", 0),
    ("list \u{ffff}", 0),
    ("list \u{10000}", 0),
    ("list a2", 1),
    ("a", 1_000_000_000),
];

fn entries() -> Vec<Entry> {
    let states = EntryState::ALL.into_iter().cycle();
    let made = IN_ORDER.iter().zip(states).map(|((key, at), state)| Entry {
        state,
        since: time(*at),
        ..entry(key)
    });
    made.collect()
}

/// Writes them in another order than they have.
async fn write(journal: &impl Journal, entries: &[Entry]) {
    let (odd, even): (Vec<_>, Vec<_>) = entries.iter().enumerate().partition(|(at, _)| at % 2 == 1);
    for (_, entry) in odd.into_iter().rev().chain(even) {
        done(journal.write(entry).await, entry.key.as_str());
    }
}

pub(super) async fn entries_are_listed_by_time_and_key<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let (journal, expected) = (opened(open).await, entries());
    write(&journal, &expected).await;
    for limit in [1, 2, IN_ORDER.len(), 1000] {
        let mut query = EntryQuery::of([]).limit(limit);
        let mut listed: Vec<Entry> = Vec::new();
        loop {
            let page = done(journal.list(&query).await, "list");
            assert!(page.len() <= limit, "a page is longer than {limit}");
            let Some(last) = page.last() else { break };
            query = query.after(last);
            listed.extend(page);
            assert!(listed.len() <= expected.len(), "an entry is listed twice: {listed:?}");
        }
        assert_eq!(listed, expected, "pages of {limit} are in another order");
    }
    let none = done(journal.list(&EntryQuery::of([]).limit(0)).await, "list");
    assert_eq!(none, [], "a page of none has entries");
    forget(&journal, &expected).await;
}

pub(super) async fn only_the_states_that_are_asked_for_are_listed<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let (journal, all) = (opened(open).await, entries());
    write(&journal, &all).await;
    for states in [vec![EntryState::Doubt], vec![EntryState::Sent, EntryState::Chosen]] {
        let of_them = |entry: &&Entry| states.contains(&entry.state);
        let expected: Vec<Entry> = all.iter().filter(of_them).cloned().collect();
        let listed = done(journal.list(&EntryQuery::of(states.clone())).await, "list");
        assert_eq!(listed, expected, "entries of other states than {states:?}");
        let query = EntryQuery::of(states.clone()).after(&expected[0]);
        let rest = done(journal.list(&query).await, "list");
        assert_eq!(rest, expected[1..], "the rest of {states:?} is another");
    }
    forget(&journal, &all).await;
}
