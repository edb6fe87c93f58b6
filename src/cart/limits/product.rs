//! A product that may be bought.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::error::shown;
use crate::values::ids::{ProductId, SkuId};

/// A product with all its SKUs, or one SKU: `product` or `product:sku`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub(super) struct AllowedProduct {
    pub(super) product: ProductId,
    pub(super) sku: Option<SkuId>,
}

impl AllowedProduct {
    /// Whether a SKU is among it. Ids are compared without regard to case, as the service does.
    pub(super) fn has(&self, product: &str, sku: &str) -> bool {
        self.product.as_str().eq_ignore_ascii_case(product)
            && self.sku.as_ref().is_none_or(|own| own.as_str().eq_ignore_ascii_case(sku))
    }
}

impl FromStr for AllowedProduct {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let named = |part: &str| !part.trim().is_empty();
        match text.split(':').collect::<Vec<_>>()[..] {
            [product] if named(product) => Ok(Self { product: product.into(), sku: None }),
            [product, sku] if named(product) && named(sku) => {
                Ok(Self { product: product.into(), sku: Some(sku.into()) })
            }
            _ => Err(format!("`{}` is neither `product` nor `product:sku`", shown(text))),
        }
    }
}

impl TryFrom<String> for AllowedProduct {
    type Error = String;

    fn try_from(text: String) -> Result<Self, String> {
        text.parse()
    }
}

impl From<AllowedProduct> for String {
    fn from(allowed: AllowedProduct) -> Self {
        allowed.to_string()
    }
}

impl fmt::Display for AllowedProduct {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.sku {
            Some(sku) => write!(f, "{}:{sku}", self.product),
            None => write!(f, "{}", self.product),
        }
    }
}
