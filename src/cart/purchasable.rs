//! Whether a catalog item may go into a cart.

use partner_center_api::types::PurchasePrerequisite;

use crate::catalog::CatalogItem;
use crate::catalog::enablement::Registration;
use crate::catalog::inventory::{InStock, Inventory};
use crate::error::{Error, Result};
use crate::values::ids::CatalogItemId;

/// A catalog item whose prerequisites have been met, so that it can go into a cart.
///
/// ```no_run
/// use partner_center::Prerequisites;
///
/// # fn example(item: partner_center::CatalogItem) -> partner_center::Result<()> {
/// let software = item.purchasable(&Prerequisites::none())?;
/// println!("{} is {}", software.id(), software.item().title());
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct Purchasable {
    item: CatalogItem,
    id: CatalogItemId,
    registration: Option<Registration>,
}

impl Purchasable {
    /// The proof of registration that it was let in with, if it needed one.
    pub(super) fn registration(&self) -> Option<&Registration> {
        self.registration.as_ref()
    }

    /// The catalog item.
    pub fn item(&self) -> &CatalogItem {
        &self.item
    }

    /// What the cart line will name.
    pub fn id(&self) -> &CatalogItemId {
        &self.id
    }
}

/// What has been done of the things that SKUs ask for before they are bought.
///
/// ```no_run
/// use partner_center::{Prerequisites, catalog::InventoryContext, order};
///
/// # async fn example(customer: partner_center::Customer, item: partner_center::CatalogItem) -> partner_center::Result<()> {
/// let azure = "b1000000-0000-4000-8000-000000000001".into();
/// customer.register(&azure).await?;
/// let registration = customer.wait_for_registration(&azure, order::POLL_INTERVAL).await?;
/// let inventory = customer.check_inventory(&item, &InventoryContext::new().subscription(azure)).await?;
/// let done = Prerequisites::none().registered(registration).inventory(inventory);
/// let reservation = item.purchasable(&done)?;
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug, Default)]
pub struct Prerequisites {
    registration: Option<Registration>,
    inventory: Option<Inventory>,
    assume_met: Vec<PurchasePrerequisite>,
}

impl Prerequisites {
    /// Nothing has been done, which is enough for software.
    pub fn none() -> Self {
        Self::default()
    }

    /// The subscription is registered.
    pub fn registered(mut self, registration: Registration) -> Self {
        self.registration = Some(registration);
        self
    }

    /// The inventory was checked, or could not be.
    pub fn inventory(mut self, inventory: Inventory) -> Self {
        self.inventory = Some(inventory);
        self
    }

    /// The caller has seen to a prerequisite that this version does not know.
    pub fn assume_met(mut self, prerequisite: PurchasePrerequisite) -> Self {
        self.assume_met.push(prerequisite);
        self
    }

    /// Why the prerequisites of an item are not met; empty when they are.
    fn lacks(&self, item: &CatalogItem) -> Vec<String> {
        item.sku
            .purchase_prerequisites
            .iter()
            .filter(|prerequisite| !self.assume_met.contains(prerequisite))
            .filter_map(|prerequisite| match prerequisite {
                PurchasePrerequisite::AzureSubscriptionRegistration => {
                    self.registration.is_none().then(|| {
                        "it asks for the Azure subscription to be registered: \
                         call `register` and `wait_for_registration`"
                            .to_owned()
                    })
                }
                PurchasePrerequisite::InventoryCheck => self.lacks_inventory(item),
                // Whether the customer has accepted the agreement cannot be read here; the
                // service says so at checkout, with code 13605, and buys nothing.
                PurchasePrerequisite::MicrosoftCustomerAgreement
                | PurchasePrerequisite::MicrosoftCloudAgreement => None,
                other => Some(format!(
                    "it asks for `{other}`, which this version does not know: see to it and say \
                     so with `Prerequisites::assume_met`"
                )),
            })
            .collect()
    }

