//! Why a line cannot be written.

use parquet::errors::ParquetError;

use crate::error::Error;

/// A value for which the format has no room.
pub(super) fn unfit(line: u64, column: &str, why: &str) -> Error {
    Error::invalid(
        format!("line {line}"),
        format!(
            "`{column}` is {why}, and is not rounded: export to CSV or JSON Lines, which keep \
             every digit"
        ),
    )
}

/// What the format's library refuses although it was given what it asks for.
pub(super) fn impossible(error: ParquetError) -> Error {
    Error::invalid("file", "the lines cannot be written as Parquet")
        .with_source(Box::<dyn std::error::Error + Send + Sync>::from(error))
}
