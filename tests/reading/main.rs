//! Reading lists that come in pages, and the documents of invoices.
//!
//! There is no socket: requests go to an emulator in the same process, or to a script.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on should stop")]

mod ahead;
mod bad_input;
mod bare;
mod circles;
mod failures;
mod figures;
mod gate;
mod hints;
mod invoices;
mod kinds;
mod no_list;
mod no_runtime;
mod odd_items;
mod odd_lines;
mod odd_pages;
mod queries;
mod resume;
mod stage;
mod statement;
mod tapped;
