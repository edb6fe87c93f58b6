//! What the tables of a file look like, and how those of older versions become the same.

use rusqlite::{Connection, Transaction, TransactionBehavior};

use super::refusal::refusal;
use crate::journal::JournalError;

/// Tells our files from other databases: `PCjn` in ASCII.
const APPLICATION: i32 = 0x5043_6a6e;

/// What makes each version out of the one before it; the first out of an empty file.
const STEPS: [&str; 1] = [FIRST];

/// `folded` is the id of the order in lower case, by which it is compared.
const FIRST: &str = "
CREATE TABLE entry (
    key TEXT NOT NULL PRIMARY KEY,
    revision INTEGER NOT NULL,
    state TEXT NOT NULL,
    since TEXT NOT NULL,
    worker TEXT,
    until TEXT,
    claims TEXT NOT NULL,
    record TEXT NOT NULL
) STRICT;
CREATE INDEX entry_by_time ON entry (since, key);
CREATE TABLE claim (
    folded TEXT NOT NULL PRIMARY KEY,
    key TEXT NOT NULL
) STRICT, WITHOUT ROWID;
";

/// What kind of file it is.
#[derive(Debug, PartialEq, Eq)]
enum Found {
    Empty,
    Version(usize),
}

/// Makes the tables, or brings them to this version. Of two programs that open one file at the
/// same time, the second finds them made.
pub(super) fn prepare(connection: &mut Connection, may_be_empty: bool) -> Result<(), JournalError> {
    bring_up(connection, &STEPS, may_be_empty)
}

/// Refuses what a newer program has changed since the file was opened.
pub(super) fn check(transaction: &Transaction<'_>) -> Result<(), JournalError> {
    match found(transaction, STEPS.len())? {
        Found::Version(version) if version == STEPS.len() => Ok(()),
        _ => Err(JournalError::corrupt("since its tables have gone")),
    }
}

fn bring_up(
    connection: &mut Connection,
    steps: &[&str],
    may_be_empty: bool,
) -> Result<(), JournalError> {
    let transaction =
        connection.transaction_with_behavior(TransactionBehavior::Immediate).map_err(refusal)?;
    let version = match found(&transaction, steps.len())? {
        Found::Empty if !may_be_empty => {
            return Err(JournalError::unusable("since it is an empty file, and no journal"));
        }
        Found::Empty => 0,
        Found::Version(version) => version,
    };
    if version == steps.len() {
        return Ok(());
    }
    for step in &steps[version..] {
        transaction.execute_batch(step).map_err(refusal)?;
    }
    transaction.pragma_update(None, "application_id", APPLICATION).map_err(refusal)?;
    let made = i64::try_from(steps.len()).unwrap_or(i64::MAX);
    transaction.pragma_update(None, "user_version", made).map_err(refusal)?;
    transaction.commit().map_err(refusal)
}

fn found(connection: &Connection, newest: usize) -> Result<Found, JournalError> {
    let number = |pragma: &str| {
        let read = connection.pragma_query_value(None, pragma, |row| row.get::<_, i64>(0));
        read.map_err(refusal)
    };
    let (application, version) = (number("application_id")?, number("user_version")?);
    let is_ours = application == i64::from(APPLICATION);
    match usize::try_from(version) {
        Ok(version) if is_ours && (1..=newest).contains(&version) => Ok(Found::Version(version)),
        Ok(version) if is_ours && version > newest => Err(JournalError::newer("the file")),
        _ if is_ours => Err(JournalError::corrupt("since it has no version")),
        Ok(0) if application == 0 && is_empty(connection)? => Ok(Found::Empty),
        _ => Err(JournalError::unusable(
            "since it is the database of another program: give the name of a file that does not \
             exist",
        )),
    }
}

fn is_empty(connection: &Connection) -> Result<bool, JournalError> {
    let count = "SELECT count(*) FROM sqlite_schema";
    let tables: i64 = connection.query_row(count, [], |row| row.get(0)).map_err(refusal)?;
    Ok(tables == 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made(sql: &str) -> Connection {
        let connection = Connection::open_in_memory().unwrap();
        connection.execute_batch(sql).unwrap();
        connection
    }

    #[test]
    fn an_older_version_keeps_its_entries() {
        let mut connection = made("");
        bring_up(&mut connection, &STEPS, true).unwrap();
        let insert = "INSERT INTO entry VALUES ('key', 1, 'sent', '', NULL, NULL, '[]', 'kept')";
        connection.execute_batch(insert).unwrap();
        let newer = [STEPS[0], "ALTER TABLE entry ADD COLUMN made_up TEXT DEFAULT 'added'"];
        bring_up(&mut connection, &newer, true).unwrap();
        let read = connection.query_row("SELECT record, made_up FROM entry", [], |row| {
            Ok((row.get::<_, String>(0)?, row.get::<_, String>(1)?))
        });
        assert_eq!(read.unwrap(), ("kept".to_owned(), "added".to_owned()));
        assert_eq!(found(&connection, 2).unwrap(), Found::Version(2));
        // A program of today, which has that file open.
        let error = bring_up(&mut connection, &STEPS, true).unwrap_err();
        assert!(error.is_newer(), "{error}");
        assert!(check(&connection.transaction().unwrap()).unwrap_err().is_newer());
    }

    #[test]
    fn only_an_empty_file_and_our_own_are_taken() {
        assert_eq!(found(&made(""), 1).unwrap(), Found::Empty);
        for other in [
            "CREATE TABLE entry (key TEXT)",
            "PRAGMA application_id = 7",
            "PRAGMA user_version = 1",
            "PRAGMA user_version = -1",
        ] {
            let error = found(&made(other), 1).unwrap_err();
            assert!(error.is_unusable(), "{other}: {error}");
        }
        for version in [0, -1] {
            let ours =
                format!("PRAGMA application_id = {APPLICATION}; PRAGMA user_version = {version}");
            assert!(found(&made(&ours), 1).unwrap_err().is_corrupt());
        }
        let error = bring_up(&mut made(""), &STEPS, false).unwrap_err();
        assert!(error.is_unusable(), "{error}");
    }
}