    fn lacks_inventory(&self, item: &CatalogItem) -> Option<String> {
        let Some(inventory) = &self.inventory else {
            return Some("it asks for an inventory check: call `check_inventory`".to_owned());
        };
        match inventory.of(&item.product_id, &item.sku_id) {
            InStock::Yes | InStock::NotKnown => None,
            InStock::NotMentioned => {
                Some("the inventory check was answered without a word on it".to_owned())
            }
            InStock::Restricted(reasons) => {
                let reasons: Vec<_> = reasons
                    .iter()
                    .map(|reason| {
                        let code = reason.reason_code.as_deref().unwrap_or("no reason given");
                        match &reason.description {
                            Some(description) => format!("{code}: {description}"),
                            None => code.to_owned(),
                        }
                    })
                    .collect();
                Some(format!("it cannot be had just now ({})", reasons.join("; ")))
            }
        }
    }
}

impl CatalogItem {
    /// Takes an item whose prerequisites have been met.
    ///
    /// # Errors
    ///
    /// The service does not say that the availability can be bought, or a prerequisite of
    /// the SKU is not met; all of them are named. Nothing is sent.
    pub fn purchasable(self, done: &Prerequisites) -> Result<Purchasable> {
        let mut lacks = done.lacks(&self);
        if self.availability.is_purchasable != Some(true) {
            lacks.insert(0, "the service does not say that it can be bought just now".to_owned());
        }
        if !lacks.is_empty() {
            return Err(Error::invalid(
                "catalog item",
                format!("`{}` cannot go into a cart: {}", self.title(), lacks.join("; ")),
            ));
        }
        Ok(Purchasable { id: self.id()?, item: self, registration: done.registration.clone() })
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;
    use crate::catalog::fixtures;
    use partner_center_api::types::RegistrationStatus;

    fn registered() -> Registration {
        Registration::proven_by(&"sub-1".into(), &RegistrationStatus::Registered).unwrap()
    }

    fn stock(items: Value) -> Inventory {
        Inventory::Checked(serde_json::from_value(items).unwrap())
    }

    fn free() -> Inventory {
        stock(json!([{ "productId": "contoso00001", "skuId": "0002", "isRestricted": false }]))
    }

    #[track_caller]
    fn check(item: CatalogItem, done: Prerequisites, refused: Option<&str>) {
        match (item.purchasable(&done), refused) {
            (Ok(_), None) => {}
            (Err(error), Some(why)) => assert!(error.to_string().contains(why), "{error}"),
            (found, expected) => panic!("{found:?} instead of {expected:?}"),
        }
    }

    #[test]
    fn software_needs_nothing() {
        check(fixtures::item(json!({}), json!({})), Prerequisites::none(), None);
    }

    #[test]
    fn silence_about_being_purchasable_is_not_a_yes() {
        for word in [json!(false), json!(null)] {
            let item = fixtures::item(json!({}), json!({ "isPurchasable": word }));
            check(item, Prerequisites::none(), Some("does not say that it can be bought"));
        }
    }

    #[test]
    fn a_reservation_needs_registration_and_inventory() {
        let item = fixtures::reservation();
        let none = Prerequisites::none();
        check(item.clone(), none.clone(), Some("`wait_for_registration`"));
        check(item.clone(), none.clone().registered(registered()), Some("`check_inventory`"));
        check(item, none.registered(registered()).inventory(free()), None);
    }

    #[test]
    fn the_inventory_has_to_say_yes_or_be_out_of_reach() {
        let done = |inventory| Prerequisites::none().registered(registered()).inventory(inventory);
        let item = fixtures::reservation;
        check(item(), done(Inventory::NotKnown { status: 410 }), None);
        check(item(), done(stock(json!([]))), Some("without a word on it"));
        let restricted = json!([{
            "productId": "CONTOSO00001",
            "skuId": "0002",
            "isRestricted": true,
            "restrictions": [{ "reasonCode": "NotAvailableForSubscription", "description": "sold out" }],
        }]);
        check(item(), done(stock(restricted)), Some("NotAvailableForSubscription: sold out"));
        let silent = json!([{ "productId": "CONTOSO00001", "skuId": "0002" }]);
        check(item(), done(stock(silent)), Some("cannot be had just now"));
    }

    #[test]
    fn a_registration_is_proven_by_the_services_word_alone() {
        for word in ["registering", "NotRegistered", "", "approved"] {
            let status = RegistrationStatus::from(word);
            assert_eq!(Registration::proven_by(&"sub-1".into(), &status), None, "{word}");
        }
    }
}
