//! What the emulator does, asked through the tower service; only `server` opens sockets.

// Clippy lets tests unwrap, but not the functions that tests share.
#![allow(clippy::unwrap_used)]

mod assertions;
mod authority;
mod cancellation;
mod carts;
mod catalog;
mod checkout;
mod client;
mod consent;
mod control;
mod customers;
mod discovery;
mod document;
mod entitlements;
mod faults;
mod gates;
mod grants;
mod invoices;
mod late;
mod line_items;
mod orders;
mod prices;
mod purchase;
mod refresh;
mod server;
mod statements;
mod tokens;
mod wire;
