//! What can be bought: products, their SKUs, and the availabilities of a SKU.

use partner_center_api::types::{self, ReservationScope, Segment, TargetView};

use crate::catalog::CatalogItem;
use crate::client::{Customer, PartnerCenter, asked_for, whole};
use crate::error::Result;
use crate::listing::Listed;
use crate::values::country::Country;
use crate::values::ids::{AvailabilityId, CustomerId, ProductId, SkuId};

impl PartnerCenter {
    /// The catalog of a country. Nothing is sent yet.
    ///
    /// Of its operations, the pages of the service offer that for [products](Catalog::products)
    /// alone in the clouds of the US Government and of 21Vianet; there, read the catalog of a
    /// [customer](Customer::catalog).
    pub fn catalog(&self, country: Country) -> Catalog {
        Catalog::new(self.clone(), SeenBy::Country(country))
    }
}

impl Customer {
    /// The catalog as this customer sees it: that of the customer's own country, with what is
    /// offered to the customer alone. Nothing is sent yet.
    ///
    /// It is documented for every cloud, and outside of the global one it is the documented way
    /// from a product to a catalog item.
    ///
    /// ```no_run
    /// use partner_center::types::Segment;
    ///
    /// # async fn example(customer: partner_center::Customer) -> partner_center::Result<()> {
    /// let catalog = customer.catalog().segment(Segment::Commercial);
    /// for item in catalog.items(&"CONTOSO00001".into(), &"0001".into()).await? {
    ///     println!("{} in {}", item.title(), item.country);
    /// }
    /// # Ok(())
    /// # }
    /// ```
    pub fn catalog(&self) -> Catalog {
        let seen_by = SeenBy::Customer { customer: self.clone(), country: None };
        Catalog::new(self.partner().clone(), seen_by)
    }
}

/// The catalog as buyers of one country see it, or as one customer does.
///
/// Everything here is a read. What a catalog says is true for minutes rather than days:
/// read an availability right before it is bought.
///
/// The links in its answers are not used, and better not followed: by customer, they lead to the
/// catalog of a country.
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
///
/// # Errors
///
/// Besides what any read can meet: what is not sold in the country is 404, with code 400013 for a
/// product, 400018 for a SKU and 400019 for an availability; a segment that the partner may not
/// sell to is 403 with code 400030. By customer: one who is not the partner's is 403 with code
/// 20002.
#[derive(Clone, Debug)]
pub struct Catalog {
    partner: PartnerCenter,
    seen_by: SeenBy,
    segment: Option<Segment>,
    reservation_scope: Option<ReservationScope>,
}

/// Who looks at a catalog.
#[derive(Clone, Debug)]
enum SeenBy {
    /// Any buyer of a country.
    Country(Country),
    /// A customer, whose country may be known: the service knows it anyway.
    Customer { customer: Customer, country: Option<Country> },
}

/// Narrows a call down, where that is wanted.
macro_rules! narrowed {
    ($call:expr, $($setter:ident: $value:expr),+) => {{
        let mut call = $call;
        $(if let Some(value) = $value {
            call = call.$setter(value);
        })+
        call
    }};
}

impl Catalog {
    fn new(partner: PartnerCenter, seen_by: SeenBy) -> Self {
        Self { partner, seen_by, segment: None, reservation_scope: None }
    }

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

    /// The country; `None` by customer, since the service takes that of the customer.
    pub fn country(&self) -> Option<Country> {
        match &self.seen_by {
            SeenBy::Country(country) => Some(*country),
            SeenBy::Customer { country, .. } => *country,
        }
    }

    /// The customer who looks at it, where one does.
    pub fn customer_id(&self) -> Option<&CustomerId> {
        match &self.seen_by {
            SeenBy::Country(_) => None,
            SeenBy::Customer { customer, .. } => Some(customer.id()),
        }
    }

    /// The same catalog, of a customer whose country is known.
    pub(crate) fn of_country(mut self, known: Country) -> Self {
        match &mut self.seen_by {
            SeenBy::Country(country) => *country = known,
            SeenBy::Customer { country, .. } => *country = Some(known),
        }
        self
    }

