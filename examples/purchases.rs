//! Looks into a journal of purchases: which are in doubt, what became of one, what can be
//! forgotten.
//!
//! ```console
//! cargo run --features journal-sqlite --example purchases -- FILE             # a line for each, oldest doubt first
//! cargo run --features journal-sqlite --example purchases -- FILE show KEY    # all that is known of one
//! cargo run --features journal-sqlite --example purchases -- FILE export      # the settled ones, as JSON Lines
//! cargo run --features journal-sqlite --example purchases -- FILE forget KEY  # a settled one
//! ```
//!
//! It sends nothing, and changes nothing but what it is told to forget.
#![allow(clippy::print_stdout, clippy::print_stderr)]

use std::process::ExitCode;

use partner_center::Error;
use partner_center::journal::{
    Entry, EntryQuery, EntryState, Journal, JournalError, PurchaseKey, SqliteJournal,
};
use partner_center::purchase::PurchaseRecord;

/// First what somebody has to look at, then what is under way, then what has ended.
const ORDER: [&[EntryState]; 3] = [
    &[EntryState::Doubt, EntryState::Sent, EntryState::Person],
    &[EntryState::Chosen, EntryState::Carted],
    &SETTLED,
];

const SETTLED: [EntryState; 2] = [EntryState::Bought, EntryState::Nothing];

#[tokio::main(flavor = "current_thread")]
async fn main() -> ExitCode {
    let arguments: Vec<String> =
        std::env::args_os().skip(1).map(|text| text.to_string_lossy().into_owned()).collect();
    let arguments: Vec<_> = arguments.iter().map(String::as_str).collect();
    let done = match arguments[..] {
        [file] if !file.starts_with('-') => list(file).await,
        [file, "show", key] => show(file, key).await,
        [file, "export"] => export(file).await,
        [file, "forget", key] => forget(file, key).await,
        _ => {
            eprintln!("usage: purchases FILE [show KEY | export | forget KEY]");
            return ExitCode::from(2);
        }
    };
    match done {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

/// Every entry of some states, page by page.
async fn each(
    journal: &SqliteJournal,
    states: &[EntryState],
    mut with: impl FnMut(&Entry) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut query = EntryQuery::of(states.iter().copied());
    loop {
        let page = journal.list(&query).await?;
        let Some(last) = page.last() else { return Ok(()) };
        query = query.after(last);
        page.iter().try_for_each(&mut with)?;
    }
}

async fn list(file: &str) -> Result<(), Error> {
    let journal = SqliteJournal::open_existing(file).await?;
    for states in ORDER {
        each(&journal, states, |entry| {
            let record = PurchaseRecord::of(entry)?;
            println!(
                "{:7} {} {} customer {}: {}",
                entry.state.as_str(),
                entry.since.format("%Y-%m-%d %H:%M:%S"),
                entry.key,
                record.customer(),
                record.notes().last().map_or("", |note| &note.text)
            );
            Ok(())
        })
        .await?;
    }
    Ok(())
}

async fn read(journal: &SqliteJournal, key: &str) -> Result<Entry, Error> {
    let key = PurchaseKey::new(key)?;
    let missing = || Error::invalid("key", format!("the journal has no purchase `{key}`"));
    journal.read(&key).await?.ok_or_else(missing)
}

async fn show(file: &str, key: &str) -> Result<(), Error> {
    let journal = SqliteJournal::open_existing(file).await?;
    let entry = read(&journal, key).await?;
    print!("{}", PurchaseRecord::of(&entry)?);
    if let Some(lease) = &entry.lease {
        println!("worker       {} until {}", lease.worker, lease.until);
    }
    Ok(())
}

async fn export(file: &str) -> Result<(), Error> {
    let journal = SqliteJournal::open_existing(file).await?;
    each(&journal, &SETTLED, |entry| {
        println!("{{\"key\":{:?},\"record\":{}}}", entry.key.as_str(), entry.record);
        Ok(())
    })
    .await
}

async fn forget(file: &str, key: &str) -> Result<(), Error> {
    let journal = SqliteJournal::open_existing(file).await?;
    let entry = read(&journal, key).await?;
    if !SETTLED.contains(&entry.state) {
        let why = format!("`{}` has not ended, so it is kept", entry.key);
        return Err(Error::invalid("key", why));
    }
    let forgotten: Result<(), JournalError> = journal.forget(&entry.key, entry.revision).await;
    Ok(forgotten?)
}
