//! A stateful stand-in for the Microsoft Partner Center REST API, for tests in any language.
//!
//! It plays the service and its token endpoint: a subscription is registered, products are found, a
//! cart is made and checked out, orders are fulfilled and billed as time goes by. It follows the habits of the
//! wire, refuses wrong requests with the documented codes, and can be told to fail at any point. It
//! shares no type with any client, so that a mistake in one does not hide in the other. `README.md`
//! lists its settings and what can be done to it over HTTP.
//!
//! With a socket:
//!
//! ```
//! use partner_center_emulator::{Emulator, Options};
//!
//! # async fn example() -> std::io::Result<()> {
//! let running = Emulator::start(Options::new()).await?;
//! println!("point a client at {} and {}", running.base_url, running.authority);
//! # Ok(())
//! # }
//! ```
//!
//! Without one, it is a [`tower_service::Service`], and with a frozen clock nothing happens by
//! itself:
//!
//! ```
//! use std::time::{Duration, SystemTime};
//!
//! use partner_center_emulator::{Action, Emulator, EmulatorClock, Fault, Options, When};
//!
//! let clock = EmulatorClock::frozen(SystemTime::UNIX_EPOCH + Duration::from_secs(1_767_225_600));
//! let emulator = Emulator::new(Options::new().clock(clock.clone()));
//! emulator.fault(Fault::on("checkoutCart", Action::cut(When::After)));
//! clock.advance(Duration::from_secs(15 * 60));
//! assert_eq!(emulator.summary().time, "2026-01-01T00:15:00Z");
//! ```
//!
//! # Inside
//!
//! A module uses what stands below it and never what stands above; `tests/layers.rs` holds the
//! modules to it. From the ground up:
//!
//! - values that know nothing of the service: JSON, ids, requests, replies, the clock, faults, gates
//!   and a request's `journey` past them, the document, the settings;
//! - `state`: all commerce, in one `World`; `state::closing` and `state::settle`, which let time
//!   go by in it;
//! - `seed` fills the world, `statement` prints its invoices, `ledger` notes what was asked, `late`
//!   holds what is still on its way;
//! - `tokens`, the authority; `traffic`, what is remembered about requests;
//! - `routes`, a handler for each operation; `memory`, everything behind one lock;
//! - `operate`, one operation from its token to its answer; `addressed`, the same for any address;
//! - `delivery`, what happens to a request once it has come;
//! - `emulator`, the handle; `control`, `billing` and `standing` gates, what is done with it;
//! - `service`, from a request to its answer; `server`, a socket in front of that.

mod addressed;
mod base64url;
mod billing;
mod body;
mod call;
mod chaos;
mod clock;
mod control;
mod delivery;
mod document;
mod emulator;
mod fault_codes;
mod fault_replies;
mod faults;
mod gates;
mod ids;
mod journey;
mod json;
mod lacking;
mod late;
mod ledger;
mod memory;
mod operate;
mod operation_names;
mod options;
mod passage;
mod reply;
mod request;
mod routes;
pub mod seed;
mod server;
mod service;
mod settings;
mod standing;
mod state;
mod statement;
mod throttle;
mod tokens;
mod traffic;
mod wire;
mod written;

pub use billing::{BillingError, InvoiceBrief, NewInvoice};
pub use body::{Cut, EmulatorBody};
pub use clock::EmulatorClock;
pub use emulator::{Emulator, Summary};
pub use faults::{Action, Caller, Fault, When};
pub use gates::{Gate, GateReport, Moment};
pub use late::LateRequest;
pub use ledger::{Cancelled, Effect, Entry, Exchange, RequestCounts};
pub use options::Options;
pub use passage::GateState;
pub use seed::{Seed, SeedError};
pub use server::Running;
pub use settings::{
    AgreementConfirmations, ArtifactLinks, BillingPeriod, BillingPermission, BrowserUser,
    ByteOrderMark, CartErrorCodes, CartPrices, Chaos, Cloud, DeviceUser, ExpiredCart, ExportCounts,
    ExportEnd, ExportFiles, FriendlyNames, Habits, InventoryByResourceType, LineProblems,
    LineTokens, ManifestPlace, ModernInvoices, OrderedCart, PartlyOrderedCart, PriceCredentials,
    Profile, RefreshTokens, RepeatedCheckout, Reservations, RetiredInventoryCheck, Settings,
    SilentOperations, Throttle, Verdict,
};
pub use standing::StandingGate;
