//! Whether catalog items can be had just now.

use std::collections::BTreeMap;

use partner_center_api::types::{self, InventoryResourceType, InventoryVariable};
use serde::{Deserialize, Serialize};

use super::resource_type::Region;
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
    /// The service does not offer the check, or no longer: it answered 404, 410 or 501. The check
    /// without a resource type was retired on 25 September 2026. Whether an item can be had shows
    /// in the cart (error 10003 on the line) or at the checkout.
    NotKnown {
        /// The HTTP status it answered, now or when this client asked for the first time.
        status: u16,
    },
    /// The check by resource type was answered in a form that is not known, which says nothing
    /// about an item: the answer, as it came.
    Undecoded(serde_json::Value),
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
    /// The check could not be had, or not be read.
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
    resource_type: Option<InventoryResourceType>,
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

    /// Asks by this resource type, such as `DedicatedHost`: the check that took the place of the
    /// one that was retired on 25 September 2026.
    ///
    /// No page says which type a SKU has; the type of its product and its title are hints. A word
    /// that the document does not list is sent as it is.
    ///
    /// ```
    /// use partner_center::catalog::InventoryContext;
    ///
    /// let place = InventoryContext::new().resource_type("CosmosDb");
    /// ```
    pub fn resource_type(mut self, kind: impl Into<InventoryResourceType>) -> Self {
        self.resource_type = Some(kind.into());
        self
    }
}

/// The operations by their ids, for remembering that the service has ended one.
const RETIRED: &str = "checkInventory";
const BY_RESOURCE_TYPE: &str = "checkInventoryByResourceType";

impl Customer {
    /// Asks whether a catalog item can be had, in a subscription and a region where the SKU
    /// asks for these.
    ///
    /// It changes nothing, though it is a `POST`. With a [resource
    /// type](InventoryContext::resource_type) it asks by that; without one it makes the call that
    /// was retired on 25 September 2026. A service without the call gives
    /// [`Inventory::NotKnown`]; the client remembers that, and all its handles give the same
    /// without asking again.
    ///
    /// # Errors
    ///
    /// The SKU or the resource type asks for a value that was not given: refused before anything
    /// is sent. 400 may mean that the resource type is not that of the SKU.
    pub async fn check_inventory(
        &self,
        item: &CatalogItem,
        place: &InventoryContext,
    ) -> Result<Inventory> {
        let context = self.inventory_context(item, place)?;
        let operation = match &place.resource_type {
            Some(_) => BY_RESOURCE_TYPE,
            None => RETIRED,
        };
        if let Some(status) = self.partner().ended().status(operation) {
            return Ok(Inventory::NotKnown { status });
        }
        let mut target = types::InventoryItem::default();
        target.product_id = Some(item.product_id.clone());
        target.sku_id = Some(item.sku_id.clone());
        let mut body = types::InventoryCheckRequest::default();
        body.target_items = vec![target];
        body.inventory_context = context.into_iter().collect();
        let answered = match &place.resource_type {
            Some(kind) => self.ask_by_resource_type(item.country, kind, body).await,
            None => self.ask_retired(item.country, body).await,
        };
        answered.or_else(|error| self.not_known(operation, error))
    }

    // The service has retired the operation; where it is still answered, it may be asked.
    #[expect(deprecated)]
    async fn ask_retired(
        &self,
        country: Country,
        body: types::InventoryCheckRequest,
    ) -> Result<Inventory> {
        let answer = self.partner().api().check_inventory(country, body).send().await?;
        Ok(Inventory::Checked(answer.into_inner()))
    }

    async fn ask_by_resource_type(
        &self,
        country: Country,
        kind: &InventoryResourceType,
        body: types::InventoryCheckRequest,
    ) -> Result<Inventory> {
        let api = self.partner().api();
        let answer =
            api.check_inventory_by_resource_type(country, kind.clone(), body).send().await?;
        Ok(read(answer.into_inner()))
    }

    /// What a refusal says that means that the operation is not there.
    fn not_known(&self, operation: &'static str, error: Error) -> Result<Inventory> {
        let status = match error.status() {
            Some(status @ (404 | 410 | 501)) => status,
            _ => return Err(error),
        };
        // A code of its own, such as that of an unknown product, is about the question.
        if status != 404 || error.code().is_none_or(|code| code == NOT_FOUND) {
            self.partner().ended().note(operation, status);
        }
        Ok(Inventory::NotKnown { status })
    }

    /// The values that the check of this SKU needs, by the names they are sent under.
    fn inventory_context(
        &self,
        item: &CatalogItem,
        place: &InventoryContext,
    ) -> Result<BTreeMap<String, String>> {
        let rule = place.resource_type.as_ref().map_or(Region::AsTheSkuSays, Region::of);
        let region = place.region.as_deref().or_else(|| item.attribute("armRegionName"));
        let mut variables = item.sku.inventory_variables.clone();
        match rule {
            Region::Given if !variables.contains(&InventoryVariable::ArmRegionName) => {
                variables.push(InventoryVariable::ArmRegionName);
            }
            Region::LeftOut => variables.retain(|one| *one != InventoryVariable::ArmRegionName),
            Region::Given | Region::AsTheSkuSays => {}
        }
        let mut context = BTreeMap::new();
        let mut missing = Vec::new();
        for variable in &variables {
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

/// The code of a refusal that says that nothing is at the address.
const NOT_FOUND: &str = "1000";

/// Reads an answer that no source shows: a list of verdicts, bare or in a collection.
fn read(answer: serde_json::Value) -> Inventory {
    let list = match &answer {
        serde_json::Value::Object(members) => members
            .iter()
            .find(|(name, _)| name.eq_ignore_ascii_case("items"))
            .map(|(_, list)| list),
        other => Some(other),
    };
    match list.map(Vec::<types::InventoryItem>::deserialize) {
        Some(Ok(items)) => Inventory::Checked(items),
        _ => Inventory::Undecoded(answer),
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    #[track_caller]
    fn check(answer: Value, expected: InStock) {
        let inventory = read(answer);
        assert_eq!(inventory.of(&"CONTOSO00003".into(), &"0001".into()), expected, "{inventory:?}");
    }

    #[test]
    fn a_bare_list_and_a_collection_are_read_alike() {
        let verdict =
            json!({ "productId": "contoso00003", "skuId": "0001", "isRestricted": false });
        check(json!([verdict]), InStock::Yes);
        check(json!({ "totalCount": 1, "items": [verdict] }), InStock::Yes);
        check(json!({ "Items": [] }), InStock::NotMentioned);
    }

    #[test]
    fn any_other_answer_is_kept_and_says_nothing() {
        for odd in [json!({ "inventory": [] }), json!("none"), json!(null), json!([7]), json!({})] {
            assert_eq!(read(odd.clone()), Inventory::Undecoded(odd.clone()));
            check(odd, InStock::NotKnown);
        }
    }
}
