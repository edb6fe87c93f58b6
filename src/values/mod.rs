//! Values that a buyer's calls take and give: ids, countries, amounts, terms, clouds.
//!
//! They can be read, checked and compared without a client. Nothing here sends anything or
//! waits.

pub(crate) mod address;
pub(crate) mod cloud;
pub(crate) mod country;
pub(crate) mod ids;
pub(crate) mod link;
pub mod markets;
pub(crate) mod money;
pub(crate) mod term;

pub use partner_center_api::support::{Decimal, Timestamp};

pub use cloud::{Cloud, CustomCloud};
pub use country::Country;
pub use ids::{
    AvailabilityId, CartId, CatalogItemId, CustomerId, InvoiceId, MpnId, OrderGroupId, OrderId,
    ProductId, PromotionId, ReceiptId, SkuId, SubscriptionId,
};
pub use money::{Money, total_price};
pub use term::Term;
