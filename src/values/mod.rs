//! Values that a buyer's calls take and give: ids, countries, amounts, terms, clouds.
//!
//! They can be read, checked and compared without a client. Nothing here sends anything or
//! waits.
//!
//! Each id has a type of its own, made from text and printed as text. A function that takes an id
//! by value takes text, too.
//!
//! ```
//! use partner_center::{CustomerId, OrderId};
//!
//! let customer = CustomerId::new("a1000000-0000-4000-8000-000000000001");
//! let order: OrderId = "nKE6tcXM1BY8GHjyB4eWz60l4QPvvMSS1".into();
//! println!("order {order} of customer {}", customer.as_str());
//! ```

pub(crate) mod address;
pub(crate) mod cloud;
pub(crate) mod country;
pub(crate) mod ids;
pub(crate) mod link;
pub mod markets;
pub(crate) mod money;
pub(crate) mod sum;
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
