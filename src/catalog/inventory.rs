//! Whether catalog items can be had just now.

use std::collections::BTreeMap;

use partner_center_api::types::{self, InventoryVariable};
use serde::{Deserialize, Serialize};

use crate::catalog::CatalogItem;
use crate::client::Customer;
use crate::error::{Error, Result};
use crate::values::country::Country;
use crate::values::ids::{ProductId, SkuId, SubscriptionId};

/// What an inventory check said, or that it could not be had.
///
/// ```no_run
/// use partner_center::catalog::{InStock, InventoryContext};
///
/// # async fn example(customer: partner_center::Customer, item: partner_center::CatalogItem) -> partner_center::Result<()> {
/// let azure = "b1000000-0000-4000-8000-000000000001"; // an Azure subscription
/// let place = InventoryContext::new().subscription(azure).region("eastus");
/// let inventory = customer.check_inventory(&item, &place).await?;
/// match inventory.of(&item.product_id, &item.sku_id) {
///     InStock::Yes => println!("it can be had"),
///     InStock::Restricted(reasons) => println!("not just now: {reasons:?}"),
///     other => println!("nobody says: {other:?}"),
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub enum Inventory {
    /// The service answered. What it knows nothing of is missing from its answer.
    Checked(Vec<types::InventoryItem>),
    /// The service no longer offers the check (it answered 404, 410 or 501); its end was
    /// announced for 25 September 2026. Whether an item can be had shows at checkout.
    NotKnown {
        /// The HTTP status it answered.
        status: u16,
    },
}

/// What the inventory says of one SKU.
///
/// ```
/// use partner_center::catalog::{InStock, InventoryContext};
///
/// # fn example(inventory: partner_center::catalog::Inventory, item: partner_center::CatalogItem) {
/// if let InStock::Restricted(reasons) = inventory.of(&item.product_id, &item.sku_id) {
///     println!("{} cannot be had just now: {reasons:?}", item.title());
/// }
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum InStock {
    /// It can be had.
    Yes,
    /// It cannot be had, for these reasons.
    Restricted(Vec<types::InventoryRestriction>),
    /// The check was answered without a word on this SKU, which is not a yes.
    NotMentioned,
    /// The check could not be had.
    NotKnown,
}

impl Inventory {
    /// What it says of a SKU.
    pub fn of(&self, product: &ProductId, sku: &SkuId) -> InStock {
        let Self::Checked(items) = self else { return InStock::NotKnown };
        let is_it = |item: &&types::InventoryItem| {
            let same = |one: Option<&str>, other: &str| {
                one.is_some_and(|one| one.eq_ignore_ascii_case(other))
            };
            same(item.product_id.as_ref().map(ProductId::as_str), product.as_str())
                && same(item.sku_id.as_ref().map(SkuId::as_str), sku.as_str())
        };
        match items.iter().find(is_it) {
            None => InStock::NotMentioned,
            Some(item) if item.is_restricted == Some(false) && item.restrictions.is_empty() => {
                InStock::Yes
            }
            Some(item) => InStock::Restricted(item.restrictions.clone()),
        }
    }
}

/// Where a reservation is to be had: the values that an inventory check may ask for.
///
/// ```
/// use partner_center::catalog::InventoryContext;
///
/// let azure = "b1000000-0000-4000-8000-000000000001"; // an Azure subscription of the customer
/// let place = InventoryContext::new().subscription(azure).region("westeurope");
/// ```
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct InventoryContext {
    subscription: Option<SubscriptionId>,
    region: Option<String>,
}

impl InventoryContext {
    /// No place in particular, as for software.
    pub fn new() -> Self {
        Self::default()
    }

    /// For this Azure subscription of the customer.
    pub fn subscription(mut self, subscription: impl Into<SubscriptionId>) -> Self {
        self.subscription = Some(subscription.into());
        self
    }

    /// In this region, by its name in Azure Resource Manager, such as `westeurope`. Without it,
    /// the region is the one that the SKU names.
    pub fn region(mut self, region: impl Into<String>) -> Self {
        self.region = Some(region.into());
        self
    }
}

impl Customer {
    /// Asks whether a catalog item can be had, in a subscription and a region where the SKU
    /// asks for these.
    ///
    /// It changes nothing, though it is a `POST`. A service without the endpoint gives
    /// [`Inventory::NotKnown`].
    ///
    /// # Errors
    ///
    /// The SKU asks for a value that was not given: refused before anything is sent.
    pub async fn check_inventory(
        &self,
        item: &CatalogItem,
        place: &InventoryContext,
    ) -> Result<Inventory> {
        let context = self.inventory_context(item, place)?;
        self.ask_inventory(item.country, &item.product_id, &item.sku_id, context).await
    }

    // The operation is deprecated by the service, not by us: who still gets an answer may ask.
    #[expect(deprecated)]
    pub(crate) async fn ask_inventory(
        &self,
        country: Country,
        product: &ProductId,
        sku: &SkuId,
        context: BTreeMap<String, String>,
    ) -> Result<Inventory> {
        let mut target = types::InventoryItem::default();
        target.product_id = Some(product.clone());
        target.sku_id = Some(sku.clone());
        let mut body = types::InventoryCheckRequest::default();
        body.target_items = vec![target];
        body.inventory_context = context.into_iter().collect();
        let call = self.partner().api().check_inventory(country, body);
        match call.send().await {
            Ok(answer) => Ok(Inventory::Checked(answer.into_inner())),
            Err(error) => {
                let error = Error::from(error);
                match error.status() {
                    Some(status @ (404 | 410 | 501)) => Ok(Inventory::NotKnown { status }),
                    _ => Err(error),
                }
            }
        }
    }

    /// The values that the check of this SKU needs, by the names they are sent under.
    pub(crate) fn inventory_context(
        &self,
        item: &CatalogItem,
        place: &InventoryContext,
    ) -> Result<BTreeMap<String, String>> {
        let region = place.region.as_deref().or_else(|| item.attribute("armRegionName"));
        let mut context = BTreeMap::new();
        let mut missing = Vec::new();
        for variable in &item.sku.inventory_variables {
            let (key, value) = match variable {
                InventoryVariable::CustomerId => ("customerId", Some(self.id().as_str())),
                InventoryVariable::AzureSubscriptionId => {
                    ("azureSubscriptionId", place.subscription.as_ref().map(SubscriptionId::as_str))
                }
                InventoryVariable::ArmRegionName => ("armRegionName", region),
                other => (other.as_str(), None),
            };
            match value {
                Some(value) => drop(context.insert(key.to_owned(), value.to_owned())),
                None => missing.push(variable.to_string()),
            }
        }
        if missing.is_empty() {
            return Ok(context);
        }
        Err(Error::invalid(
            "inventory check",
            format!(
                "the check of `{}` asks for {}; give the subscription and the region",
                item.title(),
                missing.join(", ")
            ),
        ))
    }
}
