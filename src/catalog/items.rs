//! What can be bought: products, their SKUs, and the availabilities of a SKU.

use partner_center_api::types::{self, ReservationScope, Segment, TargetView};
use serde::{Deserialize, Serialize};

use crate::client::{PartnerCenter, asked_for, whole};
use crate::error::{Error, Result};
use crate::listing::Listed;
use crate::values::country::Country;
use crate::values::ids::{AvailabilityId, CatalogItemId, ProductId, SkuId};

impl PartnerCenter {
    /// The catalog of a country. Nothing is sent yet.
    pub fn catalog(&self, country: Country) -> Catalog {
        Catalog { partner: self.clone(), country, segment: None, reservation_scope: None }
    }
}

/// The catalog as buyers of one country see it.
///
/// Everything here is a read. What a catalog says is true for minutes rather than days:
/// read an availability right before it is bought.
///
/// ```no_run
/// use partner_center::types::{Segment, TargetView};
///
/// # async fn example(partner: partner_center::PartnerCenter) -> partner_center::Result<()> {
/// let catalog = partner.catalog("US".parse()?).segment(Segment::Commercial);
/// for product in catalog.products(TargetView::SoftwarePerpetual).await? {
///     let Some(id) = &product.id else { continue };
///     for sku in catalog.skus(id).await? {
///         println!("{id}: {:?}", sku.title);
///     }
/// }
/// # Ok(())
/// # }
/// ```
#[derive(Clone, Debug)]
pub struct Catalog {
    partner: PartnerCenter,
    country: Country,
    segment: Option<Segment>,
    reservation_scope: Option<ReservationScope>,
}

impl Catalog {
    /// Narrows products, SKUs and availabilities to a segment. The service refuses segments
    /// that the partner may not sell to.
    pub fn segment(mut self, segment: Segment) -> Self {
        self.segment = Some(segment);
        self
    }

    /// Looks at reservations for this kind of subscription; without it, for the older Azure
    /// subscriptions.
    pub fn reservation_scope(mut self, scope: ReservationScope) -> Self {
        self.reservation_scope = Some(scope);
        self
    }

    /// The country.
    pub fn country(&self) -> Country {
        self.country
    }

    /// The products of a view.
    ///
    /// # Errors
    ///
    /// Besides what any read can meet: 403 with code 400036 when the partner may not see the
    /// view, and 403 with code 400030 when it may not sell to the segment.
    pub async fn products(&self, view: TargetView) -> Result<Listed<types::Product>> {
        let mut call = self.partner.api().list_products(self.country, view);
        if let Some(segment) = &self.segment {
            call = call.target_segment(segment);
        }
        if let Some(scope) = &self.reservation_scope {
            call = call.reservation_scope(scope);
        }
        whole(call.fetch().await?)
    }

    /// One product.
    pub async fn product(&self, product: &ProductId) -> Result<types::Product> {
        let mut call = self.partner.api().get_product(product, self.country);
        if let Some(scope) = &self.reservation_scope {
            call = call.reservation_scope(scope);
        }
        let answer = call.send().await?;
        let came = answer.id.as_ref().map(ProductId::as_str);
        asked_for("product", &answer, came, product.as_str())?;
        Ok(answer.into_inner())
    }

    /// The SKUs of a product.
    pub async fn skus(&self, product: &ProductId) -> Result<Listed<types::Sku>> {
        let mut call = self.partner.api().list_skus(product, self.country);
        if let Some(segment) = &self.segment {
            call = call.target_segment(segment);
        }
        if let Some(scope) = &self.reservation_scope {
            call = call.reservation_scope(scope);
        }
        whole(call.fetch().await?)
    }

    /// One SKU of a product.
    pub async fn sku(&self, product: &ProductId, sku: &SkuId) -> Result<types::Sku> {
        let mut call = self.partner.api().get_sku(product, sku, self.country);
        if let Some(scope) = &self.reservation_scope {
            call = call.reservation_scope(scope);
        }
        let answer = call.send().await?;
        asked_for("SKU", &answer, answer.id.as_ref().map(SkuId::as_str), sku.as_str())?;
        if let Some(of) = &answer.product_id {
            asked_for("SKU of the product", &answer, Some(of.as_str()), product.as_str())?;
        }
        Ok(answer.into_inner())
    }

    /// The availabilities of a SKU, purchasable or not.
    pub async fn availabilities(
        &self,
        product: &ProductId,
        sku: &SkuId,
    ) -> Result<Listed<types::Availability>> {
        let mut call = self.partner.api().list_availabilities(product, sku, self.country);
        if let Some(segment) = &self.segment {
            call = call.target_segment(segment);
        }
        if let Some(scope) = &self.reservation_scope {
            call = call.reservation_scope(scope);
        }
        whole(call.fetch().await?)
    }

    /// One availability. The service renames them over time, so one that was read some time
    /// ago may be gone (404 with code 400019).
    pub async fn availability(
        &self,
        product: &ProductId,
        sku: &SkuId,
        availability: &AvailabilityId,
    ) -> Result<types::Availability> {
        let call = self.partner.api().get_availability(product, sku, availability, self.country);
        let answer = call.send().await?;
        let came = answer.id.as_ref().map(AvailabilityId::as_str);
        asked_for("availability", &answer, came, availability.as_str())?;
        Ok(answer.into_inner())
    }

    /// A SKU with each of its availabilities: everything that a purchase of it has to know.
    pub async fn items(&self, product: &ProductId, sku: &SkuId) -> Result<Listed<CatalogItem>> {
        let wire = self.sku(product, sku).await?;
        let availabilities = self.availabilities(product, sku).await?;
        Ok(availabilities.map(|availability| CatalogItem {
            country: self.country,
            product_id: product.clone(),
            sku_id: sku.clone(),
            sku: wire.clone(),
            availability,
        }))
    }
}

/// A SKU and one of its availabilities, as they were read from the catalog of a country.
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
    /// The country they were read for.
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
