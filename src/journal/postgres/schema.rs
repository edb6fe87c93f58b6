//! What the tables look like, and how those of older versions become the same.

use deadpool_postgres::Transaction;
use tokio_postgres::types::Type;

use super::refusal::refusal;
use crate::journal::JournalError;

/// What makes each version out of the one before it; the first out of nothing.
const STEPS: [&str; 1] = [FIRST];

/// Texts are compared by their bytes, in whatever way the database sorts. `folded` is the id of
/// the order in lower case, by which it is compared; `write` tells a write from an equal one of
/// somebody else.
const FIRST: &str = r#"
CREATE TABLE partner_center_journal (version BIGINT NOT NULL);
INSERT INTO partner_center_journal VALUES (0);
CREATE TABLE partner_center_journal_entry (
    key TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    revision BIGINT NOT NULL,
    state TEXT COLLATE "C" NOT NULL,
    since TEXT COLLATE "C" NOT NULL,
    worker TEXT,
    until TEXT,
    claims TEXT NOT NULL,
    record TEXT NOT NULL,
    write TEXT NOT NULL
);
CREATE INDEX partner_center_journal_by_time ON partner_center_journal_entry (since, key);
CREATE TABLE partner_center_journal_claim (
    folded TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    key TEXT COLLATE "C" NOT NULL
);
"#;

/// Makes the tables, or brings them to this version.
pub(super) async fn prepare(transaction: &Transaction<'_>) -> Result<(), JournalError> {
    // Two programs may do this at the same time, and the second finds it done.
    let begin = "SELECT current_setting('server_encoding'), \
                 pg_advisory_xact_lock(hashtextextended('partner_center_journal', 0))";
    let row = transaction.query_typed_one(begin, &[]).await.map_err(refusal)?;
    if row.get::<_, &str>(0) != "UTF8" {
        return Err(JournalError::unusable("since the encoding of the database is not UTF8"));
    }
    let found = "SELECT to_regclass('partner_center_journal') IS NOT NULL";
    let row = transaction.query_typed_one(found, &[]).await.map_err(refusal)?;
    let version = if row.get(0) { version(transaction).await? } else { 0 };
    for step in STEPS.iter().skip(checked(version)?) {
        transaction.batch_execute(step).await.map_err(refusal)?;
    }
    let update = "UPDATE partner_center_journal SET version = $1";
    let made = i64::try_from(STEPS.len()).unwrap_or(i64::MAX);
    transaction.execute_typed(update, &[(&made, Type::INT8)]).await.map_err(refusal)?;
    Ok(())
}

/// Refuses tables of another version.
pub(super) fn check(version: Option<i64>) -> Result<(), JournalError> {
    match checked(version.unwrap_or_default())? {
        version if version == STEPS.len() => Ok(()),
        _ => Err(JournalError::unusable(
            "since its tables are of an older version: call `PostgresJournal::prepare` once",
        )),
    }
}

async fn version(transaction: &Transaction<'_>) -> Result<i64, JournalError> {
    let select = "SELECT version FROM partner_center_journal";
    let row = transaction.query_typed_one(select, &[]).await.map_err(refusal)?;
    Ok(row.get(0))
}

/// How many steps the tables have gone.
fn checked(version: i64) -> Result<usize, JournalError> {
    match usize::try_from(version) {
        Ok(version) if version <= STEPS.len() => Ok(version),
        Ok(_) => Err(JournalError::newer("the database")),
        Err(_) => Err(JournalError::corrupt("since it has no version")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tables_of_this_version_are_used() {
        assert!(check(Some(1)).is_ok());
        assert!(check(Some(2)).unwrap_err().is_newer());
        assert!(check(Some(0)).unwrap_err().is_unusable());
        assert!(check(None).unwrap_err().is_unusable());
        assert!(check(Some(-1)).unwrap_err().is_corrupt());
    }
}
