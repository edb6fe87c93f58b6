//! The limits that a buyer sets to a purchase.

mod check;
mod problem;
mod product;

use partner_center_api::Decimal;
use partner_center_api::types::CurrencyCode;
use serde::{Deserialize, Serialize};

pub(crate) use check::{LimitedLine, refuse};
pub use problem::LimitProblem;
use product::AllowedProduct;

use super::total::is_same;
use crate::values::ids::{ProductId, SkuId};
use crate::values::money::Money;

/// What a purchase must not go beyond: how much money, how many, and which products.
///
/// Set by [`PurchaseRequest::limits`](crate::PurchaseRequest::limits) they are stored with the
/// request. Numbers and products are compared before anything is sent, everything right before
/// the checkout; what goes beyond is named, all at once, and nothing is bought. Step by step,
/// [`Cart::check_limits`](crate::Cart::check_limits) does so.
///
/// A limit that is not set limits nothing. A key of the stored form that is not known is refused.
///
/// ```
/// use partner_center::cart::PurchaseLimits;
/// use partner_center::{Money, PurchaseLine, PurchaseRequest};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// let limits = PurchaseLimits::new()
///     .spend_at_most(Money { amount: "2500".parse()?, currency: "USD".into() })
///     .quantity_per_line(10)
///     .only_product("CONTOSO00001")
///     .only_sku("CONTOSO00002", "0001");
/// let request = PurchaseRequest::new(PurchaseLine::sku("CONTOSO00001", "0001", 2)).limits(limits);
/// # let stored = serde_json::to_value(&request)?;
/// # assert_eq!(stored["limits"]["products"][1], "CONTOSO00002:0001");
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
#[must_use = "limits hold where they are given to a request, or compared with a cart"]
pub struct PurchaseLimits {
    /// One for each currency.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    spend: Vec<SpendLimit>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    allow: Vec<Unjudged>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    quantity_per_line: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    total_quantity: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    products: Option<Vec<AllowedProduct>>,
}

/// A limit of money. Its form is that of [`Money`], and refuses what it does not know.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
struct SpendLimit {
    amount: Decimal,
    currency: CurrencyCode,
}

/// A cart, or a part of it, that a limit of money cannot judge. It is refused unless
/// [`PurchaseLimits::allow`] says otherwise.
///
/// ```
/// use partner_center::Money;
/// use partner_center::cart::{PurchaseLimits, Unjudged};
///
/// # fn main() -> Result<(), Box<dyn std::error::Error>> {
/// // What has a price keeps within the limit; what has none is bought nevertheless.
/// let limits = PurchaseLimits::new()
///     .spend_at_most(Money { amount: "2500".parse()?, currency: "USD".into() })
///     .allow(Unjudged::NoPrice);
/// # drop(limits);
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
#[non_exhaustive]
pub enum Unjudged {
    /// Lines of which the service does not say what they cost.
    NoPrice,
    /// Lines in a currency for which there is no limit.
    OtherCurrency,
}

impl PurchaseLimits {
    /// No limits.
    pub fn new() -> Self {
        Self::default()
    }

    /// The most that may be spent in one cart, in this currency: before tax, and for the whole
    /// term, as [`Cart::total`](crate::Cart::total) counts. May be called once for each currency;
    /// the later amount in a currency replaces the earlier one.
    ///
    /// It can only be compared with a cart, since the service names no price before. A cart in
    /// another currency, or with a line that has no price, is refused unless
    /// [`allow`](Self::allow) says otherwise.
    pub fn spend_at_most(mut self, limit: Money) -> Self {
        self.spend.retain(|other| !is_same(&other.currency, &limit.currency));
        self.spend.push(SpendLimit { amount: limit.amount, currency: limit.currency });
        self
    }

    /// Buys also what the limits of money cannot judge. They still hold for the rest of the cart.
    pub fn allow(mut self, unjudged: Unjudged) -> Self {
        if !self.allow.contains(&unjudged) {
            self.allow.push(unjudged);
        }
        self
    }

    /// The most that a line may ask for.
    pub fn quantity_per_line(mut self, most: u32) -> Self {
        self.quantity_per_line = Some(most);
        self
    }

    /// The most that all lines may ask for together.
    pub fn total_quantity(mut self, most: u32) -> Self {
        self.total_quantity = Some(most);
        self
    }

    /// Allows this product with all its SKUs, and none but those that are allowed so. May be
    /// called more than once.
    pub fn only_product(self, product: impl Into<ProductId>) -> Self {
        self.only(AllowedProduct { product: product.into(), sku: None })
    }

    /// Allows this SKU of a product, and none but those that are allowed so. May be called more
    /// than once.
    pub fn only_sku(self, product: impl Into<ProductId>, sku: impl Into<SkuId>) -> Self {
        self.only(AllowedProduct { product: product.into(), sku: Some(sku.into()) })
    }

    fn only(mut self, allowed: AllowedProduct) -> Self {
        self.products.get_or_insert_default().push(allowed);
        self
    }

    /// The limits of money, which only a cart can be compared with.
    pub(crate) fn spend(&self) -> Vec<Money> {
        let money =
            |limit: &SpendLimit| Money { amount: limit.amount, currency: limit.currency.clone() };
        self.spend.iter().map(money).collect()
    }
}
