//! Products, SKUs and the ways to buy them.

use std::collections::BTreeMap;

use rust_decimal::Decimal;
use serde::Deserialize;

use crate::ids::big_id_of;

/// A product and its SKUs.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Product {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
    pub(crate) product_type: ItemType,
    #[serde(default = "yes")]
    pub(crate) is_microsoft_product: bool,
    #[serde(default)]
    pub(crate) publisher_name: Option<String>,
    pub(crate) target_views: Vec<String>,
    /// Values of `reservationScope` that show the product, `""` meaning that it is left out; none
    /// means always.
    #[serde(default)]
    pub(crate) reservation_scopes: Vec<String>,
    pub(crate) skus: Vec<Sku>,
}

/// A category, which may hold another.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct ItemType {
    pub(crate) id: String,
    pub(crate) display_name: String,
    #[serde(default)]
    pub(crate) sub_type: Option<Box<ItemType>>,
}

/// One shape of a product.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Sku {
    pub(crate) id: String,
    pub(crate) title: String,
    #[serde(default)]
    pub(crate) description: String,
    #[serde(default = "one")]
    pub(crate) minimum_quantity: u32,
    #[serde(default = "many")]
    pub(crate) maximum_quantity: u32,
    #[serde(default)]
    pub(crate) is_trial: bool,
    pub(crate) billing_cycles: Vec<String>,
    #[serde(default)]
    pub(crate) prerequisites: Vec<String>,
    #[serde(default)]
    pub(crate) inventory_variables: Vec<String>,
    #[serde(default)]
    pub(crate) provisioning_variables: Vec<String>,
    #[serde(default)]
    pub(crate) dynamic_attributes: serde_json::Value,
    /// The least that a savings plan commits to; nothing else has it.
    #[serde(default)]
    pub(crate) minimum_commitment: Option<MinimumCommitment>,
    /// The kind of attestation that has to be accepted, if one has.
    #[serde(default)]
    pub(crate) attestation: Option<String>,
    /// `product:sku` of the bases that this is an add-on to.
    #[serde(default)]
    pub(crate) addon_to: Vec<String>,
    /// `product:sku` of what comes with this.
    #[serde(default)]
    pub(crate) includes: Vec<String>,
    #[serde(default)]
    pub(crate) promotions: Vec<String>,
    #[serde(default)]
    pub(crate) actions: Vec<String>,
    /// How many are left, for all customers together.
    #[serde(default)]
    pub(crate) stock: Option<u32>,
    pub(crate) delivers: Delivers,
    pub(crate) offers: Vec<Offer>,
}

/// An amount for each hour.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct MinimumCommitment {
    /// The text of a decimal.
    pub(crate) amount: String,
    pub(crate) currency: String,
}

impl MinimumCommitment {
    pub(crate) fn amount(&self) -> Decimal {
        self.amount.parse().unwrap_or_default()
    }
}

/// What a customer gets for an order line.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) enum Delivers {
    /// Software to download.
    Software,
    /// A subscription that shows among the customer's subscriptions.
    Subscription,
    /// A reservation, which is an entitlement and no subscription.
    Reservation,
}

/// One way to buy a SKU, the same for several segments and countries.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Offer {
    pub(crate) segments: Vec<String>,
    /// The price of one for the first term, by country, as the text of a decimal.
    pub(crate) prices: BTreeMap<String, String>,
    #[serde(default)]
    pub(crate) terms: Vec<Term>,
    #[serde(default = "yes")]
    pub(crate) purchasable: bool,
    #[serde(default)]
    pub(crate) renewable: bool,
}

/// How long a purchase lasts.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Term {
    #[serde(default)]
    pub(crate) id: Option<String>,
    pub(crate) duration: String,
    pub(crate) description: String,
    #[serde(default)]
    pub(crate) billing_cycle: Option<String>,
    /// How long after the purchase it can be given back in full, such as `P7D`.
    #[serde(default)]
    pub(crate) full_refund: Option<String>,
    /// What the price is multiplied with.
    #[serde(default)]
    pub(crate) times: Option<u32>,
}

/// What cannot be had, and where.
#[derive(Clone, Debug, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Restriction {
    pub(crate) product: String,
    /// Every SKU of the product when left out.
    #[serde(default)]
    pub(crate) sku: Option<String>,
    /// Every subscription when left out.
    #[serde(default)]
    pub(crate) subscription: Option<String>,
    pub(crate) region: String,
}

