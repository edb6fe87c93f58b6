//! What a line of a purchase buys: a SKU by one of its availabilities.

use partner_center_api::types;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::values::country::Country;
use crate::values::ids::{CatalogItemId, ProductId, SkuId};

/// A SKU and one of its availabilities, as they were read from the catalog of a country or
/// of a customer.
///
/// ```no_run
/// # async fn example(catalog: partner_center::Catalog) -> partner_center::Result<()> {
/// for item in catalog.items(&"CONTOSO00001".into(), &"0001".into()).await? {
///     println!("{} as {}", item.title(), item.id()?);
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct CatalogItem {
    /// The country they were read for: by customer, that of the customer.
    pub country: Country,
    /// The product that was asked for.
    pub product_id: ProductId,
    /// The SKU that was asked for.
    pub sku_id: SkuId,
    /// The SKU.
    pub sku: types::Sku,
    /// The availability.
    pub availability: types::Availability,
}

impl CatalogItem {
    /// What a cart line has to name to buy this.
    ///
    /// # Errors
    ///
    /// The answer of the service names neither the catalog item nor the availability.
    pub fn id(&self) -> Result<CatalogItemId> {
        if let Some(id) = &self.availability.catalog_item_id {
            return id.as_str().parse();
        }
        match &self.availability.id {
            Some(availability) => {
                format!("{}:{}:{availability}", self.product_id, self.sku_id).parse()
            }
            None => Err(Error::invalid(
                "availability",
                format!(
                    "the service answered an availability of SKU {} of product {} without an id, \
                     so it cannot be bought",
                    self.sku_id, self.product_id
                ),
            )),
        }
    }

    /// The name for people, in the language that was asked for; the id where there is none.
    pub fn title(&self) -> &str {
        self.sku.title.as_deref().unwrap_or(self.sku_id.as_str())
    }

    /// Whether the SKU asks for the Azure subscription to be registered first.
    pub fn needs_registration(&self) -> bool {
        self.has_prerequisite(&types::PurchasePrerequisite::AzureSubscriptionRegistration)
    }

    /// Whether the SKU asks for an inventory check first.
    pub fn needs_inventory_check(&self) -> bool {
        self.has_prerequisite(&types::PurchasePrerequisite::InventoryCheck)
    }

    fn has_prerequisite(&self, wanted: &types::PurchasePrerequisite) -> bool {
        self.sku.purchase_prerequisites.contains(wanted)
    }

    /// A text among the open attributes of the SKU, such as `armRegionName`, whatever its
    /// case.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.sku
            .dynamic_attributes
            .iter()
            .find(|(key, _)| key.eq_ignore_ascii_case(name))
            .and_then(|(_, value)| value.as_str())
    }
}
