//! Lines of invoices as files.

// Fixtures may fail loudly too, outside of the functions that are tests.
#![allow(clippy::unwrap_used)]

mod bad_input;
mod csv;
mod emulated;
mod full_disk;
mod interrupted;
mod json_lines;
#[cfg(feature = "parquet")]
mod parquet;
mod stage;
