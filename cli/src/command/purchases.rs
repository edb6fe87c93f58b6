//! Purchases that were recorded.

use std::time::Duration;

use partner_center::Error;
use partner_center::journal::{Entry, EntryQuery, EntryState, Journal, PurchaseKey, SqliteJournal};
use partner_center::purchase::PurchaseRecord;

use crate::arguments::PurchasesCommand;
use crate::command::buy::{ended, stop_on_interrupt, stopped, worker};
use crate::exit::{Exit, Failure, Outcome};
use crate::output::{Format, line};
use crate::session::Session;

/// What may have been bought, and is not known.
pub(crate) const IN_DOUBT: &[EntryState] =
    &[EntryState::Doubt, EntryState::Sent, EntryState::Person];

/// First what somebody has to look at, then what is under way, then what has ended.
const ORDER: [&[EntryState]; 3] = [
    IN_DOUBT,
    &[EntryState::Chosen, EntryState::Carted],
    &[EntryState::Bought, EntryState::Nothing],
];

pub(crate) async fn run(session: &Session, command: PurchasesCommand) -> Outcome {
    let journal = session.journal().await?;
    match command {
        PurchasesCommand::List => {
            for states in ORDER {
                for entry in all(&journal, states).await? {
                    line(&shown(&entry)?)?;
                }
            }
            Ok(())
        }
        PurchasesCommand::Show { key } => {
            let entry = read(&journal, &key).await?;
            line(PurchaseRecord::of(&entry)?.to_string().trim_end())
        }
        PurchasesCommand::Forget { key } => {
            let entry = read(&journal, &key).await?;
            if !ORDER[2].contains(&entry.state) {
                let message = format!("`{key}` has not ended, so it is kept");
                return Err(Failure::new(Exit::Failed, message));
            }
            Ok(journal.forget(&entry.key, entry.revision).await.map_err(Error::from)?)
        }
        PurchasesCommand::Resume { key, wait } => {
            let key = read(&journal, &key).await?.key;
            let resumed = session
                .partner
                .resume(journal, key.clone())
                .worker(worker())
                .waiting(Duration::from_secs(wait.saturating_mul(60)))
                .cancel_with(stop_on_interrupt());
            match resumed.run().await {
                Ok(settlement) => ended(&settlement, &key, Format::Table),
                Err(failed) => Err(stopped(&failed.into(), &key)),
            }
        }
    }
}

fn shown(entry: &Entry) -> Outcome<String> {
    let record = PurchaseRecord::of(entry)?;
    let last = record.notes().last().map_or("", |note| &note.text);
    let since = entry.since.format("%Y-%m-%d %H:%M:%S");
    Ok(format!(
        "{:7} {since} {} customer {}: {last}",
        entry.state.as_str(),
        entry.key,
        record.customer()
    ))
}

/// Every entry of some states.
pub(crate) async fn all(journal: &SqliteJournal, states: &[EntryState]) -> Outcome<Vec<Entry>> {
    let mut found = Vec::new();
    let mut query = EntryQuery::of(states.iter().copied());
    loop {
        let page = journal.list(&query).await.map_err(Error::from)?;
        let Some(last) = page.last() else { return Ok(found) };
        query = query.after(last);
        found.extend(page);
    }
}

async fn read(journal: &SqliteJournal, key: &str) -> Outcome<Entry> {
    let key = PurchaseKey::new(key)?;
    let missing = || {
        Failure::new(
            Exit::NotFound,
            format!("no purchase is recorded as `{key}`: see `partner-center purchases list`"),
        )
    };
    journal.read(&key).await.map_err(Error::from)?.ok_or_else(missing)
}
