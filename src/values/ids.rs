//! Identifiers, a type each.
//!
//! Most are opaque: the service alone knows which exist and what they look like, so they
//! are taken as they come, and checked only where one would change the path of a request.
//! The catalog item id has parts, and is taken apart here.

use std::fmt;
use std::str::FromStr;

use partner_center_api::types;
pub use partner_center_api::types::{
    AvailabilityId, CartId, CustomerId, InvoiceId, MpnId, OrderGroupId, OrderId, ProductId,
    PromotionId, ReceiptId, SkuId, SubscriptionId,
};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result, shown};

/// What a cart line buys: a product, one of its SKUs and one availability of that SKU.
///
/// Written `product:sku:availability`. The service renames availabilities over time, so
/// an id is good for the cart at hand and not for storage: store the product and the
/// SKU, and read the availability again before the next purchase.
///
/// ```
/// use partner_center::values::CatalogItemId;
///
/// let item: CatalogItemId = "CONTOSO00001:0002:CONTOSO0000A".parse()?;
/// assert_eq!(item.sku_id().as_str(), "0002");
/// # Ok::<(), partner_center::Error>(())
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CatalogItemId {
    product: ProductId,
    sku: SkuId,
    availability: AvailabilityId,
}

impl CatalogItemId {
    /// The product.
    pub fn product_id(&self) -> &ProductId {
        &self.product
    }

    /// The SKU, unique within the product.
    pub fn sku_id(&self) -> &SkuId {
        &self.sku
    }

    /// The availability, as the service names it for the time being.
    pub fn availability_id(&self) -> &AvailabilityId {
        &self.availability
    }
}

impl FromStr for CatalogItemId {
    type Err = Error;

    /// # Errors
    ///
    /// The text is not three parts with colons between them. Nothing was sent.
    fn from_str(text: &str) -> Result<Self> {
        let plain = |part: &str| {
            !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'/')
        };
        match text.split(':').collect::<Vec<_>>()[..] {
            [product, sku, availability] if plain(product) && plain(sku) && plain(availability) => {
                Ok(Self {
                    product: product.into(),
                    sku: sku.into(),
                    availability: availability.into(),
                })
            }
            _ => Err(Error::invalid(
                "catalog item id",
                format!(
                    "`{}` is not of the form product:sku:availability; \
                     take `catalogItemId` from an availability that was just read",
                    shown(text),
                ),
            )),
        }
    }
}

impl TryFrom<String> for CatalogItemId {
    type Error = Error;

    fn try_from(text: String) -> Result<Self> {
        text.parse()
    }
}

impl From<CatalogItemId> for String {
    fn from(id: CatalogItemId) -> Self {
        id.to_string()
    }
}

impl From<&CatalogItemId> for types::CatalogItemId {
    fn from(id: &CatalogItemId) -> Self {
        Self::from(id.to_string())
    }
}

impl fmt::Display for CatalogItemId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}:{}:{}", self.product, self.sku, self.availability)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_catalog_item_id_has_three_parts() {
        let id: CatalogItemId = "CONTOSO00001:0002:CONTOSO0000A".parse().unwrap();
        assert_eq!(id.product_id(), &"CONTOSO00001");
        assert_eq!(id.availability_id(), &"CONTOSO0000A");
        assert_eq!(id.to_string(), "CONTOSO00001:0002:CONTOSO0000A");
    }

    #[test]
    fn anything_else_is_refused_with_a_remedy() {
        for text in ["", "MS-AZR-0145P", "a:b", "a:b:c:d", "a::c", ":::", "a:b:c d", "a:b/..:c"] {
            let message = text.parse::<CatalogItemId>().unwrap_err().to_string();
            assert!(message.contains(&format!("`{text}`")), "{message}");
            assert!(message.contains("product:sku:availability"), "{message}");
        }
    }
}
