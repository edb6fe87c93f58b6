//! What the emulator does, asked through the tower service; only `server` opens sockets.

// Clippy lets tests unwrap, but not the functions that tests share.
#![allow(clippy::unwrap_used)]

mod assertions;
mod authority;
mod cancellation;
mod carts;
mod catalog;
mod catalog_by_customer;
mod checkout;
mod client;
mod clouds;
mod consent;
mod control;
mod creation;
mod customers;
mod discovery;
mod document;
mod entitlements;
mod faults;
mod gates;
mod grants;
mod habits;
mod inventory;
mod invoices;
mod late;
mod line_items;
mod new_customers;
mod orders;
mod prices;
mod promotions;
mod purchase;
mod reconciliation;
mod refresh;
mod savings;
mod server;
mod statements;
mod subscriptions;
mod tokens;
mod wire;
