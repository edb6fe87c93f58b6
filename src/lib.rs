//! Buys software and Azure reservations for customers through Microsoft's Partner Center,
//! on behalf of a reseller.
//!
//! Money is spent here, so the crate is built around one question: *was anything bought?*
//! Every [`Error`] answers it first ([`Error::delivery`]), a checkout is sent once, and what
//! can be found wrong is found before anything is sent.
//!
//! # Adding it
//!
//! ```toml
//! [dependencies]
//! partner-center = { git = "https://github.com/partner-center-rs/partner-center" }
//! tokio = { version = "1", features = ["macros", "rt-multi-thread"] }
//! ```
//!
//! Calls run on tokio. The types of other crates that stand in signatures here are re-exported by
//! [`external`]: streams are read with `partner_center::external::futures::TryStreamExt`.
//!
//! | feature | what it adds |
//! |---|---|
//! | `rustls` (default), or `rustls-ring` | TLS with the platform's roots, by aws-lc-rs or by ring. Without it, bring a `reqwest::Client` of your own |
//! | `certificate` (default), or `certificate-ring` | signing in with a certificate in PEM |
//! | `pkcs12`, or `pkcs12-ring` | certificates in PKCS#12 (`.pfx`), too |
//! | `mozilla-roots`, or `mozilla-roots-ring` | Mozilla's roots, for machines that bring none |
//! | `parquet` | the lines of invoices as Parquet files |
//! | `journal-sqlite`, `journal-postgres` | purchases [recorded](journal) in a file, or in PostgreSQL |
//! | `keyring` | refresh tokens in a keyring of the operating system |
//!
//! # A purchase
//!
//! In one call, with everything that a SKU asks for found out on the way:
//!
//! ```no_run
//! use partner_center::types::Segment;
//! use partner_center::{PartnerCenter, PurchaseLine, PurchaseRequest, order};
//!
//! # async fn buy() -> Result<(), Box<dyn std::error::Error>> {
//! let partner = PartnerCenter::from_env()?;
//! let customer = partner.customer("a1000000-0000-4000-8000-000000000001");
//! let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0001", 1))
//!     .segment(Segment::Commercial);
//!
//! let plan = customer.plan(&request).await?; // reads only
//! println!("would buy {}", plan.lines[0].item.title());
//!
//! let purchase = customer.purchase(&request).run().await?; // buys all of it, or is an error
//! for id in purchase.order_ids() {
//!     let tell = |seen: &order::Fulfillment| println!("{id} is {:?}", seen.order.status);
//!     customer.wait_for_fulfillment(id, order::POLL_INTERVAL, tell).await?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! Or step by step, where each step makes the value that the next one takes:
//!
//! | step | call | makes |
//! | --- | --- | --- |
//! | discover | [`PartnerCenter::catalog`] or [`Customer::catalog`], [`Catalog::items`] | [`CatalogItem`] |
//! | enable | [`Customer::register`], [`Customer::wait_for_registration`] | [`catalog::enablement::Registration`] |
//! | check | [`Customer::check_inventory`] | [`catalog::Inventory`] |
//! | choose | [`CatalogItem::purchasable`] | [`Purchasable`] |
//! | gather | [`CartLineItem::new`], [`Customer::create_cart`] | [`Cart`] |
//! | buy | [`Cart::checkout`] | [`Checkout`] |
//! | follow | [`Customer::wait_for_fulfillment`] | [`order::Fulfillment`] |
//! | hold | [`Customer::wait_for_entitlements`] | [`types::Entitlement`] |
//! | look into | [`Customer::reservations`] | [`types::Reservation`] |
//! | be billed | [`PartnerCenter::order_invoices`] | [`order::InvoicedOrder`] |
//!
//! A purchase ends where the customer's rights begin: with the [entitlements](entitlement),
//! since what is bought once never shows among the subscriptions. What was bought can be
//! activated ([`Customer::activation_links`]), and software can be taken back for a while
//! ([`Customer::cancel_lines`]). The [bill](invoice) comes with the end of the month.
//!
//! # Signing in
//!
//! [`PartnerCenter::from_env`] reads who signs in from the environment, and lists the variables.
//! In code, [`PartnerCenter::builder`] takes a credential: [`auth::ClientSecret`] or
//! `auth::ClientCertificate` for an application alone, [`auth::RefreshToken`] for a user, or a
//! [`TokenSource`](auth::TokenSource) of your own. Some operations want a user; entitlements are
//! among them. The module [`auth`] leads from nothing to a first call, in each [`Cloud`].
//!
//! # Pointing elsewhere, and testing
//!
//! [`PartnerCenterBuilder::base_url`] and [`authority`](PartnerCenterBuilder::authority), or
//! [`Cloud::custom`], lead to another place that speaks the same API. `partner-center-emulator` is
//! one: a stateful service on localhost or inside your test, with a clock to move, faults to
//! script, and a ledger of what was bought.
//!
//! ```
//! use partner_center::{PartnerCenter, auth::ClientSecret, transport::ServiceSender};
//! use partner_center_emulator::{Emulator, Options, seed};
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> partner_center::Result<()> {
//! let emulator = Emulator::new(Options::new());
//! let partner = PartnerCenter::builder(ClientSecret::new(seed::CONTOSO_TENANT, "any", "any"))
//!     .base_url("http://localhost") // never dialed
//!     .authority("http://localhost")
//!     .http_sender(ServiceSender::new(emulator.clone()))
//!     .build()?;
//! assert_eq!(partner.customer(seed::CUSTOMER_DE).country().await?.as_str(), "DE");
//! assert!(emulator.ledger().is_empty()); // nothing was changed
//! # Ok(())
//! # }
//! ```
//!
//! # Reading on
//!
//! The [`guide`] says what holds for every call: promises, tries, limits, exports, speed, and what
//! is missing. The [`cookbook`] has a page for each task. Then the modules:
//!
//! | module | what is in it |
//! |---|---|
//! | [`client`], [`auth`] | the way in: a partner, its customers, and how it signs in |
//! | [`catalog`], [`cart`], [`purchase`] | what can be bought, and buying it |
//! | [`new_customer`], [`agreement`], [`promotion`] | a customer to sell to, whether it may buy, what it pays less |
//! | [`price_sheet`] | what things cost before anything is in a cart |
//! | [`batch`] | many purchases from a file, each made once |
//! | [`order`], [`entitlement`] | what comes of a purchase, for the customer |
//! | [`invoice`], [`export`], [`listing`] | what comes of it for the partner; lists as streams |
//! | [`error`] | what failed, whether something was bought, what to do |
//! | [`values`], [`types`], [`external`] | ids, money, terms, countries; the service's own types; types of other crates |
//! | [`journal`] | where purchases are recorded, so that none is made twice |
//! | [`transport`], [`clock`] | tries, limits, and what is under a call; time and randomness |
//!
//! # The layers
//!
//! Below this crate is `partner_center_api`: one method for each operation of the service,
//! generated from an OpenAPI document. [`PartnerCenter::api`] leads to it, with the same
//! sign-in, retries and errors; its types are [`types`].
#![deny(missing_docs)]

// First, so that the page of `Customer` begins with what buys: rustdoc keeps this order.
pub mod purchase;

pub mod agreement;
pub mod auth;
pub mod batch;
pub mod cart;
pub mod catalog;
pub mod client;
pub mod clock;
mod download;
pub mod entitlement;
pub mod error;
pub mod export;
pub mod external;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod invoice;
pub mod journal;
pub mod listing;
mod net;
pub mod new_customer;
pub mod order;
pub mod price_sheet;
pub mod promotion;
pub mod reconciliation;
mod subscription;
pub mod transport;
pub mod values;

#[doc(inline)]
pub use cart::{AppliedScope, Cart, CartLineItem, Checkout, Prerequisites, Purchasable};
#[doc(inline)]
pub use catalog::{Catalog, CatalogItem};
#[doc(inline)]
pub use client::{Customer, PartnerCenter, PartnerCenterBuilder};
#[doc(inline)]
pub use error::{Delivery, Error, Result};
pub use partner_center_api::types;
#[doc(inline)]
pub use purchase::{Plan, Purchase, PurchaseLine, PurchaseRequest, ReservationTarget};
#[doc(inline)]
pub use values::{Cloud, Country, CustomerId, InvoiceId, Money, OrderId, SubscriptionId, Term};

#[cfg(any(doc, doctest))]
#[doc = include_str!("../docs/guide.md")]
pub mod guide {}

/// A page for each task. The code of each is run by the tests of this crate.
#[cfg(any(doc, doctest))]
pub mod cookbook {
    #[doc = include_str!("../docs/cookbook/software.md")]
    pub mod software {}
    #[doc = include_str!("../docs/cookbook/subscription.md")]
    pub mod subscription {}
    #[doc = include_str!("../docs/cookbook/reservation.md")]
    pub mod reservation {}
    #[doc = include_str!("../docs/cookbook/errors.md")]
    pub mod errors {}
    #[doc = include_str!("../docs/cookbook/never-twice.md")]
    pub mod never_twice {}
    #[doc = include_str!("../docs/cookbook/lists.md")]
    pub mod lists {}
    #[doc = include_str!("../docs/cookbook/reconcile.md")]
    pub mod reconcile {}
    #[doc = include_str!("../docs/cookbook/billed.md")]
    pub mod billed {}
    #[doc = include_str!("../docs/cookbook/testing.md")]
    pub mod testing {}
    #[doc = include_str!("../docs/cookbook/signing-in.md")]
    pub mod signing_in {}
    #[doc = include_str!("../docs/cookbook/bare-api.md")]
    pub mod bare_api {}
    #[doc = include_str!("../docs/cookbook/environment.md")]
    pub mod environment {}
}

/// The sample of the README is compiled as a test.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
