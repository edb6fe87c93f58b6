//! The statements of a journal.

use std::collections::BTreeMap;

use deadpool_postgres::Transaction;
use tokio_postgres::types::Type;
use tokio_postgres::{Client, Row as SqlRow};
use uuid::Uuid;

use super::refusal::refusal;
use super::schema;
use crate::journal::claim::folded;
use crate::journal::row::{Row, damaged, time_as_text};
use crate::journal::{Claim, Entry, EntryQuery, EntryState, JournalError, PurchaseKey};
use crate::values::OrderId;

const COLUMNS: &str = "key, state, since, worker, until, claims, record, revision, write";

/// Waits for others at work on the same key, and for nobody without end. The lock ends with the
/// transaction, so that whoever has it knows what became of the one before.
pub(super) async fn begin(
    transaction: &Transaction<'_>,
    key: &PurchaseKey,
) -> Result<(), JournalError> {
    // What a server's settings must not spoil: an acknowledged commit is durable, and a client
    // that has vanished holds no lock.
    let sql = "SELECT (SELECT version FROM partner_center_journal), \
               set_config('lock_timeout', '10s', true), \
               set_config('idle_in_transaction_session_timeout', '60s', true), \
               CASE WHEN current_setting('synchronous_commit') = 'off' \
               THEN set_config('synchronous_commit', 'on', true) END";
    let row = transaction.query_typed_one(sql, &[]).await.map_err(refusal)?;
    schema::check(row.get(0))?;
    let lock = "SELECT pg_advisory_xact_lock(hashtextextended('partner_center_journal ' || $1, 0))";
    let key = &[(&key.as_str() as _, Type::TEXT)];
    transaction.query_typed_one(lock, key).await.map_err(refusal)?;
    Ok(())
}

/// Writes an entry if it follows what is stored.
pub(super) async fn write(
    transaction: &Transaction<'_>,
    entry: &Entry,
    write: Uuid,
) -> Result<(), JournalError> {
    let (row, write) = (Row::of(entry)?, write.to_string());
    let revision = stored_as(entry.revision);
    let sql = match revision {
        1 => {
            "INSERT INTO partner_center_journal_entry \
              (key, state, since, worker, until, claims, record, revision, write) \
              VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) ON CONFLICT (key) DO NOTHING"
        }
        _ => {
            "UPDATE partner_center_journal_entry SET state = $2, since = $3, worker = $4, \
              until = $5, claims = $6, record = $7, revision = $8, write = $9 \
              WHERE key = $1 AND revision = $8 - 1"
        }
    };
    let values = [
        (&row.key as _, Type::TEXT),
        (&row.state as _, Type::TEXT),
        (&row.since as _, Type::TEXT),
        (&row.worker as _, Type::TEXT),
        (&row.until as _, Type::TEXT),
        (&row.claims as _, Type::TEXT),
        (&row.record as _, Type::TEXT),
        (&revision as _, Type::INT8),
        (&write as _, Type::TEXT),
    ];
    match (transaction.execute_typed(sql, &values).await.map_err(refusal)?, revision) {
        (1, _) => claim(transaction, entry).await,
        (_, 1) => Err(JournalError::exists(&entry.key)),
        _ => Err(JournalError::stale(&entry.key)),
    }
}

/// Claims what the entry claims, unless another has claimed it.
async fn claim(transaction: &Transaction<'_>, entry: &Entry) -> Result<(), JournalError> {
    if entry.claims.is_empty() {
        return Ok(());
    }
    let mut orders: Vec<String> = entry.claims.iter().map(folded).collect();
    // In one order everywhere, so that two writers do not wait for each other.
    orders.sort_unstable();
    orders.dedup();
    let insert = "INSERT INTO partner_center_journal_claim (folded, key) \
                  SELECT unnest($1), $2 ON CONFLICT DO NOTHING";
    let key = entry.key.as_str();
    let values = [(&orders as _, Type::TEXT_ARRAY), (&key as _, Type::TEXT)];
    transaction.execute_typed(insert, &values).await.map_err(refusal)?;
    let claims = claimed(transaction.client(), &entry.claims).await?;
    match claims.into_iter().find(|claim| claim.by != entry.key) {
        None => Ok(()),
        Some(Claim { order, by }) => Err(JournalError::claimed(order, by)),
    }
}

