//! What SQLite's refusals mean for a journal.

use rusqlite::{Error, ErrorCode};

use crate::journal::JournalError;

/// What a refusal means before anything was to be made durable: nothing was written.
pub(super) fn refusal(error: Error) -> JournalError {
    meaning(&error).with_source(error)
}

/// What a refusal means of the step that makes a write durable. What a disk does with what it
/// failed to write is its own affair.
pub(super) fn commit_refusal(error: Error) -> JournalError {
    match error.sqlite_error_code() {
        Some(ErrorCode::SystemIoFailure) => JournalError::unconfirmed().with_source(error),
        _ => refusal(error),
    }
}

/// The file or its folder is not this user's to write.
pub(super) fn not_writable() -> JournalError {
    JournalError::unusable(
        "since this user may not write there: the file and its folder have to be writable",
    )
}

fn meaning(error: &Error) -> JournalError {
    use ErrorCode::{
        CannotOpen, DatabaseBusy, DatabaseCorrupt, DatabaseLocked, DiskFull, NotADatabase,
        PermissionDenied, ReadOnly, SystemIoFailure,
    };

    match error.sqlite_error_code() {
        Some(DatabaseBusy | DatabaseLocked) => JournalError::busy(),
        Some(DiskFull) => JournalError::full(),
        Some(DatabaseCorrupt) => JournalError::corrupt("since the file is damaged or cut off"),
        Some(NotADatabase) => JournalError::unusable(
            "since it is no database, or its beginning is damaged: give the name of a journal, or \
             of a file that does not exist",
        ),
        Some(ReadOnly | CannotOpen | PermissionDenied) => not_writable(),
        Some(SystemIoFailure) => JournalError::unusable("since its disk failed"),
        Some(_) => JournalError::unusable("since SQLite refused"),
        // A column that is of another type, or not there.
        None => JournalError::corrupt("since an entry is not of the form that was written"),
    }
}
