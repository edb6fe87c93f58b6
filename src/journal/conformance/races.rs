//! Many writers at the same moment.

use futures_util::future::join_all;

use super::made::{done, entry, forget, next, opened};
use crate::journal::{Entry, Journal, JournalError};

const WRITERS: usize = 8;
const REVISIONS: u64 = 5;

/// So many handles of the journal.
async fn handles<J: Journal>(open: &impl AsyncFn() -> Result<J, JournalError>) -> Vec<J> {
    let mut handles = Vec::new();
    for _ in 0..WRITERS {
        handles.push(opened(open).await);
    }
    handles
}

/// Writes all at once, one through each handle, and says which were acknowledged.
async fn written<J: Journal>(
    handles: &[J],
    entries: &[Entry],
    is_loss: impl Fn(&JournalError) -> bool,
) -> Vec<Entry> {
    let writes = handles.iter().zip(entries).map(|(journal, entry)| journal.write(entry));
    let results = join_all(writes).await.into_iter().zip(entries);
    let won = results.filter_map(|(result, entry)| match result {
        Ok(()) => Some(entry.clone()),
        Err(error) if is_loss(&error) => None,
        Err(error) => panic!("a race was lost with: {error}"),
    });
    won.collect()
}

pub(super) async fn one_writer_wins_each_revision<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let handles = handles(open).await;
    let mut stored = Entry { revision: 0, ..entry("race") };
    for _ in 0..REVISIONS {
        let record = |writer| format!(r#"{{"writer": {writer}}}"#);
        let entries: Vec<Entry> =
            (0..WRITERS).map(|writer| next(&stored, &record(writer))).collect();
        let is_loss = |error: &JournalError| error.is_stale() || error.is_exists();
        let won = written(&handles, &entries, is_loss).await;
        assert_eq!(won.len(), 1, "so many writers wrote the same revision: {won:?}");
        let read = done(handles[0].read(&stored.key).await, "read");
        assert_eq!(read.as_ref(), Some(&won[0]), "what was acknowledged is not what is stored");
        stored = won[0].clone();
    }
    forget(&handles[0], &[stored]).await;
}

pub(super) async fn one_purchase_wins_each_order<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let handles = handles(open).await;
    let entries: Vec<Entry> = (0..WRITERS)
        .map(|writer| Entry {
            claims: vec!["race-b".into(), "Race-A".into()],
            ..entry(&format!("order race {writer}"))
        })
        .collect();
    let won = written(&handles, &entries, |error| error.claim().is_some()).await;
    assert_eq!(won.len(), 1, "so many purchases claim the same order: {won:?}");
    let mut stored = 0;
    for entry in &entries {
        stored += usize::from(done(handles[0].read(&entry.key).await, "read").is_some());
    }
    assert_eq!(stored, 1, "entries whose claims were refused are stored");
    forget(&handles[0], &won).await;
}
