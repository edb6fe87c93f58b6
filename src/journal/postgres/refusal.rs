//! What PostgreSQL's refusals mean for a journal.

use std::error::Error as StdError;

use deadpool_postgres::{PoolError, TimeoutType};
use tokio_postgres::Error;
use tokio_postgres::error::SqlState;

use crate::journal::JournalError;

/// What a refusal means where nothing was written.
pub(super) fn refusal(error: Error) -> JournalError {
    let meaning = match error.code() {
        Some(code) => meaning(code),
        // Such as a column of another type, which no version of this crate has made.
        None if is_of_the_program(&error) => {
            JournalError::corrupt("since a table is not of the form that was made")
        }
        None => JournalError::unavailable(),
    };
    meaning.with_source(said(error))
}

/// What was said, of a server's refusal without the details, which can quote what was to be
/// written.
pub(super) fn said(error: Error) -> Box<dyn StdError + Send + Sync> {
    match error.as_db_error() {
        Some(refused) => {
            format!("{} (SQLSTATE {})", refused.message(), refused.code().code()).into()
        }
        None => error.into(),
    }
}

/// What it means that no connection could be had.
pub(super) fn no_connection(error: PoolError) -> JournalError {
    match error {
        PoolError::Backend(error) => refusal(error),
        PoolError::Timeout(TimeoutType::Wait) => JournalError::busy().with_source(error),
        _ => JournalError::unavailable().with_source(error),
    }
}

fn is_of_the_program(error: &Error) -> bool {
    let source = error.source();
    source.is_some_and(|source| source.is::<tokio_postgres::types::WrongType>())
}

fn meaning(code: &SqlState) -> JournalError {
    match code.code() {
        // Serialization, deadlock, lock time-out, cancelled statement, too many connections.
        "40001" | "40P01" | "55P03" | "57014" | "53300" => JournalError::busy(),
        "53100" => JournalError::full(),
        "XX001" | "XX002" => JournalError::corrupt("since the database is damaged"),
        "42P01" => {
            JournalError::unusable("since it has no tables: call `PostgresJournal::prepare` once")
        }
        "42501" => JournalError::unusable(
            "since this user may not use its tables: grant SELECT, INSERT, UPDATE and DELETE",
        ),
        "25006" => JournalError::unusable(
            "since this server can only be read: give the address of the primary",
        ),
        "3D000" => JournalError::unusable("since there is no such database"),
        code if code.starts_with("28") => {
            JournalError::unusable("since the server does not let this user in")
        }
        // Connection exceptions, and a server that is being stopped or started.
        code if code.starts_with("08") || code.starts_with("57P") => JournalError::unavailable(),
        _ => JournalError::unusable("since PostgreSQL refused"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(code: &str, is_expected: impl Fn(&JournalError) -> bool) {
        let error = meaning(&SqlState::from_code(code));
        assert!(is_expected(&error), "{code}: {error}");
    }

    #[test]
    fn each_refusal_means_what_has_to_be_done_about_it() {
        for code in ["40001", "40P01", "55P03", "57014", "53300"] {
            check(code, JournalError::is_busy);
        }
        check("53100", JournalError::is_full);
        check("XX001", JournalError::is_corrupt);
        for code in ["42P01", "42501", "25006", "3D000", "28P01", "54000"] {
            check(code, JournalError::is_unusable);
        }
        for code in ["08006", "57P01", "57P03"] {
            check(code, JournalError::is_unavailable);
        }
    }
}
