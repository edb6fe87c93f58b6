//! An emulator with a partner in front of it, and things to buy there.

use std::ops::Deref;

use partner_center::{CartLineItem, CatalogItem, Country, Prerequisites, Purchasable};
use partner_center_emulator::{Settings, seed};
pub(crate) use partner_center_test_support::{
    application, builder, request, reservation, software, user,
};

/// The stage of all tests, with a catalog to look into.
pub(crate) struct Stage(partner_center_test_support::Stage);

impl Deref for Stage {
    type Target = partner_center_test_support::Stage;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl Stage {
    pub(crate) fn new() -> Self {
        Self::with(|_| {})
    }

    pub(crate) fn with(change: impl FnOnce(&mut Settings)) -> Self {
        Self(partner_center_test_support::Stage::with(change))
    }

    pub(crate) fn at(second: u64, change: impl FnOnce(&mut Settings)) -> Self {
        Self(partner_center_test_support::Stage::at(second, change))
    }

    /// One item of the catalog in the United States, by its segment.
    pub(crate) async fn item(&self, product: &str, sku: &str) -> CatalogItem {
        let catalog = self.partner.catalog("US".parse::<Country>().unwrap());
        let items = catalog.items(&product.into(), &sku.into()).await.unwrap();
        let commercial = |item: &CatalogItem| {
            item.availability
                .segment
                .as_ref()
                .is_some_and(|segment| segment == &"commercial".into())
        };
        items.into_iter().find(commercial).expect("an availability for companies")
    }

    pub(crate) async fn software(&self) -> Purchasable {
        let item = self.item(seed::PRODUCT_PERPETUAL, seed::SKU_PERPETUAL).await;
        item.purchasable(&Prerequisites::none()).unwrap()
    }

    pub(crate) async fn software_line(&self, quantity: u32) -> CartLineItem {
        CartLineItem::new(self.software().await, quantity)
    }
}
