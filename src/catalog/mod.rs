//! What can be bought, whether it can be had, and what must be done first.
//!
//! Everything here only reads, except for the registration of a subscription, which costs
//! nothing.

pub mod enablement;
#[cfg(test)]
pub(crate) mod fixtures;
pub(crate) mod inventory;
mod item;
mod items;
mod resource_type;

pub use inventory::{InStock, Inventory, InventoryContext};
pub use item::CatalogItem;
pub use items::Catalog;