/// An offer of a SKU in a country, to a segment, under its present id.
#[derive(Clone, Debug)]
pub(crate) struct Availability<'a> {
    pub(crate) id: String,
    pub(crate) product: &'a Product,
    pub(crate) sku: &'a Sku,
    pub(crate) offer: &'a Offer,
    pub(crate) segment: &'a str,
    pub(crate) country: &'a str,
}

fn yes() -> bool {
    true
}

fn one() -> u32 {
    1
}

fn many() -> u32 {
    999_999_999
}

impl Product {
    /// Says what is wrong with the product, if anything is.
    pub(crate) fn check(&self) -> Result<(), String> {
        for sku in &self.skus {
            for price in sku.offers.iter().flat_map(|offer| offer.prices.values()) {
                if price.parse::<Decimal>().is_err() {
                    return Err(format!(
                        "{}:{}: the price `{price}` is not a decimal",
                        self.id, sku.id
                    ));
                }
            }
        }
        Ok(())
    }

    /// Countries where any SKU is sold.
    pub(crate) fn countries(&self) -> impl Iterator<Item = &str> {
        self.skus.iter().flat_map(Sku::countries)
    }

    pub(crate) fn is_sold_in(&self, country: &str) -> bool {
        self.countries().any(|sold| sold.eq_ignore_ascii_case(country))
    }

    /// Whether a request with this `reservationScope` sees the product.
    pub(crate) fn is_in_scope(&self, scope: Option<&str>) -> bool {
        let scope = scope.unwrap_or_default();
        self.reservation_scopes.is_empty()
            || self.reservation_scopes.iter().any(|known| known.eq_ignore_ascii_case(scope))
    }

    pub(crate) fn sku(&self, id: &str) -> Option<&Sku> {
        self.skus.iter().find(|sku| sku.id.eq_ignore_ascii_case(id))
    }
}

impl Sku {
    pub(crate) fn countries(&self) -> impl Iterator<Item = &str> {
        self.offers.iter().flat_map(|offer| offer.prices.keys()).map(String::as_str)
    }

    pub(crate) fn is_sold_in(&self, country: &str) -> bool {
        self.countries().any(|sold| sold.eq_ignore_ascii_case(country))
    }

    pub(crate) fn is_sold_to(&self, country: &str, segment: &str) -> bool {
        self.offers.iter().any(|offer| {
            offer.prices.keys().any(|sold| sold.eq_ignore_ascii_case(country))
                && offer.segments.iter().any(|sold| sold.eq_ignore_ascii_case(segment))
        })
    }

    pub(crate) fn needs(&self, prerequisite: &str) -> bool {
        self.prerequisites.iter().any(|needed| needed.eq_ignore_ascii_case(prerequisite))
    }

    /// A text among the dynamic attributes.
    pub(crate) fn attribute(&self, name: &str) -> Option<&str> {
        self.dynamic_attributes.get(name)?.as_str()
    }

    /// The availabilities of the SKU, under the ids that they have in this generation.
    pub(crate) fn availabilities<'a>(
        &'a self,
        product: &'a Product,
        generation: u64,
    ) -> impl Iterator<Item = Availability<'a>> {
        self.offers.iter().enumerate().flat_map(move |(at, offer)| {
            offer.prices.keys().flat_map(move |country| {
                offer.segments.iter().map(move |segment| {
                    let name =
                        format!("{}:{}:{country}:{segment}:{at}:{generation}", product.id, self.id);
                    let id = big_id_of("CFA", &name);
                    Availability { id, product, sku: self, offer, segment, country }
                })
            })
        })
    }
}

impl Availability<'_> {
    pub(crate) fn catalog_item_id(&self) -> String {
        format!("{}:{}:{}", self.product.id, self.sku.id, self.id)
    }

    /// The price of one for a term.
    pub(crate) fn price(&self, term: Option<&str>) -> Decimal {
        let price =
            self.offer.prices.get(self.country).and_then(|price| price.parse::<Decimal>().ok());
        let times = term.and_then(|term| self.term(term)).and_then(|term| term.times).unwrap_or(1);
        price.unwrap_or_default().checked_mul(Decimal::from(times)).unwrap_or(Decimal::MAX)
    }

    pub(crate) fn term(&self, duration: &str) -> Option<&Term> {
        self.offer.terms.iter().find(|term| term.duration.eq_ignore_ascii_case(duration))
    }
}