/// The entry of a key, and which write made it.
pub(super) async fn read(
    client: &Client,
    key: &PurchaseKey,
) -> Result<Option<(Entry, String)>, JournalError> {
    let sql = format!("SELECT {COLUMNS} FROM partner_center_journal_entry WHERE key = $1");
    let key = &[(&key.as_str() as _, Type::TEXT)];
    let row = client.query_typed_opt(&sql, key).await.map_err(refusal)?;
    row.as_ref().map(|row| Ok((stored(row)?, get(row, 8)?))).transpose()
}

fn stored(row: &SqlRow) -> Result<Entry, JournalError> {
    let stored = Row {
        key: get(row, 0)?,
        state: get(row, 1)?,
        since: get(row, 2)?,
        worker: get(row, 3)?,
        until: get(row, 4)?,
        claims: get(row, 5)?,
        record: get(row, 6)?,
    };
    stored.entry(get(row, 7)?)
}

fn get<'a, T: tokio_postgres::types::FromSql<'a>>(
    row: &'a SqlRow,
    column: usize,
) -> Result<T, JournalError> {
    row.try_get(column).map_err(refusal)
}

pub(super) async fn list(client: &Client, query: &EntryQuery) -> Result<Vec<Entry>, JournalError> {
    let states: Vec<&str> = query.states.iter().copied().map(EntryState::as_str).collect();
    // Before every time and key, where the list begins at its start.
    let (since, key) = match &query.after {
        Some((since, key)) => (time_as_text(*since), key.as_str()),
        None => (String::new(), ""),
    };
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let sql = format!(
        "SELECT {COLUMNS} FROM partner_center_journal_entry WHERE (since, key) > ($1, $2) \
         AND (cardinality($3) = 0 OR state = ANY($3)) ORDER BY since, key LIMIT $4"
    );
    let values = [
        (&since as _, Type::TEXT),
        (&key as _, Type::TEXT),
        (&states as _, Type::TEXT_ARRAY),
        (&limit as _, Type::INT8),
    ];
    let rows = client.query_typed(&sql, &values).await.map_err(refusal)?;
    rows.iter().map(stored).collect()
}

pub(super) async fn claimed(
    client: &Client,
    orders: &[OrderId],
) -> Result<Vec<Claim>, JournalError> {
    // PostgreSQL has no texts with NUL, so that nobody has claimed such an order.
    let asked: Vec<String> = orders.iter().map(folded).filter(|id| !id.contains('\0')).collect();
    let sql = "SELECT folded, key FROM partner_center_journal_claim WHERE folded = ANY($1)";
    let values = [(&asked as _, Type::TEXT_ARRAY)];
    let rows = client.query_typed(sql, &values).await.map_err(refusal)?;
    let mut found = BTreeMap::new();
    for row in &rows {
        let key = PurchaseKey::new(get::<String>(row, 1)?).map_err(damaged)?;
        found.insert(get::<String>(row, 0)?, key);
    }
    let claim = |order: &OrderId| {
        let by = found.get(&folded(order))?.clone();
        Some(Claim { order: order.clone(), by })
    };
    Ok(orders.iter().filter_map(claim).collect())
}

pub(super) async fn forget(
    transaction: &Transaction<'_>,
    key: &PurchaseKey,
    revision: u64,
) -> Result<(), JournalError> {
    let sql = "DELETE FROM partner_center_journal_entry WHERE key = $1 AND revision = $2";
    let revision = stored_as(revision);
    let values = [(&key.as_str() as _, Type::TEXT), (&revision as _, Type::INT8)];
    match transaction.execute_typed(sql, &values).await.map_err(refusal)? {
        1 => Ok(()),
        _ => Err(JournalError::stale(key)),
    }
}

/// A revision in a column. One that does not fit is never stored.
fn stored_as(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(-1)
}
