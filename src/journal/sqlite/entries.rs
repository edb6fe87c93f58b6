//! The statements of a journal.

use rusqlite::{Connection, OptionalExtension, Row as SqlRow, Transaction, params};

use super::refusal::refusal;
use crate::journal::claim::folded;
use crate::journal::row::{Row, damaged, time_as_text};
use crate::journal::{Claim, Entry, EntryQuery, EntryState, JournalError, PurchaseKey};
use crate::values::OrderId;

const COLUMNS: &str = "key, state, since, worker, until, claims, record, revision";

/// Writes an entry if it follows what is stored.
pub(super) fn write(transaction: &Transaction<'_>, entry: &Entry) -> Result<(), JournalError> {
    let row = Row::of(entry)?;
    let revision = stored_as(entry.revision);
    let values = params![
        row.key, row.state, row.since, row.worker, row.until, row.claims, row.record, revision,
    ];
    let sql = match revision {
        1 => {
            "INSERT INTO entry (key, state, since, worker, until, claims, record, revision) \
              VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT (key) DO NOTHING"
        }
        _ => {
            "UPDATE entry SET state = ?2, since = ?3, worker = ?4, until = ?5, claims = ?6, \
              record = ?7, revision = ?8 WHERE key = ?1 AND revision = ?8 - 1"
        }
    };
    let written = transaction.execute(sql, values).map_err(refusal)?;
    match (written, revision) {
        (1, _) => claim(transaction, entry),
        (_, 1) => Err(JournalError::exists(&entry.key)),
        _ => Err(JournalError::stale(&entry.key)),
    }
}

/// Claims what the entry claims, unless another has claimed it.
fn claim(transaction: &Transaction<'_>, entry: &Entry) -> Result<(), JournalError> {
    for order in &entry.claims {
        if let Some(by) = claimant(transaction, order)?.filter(|by| *by != entry.key) {
            return Err(JournalError::claimed(order.clone(), by));
        }
        let sql = "INSERT INTO claim (folded, key) VALUES (?1, ?2) ON CONFLICT DO NOTHING";
        let values = params![folded(order), entry.key.as_str()];
        transaction.execute(sql, values).map_err(refusal)?;
    }
    Ok(())
}

pub(super) fn read(
    connection: &Connection,
    key: &PurchaseKey,
) -> Result<Option<Entry>, JournalError> {
    let sql = format!("SELECT {COLUMNS} FROM entry WHERE key = ?1");
    let row = connection.query_row(&sql, [key.as_str()], stored).optional();
    row.map_err(refusal)?.map(|(row, revision)| row.entry(revision)).transpose()
}

/// A bare row of the table.
fn stored(row: &SqlRow<'_>) -> rusqlite::Result<(Row, i64)> {
    let stored = Row {
        key: row.get(0)?,
        state: row.get(1)?,
        since: row.get(2)?,
        worker: row.get(3)?,
        until: row.get(4)?,
        claims: row.get(5)?,
        record: row.get(6)?,
    };
    Ok((stored, row.get(7)?))
}

pub(super) fn list(
    connection: &Connection,
    query: &EntryQuery,
) -> Result<Vec<Entry>, JournalError> {
    let states: Vec<&str> = query.states.iter().copied().map(EntryState::as_str).collect();
    let states = serde_json::to_string(&states).map_err(damaged)?;
    // Before every time and key, where the list begins at its start.
    let (since, key) = match &query.after {
        Some((since, key)) => (time_as_text(*since), key.as_str()),
        None => (String::new(), ""),
    };
    let sql = format!(
        "SELECT {COLUMNS} FROM entry WHERE (since, key) > (?1, ?2) \
         AND (?3 = '[]' OR state IN (SELECT value FROM json_each(?3))) \
         ORDER BY since, key LIMIT ?4"
    );
    let limit = i64::try_from(query.limit).unwrap_or(i64::MAX);
    let mut statement = connection.prepare(&sql).map_err(refusal)?;
    let rows = statement.query_map(params![since, key, states, limit], stored).map_err(refusal)?;
    let entry = |row: rusqlite::Result<(Row, i64)>| {
        let (row, revision) = row.map_err(refusal)?;
        row.entry(revision)
    };
    rows.map(entry).collect()
}

pub(super) fn claimed(
    connection: &Connection,
    orders: &[OrderId],
) -> Result<Vec<Claim>, JournalError> {
    let mut claims = Vec::new();
    for order in orders {
        let by = claimant(connection, order)?;
        claims.extend(by.map(|by| Claim { order: order.clone(), by }));
    }
    Ok(claims)
}

fn claimant(connection: &Connection, order: &OrderId) -> Result<Option<PurchaseKey>, JournalError> {
    let sql = "SELECT key FROM claim WHERE folded = ?1";
    let key = connection.query_row(sql, [folded(order)], |row| row.get::<_, String>(0)).optional();
    key.map_err(refusal)?.map(|key| PurchaseKey::new(key).map_err(damaged)).transpose()
}

pub(super) fn forget(
    transaction: &Transaction<'_>,
    key: &PurchaseKey,
    revision: u64,
) -> Result<(), JournalError> {
    let sql = "DELETE FROM entry WHERE key = ?1 AND revision = ?2";
    let values = params![key.as_str(), stored_as(revision)];
    match transaction.execute(sql, values).map_err(refusal)? {
        1 => Ok(()),
        _ => Err(JournalError::stale(key)),
    }
}

/// A revision in a column. One that does not fit is never stored.
fn stored_as(revision: u64) -> i64 {
    i64::try_from(revision).unwrap_or(-1)
}
