//! What follows what.

use super::made::{done, entry, forget, holds, next, opened, refused, time};
use crate::journal::{Entry, EntryState, Journal, JournalError, Lease};

/// New entries, replaced ones, and those that were overtaken.
pub(super) async fn a_write_follows_what_is_stored<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let first = entry("follows");
    assert_eq!(done(journal.read(&first.key).await, "read"), None, "it does not begin empty");
    let second = next(&first, r#"{"line": 2}"#);
    let stale = JournalError::is_stale;
    refused(journal.write(&second).await, stale, "revision 2 without a first");
    refused(journal.forget(&first.key, 1).await, stale, "forgetting what is not there");

    done(journal.write(&first).await, "revision 1");
    holds(&journal, &first).await;
    let again = Entry { record: "{}".to_owned(), ..first.clone() };
    refused(journal.write(&again).await, JournalError::is_exists, "revision 1 again");

    done(journal.write(&second).await, "revision 2");
    refused(journal.write(&again).await, JournalError::is_exists, "revision 1 after the second");
    let other = Entry { record: "{}".to_owned(), ..second.clone() };
    refused(journal.write(&other).await, stale, "revision 2 again");
    refused(journal.write(&next(&next(&other, "{}"), "{}")).await, stale, "revision 4");
    holds(&opened(open).await, &second).await;

    refused(journal.forget(&first.key, 1).await, stale, "forgetting an earlier revision");
    forget(&journal, &[second]).await;
    let read = opened(open).await.read(&first.key).await;
    assert_eq!(done(read, "read"), None, "what was forgotten is still there");
}

/// Each field comes back as it was written, to the nanosecond.
pub(super) async fn all_that_was_written_is_read<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let mut stored = entry("whole");
    for (place, state) in EntryState::ALL.into_iter().enumerate() {
        stored.state = state;
        stored.since = time(123_456_789);
        stored.lease =
            (place % 2 == 0).then(|| Lease { worker: "worker 1 ü".to_owned(), until: time(1) });
        stored.claims = vec![format!("Whole-{place}").into(), "whole-\"'\\".into()];
        done(journal.write(&stored).await, "write");
        holds(&journal, &stored).await;
        holds(&opened(open).await, &stored).await;
        stored.revision += 1;
    }
    stored.revision -= 1;
    forget(&journal, &[stored]).await;
}
