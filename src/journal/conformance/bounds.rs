//! What can be stored, and what cannot.

use super::made::{done, entry, forget, holds, opened, refused};
use crate::journal::{Entry, Journal, JournalError};

/// Unusual characters in keys. Those that look alike are keys of their own.
const KEYS: [&str; 12] = [
    "unusual",
    "Unusual",
    "unusual ",
    "it's; DROP TABLE entry; --",
    "\"quoted\" \\ %_?$1",
    "../../etc/passwd",
    "\u{e9}",
    "e\u{301}",
    "ключ 価格 💶",
    "\u{202e}\u{feff}\u{ffff}",
    " ",
    "\u{10ffff}",
];

pub(super) async fn unusual_keys_and_long_records_are_kept<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let mut written: Vec<Entry> = KEYS.iter().map(|key| entry(key)).collect();
    written.push(entry(&"\u{10ffff}".repeat(200)));
    written.push(Entry { record: "ü".repeat(2 * 1024 * 1024), ..entry("4 MiB") });
    written.push(Entry { record: String::new(), ..entry("no record") });
    for entry in &written {
        done(journal.write(entry).await, entry.key.as_str());
    }
    let again = opened(open).await;
    for entry in &written {
        holds(&again, entry).await;
    }
    forget(&journal, &written).await;
}

pub(super) async fn what_is_unfit_is_refused<J: Journal>(
    open: &impl AsyncFn() -> Result<J, JournalError>,
) {
    let journal = opened(open).await;
    let unfit = JournalError::is_unfit;
    let base = entry("unfit");
    let long = Entry { record: "x".repeat(4 * 1024 * 1024 + 1), ..base.clone() };
    refused(journal.write(&long).await, unfit, "a record of more than 4 MiB");
    let nul = Entry { record: "\0".to_owned(), ..base.clone() };
    refused(journal.write(&nul).await, unfit, "a record with NUL");
    let none = Entry { revision: 0, ..base.clone() };
    refused(journal.write(&none).await, unfit, "revision 0");
    assert_eq!(done(journal.read(&base.key).await, "read"), None, "something was written");
}
