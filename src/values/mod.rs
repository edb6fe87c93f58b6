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