    /// The products of a view.
    ///
    /// # Errors
    ///
    /// 403 with code 400036 when the partner may not see the view.
    pub async fn products(&self, view: TargetView) -> Result<Listed<types::Product>> {
        let api = self.partner.api();
        let (segment, scope) = (&self.segment, &self.reservation_scope);
        match &self.seen_by {
            SeenBy::Country(country) => {
                let call = api.list_products(*country, view);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
            SeenBy::Customer { customer, .. } => {
                let call = api.list_customer_products(customer.id(), view);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
        }
    }

    /// One product.
    pub async fn product(&self, product: &ProductId) -> Result<types::Product> {
        let (api, scope) = (self.partner.api(), &self.reservation_scope);
        let answer = match &self.seen_by {
            SeenBy::Country(country) => {
                let call = api.get_product(product, *country);
                narrowed!(call, reservation_scope: scope).send().await?
            }
            SeenBy::Customer { customer, .. } => {
                let call = api.get_customer_product(customer.id(), product);
                narrowed!(call, reservation_scope: scope).send().await?
            }
        };
        let came = answer.id.as_ref().map(ProductId::as_str);
        asked_for("product", &answer, came, product.as_str())?;
        Ok(answer.into_inner())
    }

    /// The SKUs of a product.
    pub async fn skus(&self, product: &ProductId) -> Result<Listed<types::Sku>> {
        let api = self.partner.api();
        let (segment, scope) = (&self.segment, &self.reservation_scope);
        match &self.seen_by {
            SeenBy::Country(country) => {
                let call = api.list_skus(product, *country);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
            SeenBy::Customer { customer, .. } => {
                let call = api.list_customer_skus(customer.id(), product);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
        }
    }

    /// One SKU of a product.
    pub async fn sku(&self, product: &ProductId, sku: &SkuId) -> Result<types::Sku> {
        let (api, scope) = (self.partner.api(), &self.reservation_scope);
        let answer = match &self.seen_by {
            SeenBy::Country(country) => {
                let call = api.get_sku(product, sku, *country);
                narrowed!(call, reservation_scope: scope).send().await?
            }
            SeenBy::Customer { customer, .. } => {
                let call = api.get_customer_sku(customer.id(), product, sku);
                narrowed!(call, reservation_scope: scope).send().await?
            }
        };
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
        let api = self.partner.api();
        let (segment, scope) = (&self.segment, &self.reservation_scope);
        match &self.seen_by {
            SeenBy::Country(country) => {
                let call = api.list_availabilities(product, sku, *country);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
            SeenBy::Customer { customer, .. } => {
                let call = api.list_customer_availabilities(customer.id(), product, sku);
                let call = narrowed!(call, target_segment: segment, reservation_scope: scope);
                whole(call.fetch().await?)
            }
        }
    }

    /// One availability. The service renames them over time, so one that was read some time
    /// ago may be gone (404 with code 400019).
    pub async fn availability(
        &self,
        product: &ProductId,
        sku: &SkuId,
        availability: &AvailabilityId,
    ) -> Result<types::Availability> {
        let api = self.partner.api();
        let answer = match &self.seen_by {
            SeenBy::Country(country) => {
                api.get_availability(product, sku, availability, *country).send().await?
            }
            SeenBy::Customer { customer, .. } => {
                let id = customer.id();
                api.get_customer_availability(id, product, sku, availability).send().await?
            }
        };
        let came = answer.id.as_ref().map(AvailabilityId::as_str);
        asked_for("availability", &answer, came, availability.as_str())?;
        Ok(answer.into_inner())
    }

    /// A SKU with each of its availabilities: everything that a purchase of it has to know.
    ///
    /// By customer, where no availability says its country, the customer's is read.
    pub async fn items(&self, product: &ProductId, sku: &SkuId) -> Result<Listed<CatalogItem>> {
        let wire = self.sku(product, sku).await?;
        let availabilities = self.availabilities(product, sku).await?;
        let country = self.country_of(&availabilities).await?;
        Ok(availabilities.map(|availability| CatalogItem {
            country,
            product_id: product.clone(),
            sku_id: sku.clone(),
            sku: wire.clone(),
            availability,
        }))
    }

    /// The country that availabilities were read for.
    async fn country_of(&self, availabilities: &[types::Availability]) -> Result<Country> {
        let said = availabilities.iter().filter_map(|one| one.country.as_ref());
        let mut said = said.filter_map(|country| country.as_str().parse().ok());
        match &self.seen_by {
            SeenBy::Country(country) => Ok(*country),
            SeenBy::Customer { country: Some(country), .. } => Ok(*country),
            SeenBy::Customer { customer, .. } => match said.next() {
                Some(country) => Ok(country),
                None => customer.country().await,
            },
        }
    }
}
