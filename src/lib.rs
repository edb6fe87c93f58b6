//! Buys software and Azure reservations for customers through Microsoft's Partner Center,
//! on behalf of a reseller.
//!
//! Money is spent here, so the crate is built around one question: *was anything bought?*
//! Every [`Error`] answers it first ([`Error::delivery`]), a checkout is sent once, and what
//! can be found wrong is found before anything is sent.
//!
//! # A purchase
//!
//! In one call, with everything that a SKU asks for found out on the way:
//!
//! ```no_run
//! use partner_center::auth::ClientSecret;
//! use partner_center::{PartnerCenter, PurchaseLine, PurchaseRequest};
//!
//! # async fn buy() -> Result<(), Box<dyn std::error::Error>> {
//! let secret = ClientSecret::new("contoso.example", "app-id", "secret");
//! let partner = PartnerCenter::builder(secret).build()?;
//! let customer = partner.customer("9b1c6c1e-6f0d-4b59-9d0c-2f6f5f0c7a11");
//! let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0002", 1));
//!
//! let plan = customer.plan(&request).await?;
//! println!("would buy {}", plan.lines[0].item.title());
//!
//! let purchase = customer.purchase(&request).run().await?;
//! for id in purchase.order_ids() {
//!     customer.wait_for_fulfillment(id, order::POLL_INTERVAL, |_| {}).await?;
//!     for held in customer.wait_for_entitlements(id, order::POLL_INTERVAL).await? {
//!         println!("the customer holds {:?} of {:?}", held.quantity, held.product_id);
//!     }
//! }
//! # Ok(())
//! # }
//! # use partner_center::order;
//! ```
//!
//! Or step by step, where each step makes the value that the next one takes:
//!
//! | step | call | makes |
//! | --- | --- | --- |
//! | discover | [`PartnerCenter::catalog`], [`Catalog::items`] | [`CatalogItem`] |
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
//! # The layers
//!
//! Below this crate is `partner_center_api`: one method for each operation of the service,
//! generated from an OpenAPI document. [`PartnerCenter::api`] leads to it, with the same
//! sign-in, retries and errors; its types are [`types`].
#![deny(missing_docs)]

pub mod auth;
pub mod cart;
pub mod catalog;
pub mod client;
pub mod clock;
pub mod entitlement;
pub mod error;
pub mod export;
pub mod external;
#[cfg(fuzzing)]
pub mod fuzzing;
pub mod invoice;
pub mod listing;
mod net;
pub mod order;
pub mod purchase;
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

/// The examples of the README are compiled as tests.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
