//! Values that a buyer's calls take and give: ids, countries, amounts, terms, clouds.
//!
//! They are read, checked and compared without sending anything, and know nothing of who is
//! signed in.

pub(crate) mod address;
pub(crate) mod cloud;
pub(crate) mod country;
pub(crate) mod ids;
pub(crate) mod link;
pub mod markets;
pub(crate) mod money;
pub(crate) mod term;
