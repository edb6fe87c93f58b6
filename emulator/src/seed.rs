//! What the emulator knows at the start, and the ids that tests and examples may rely on.
//!
//! All of it is invented: Contoso is the partner, Fabrikam another one, and nothing here exists at
//! the service. The files behind it are `seed/contoso.json` and, for what is used and was billed,
//! `seed/billing.json`; a file of the same form can be added or take their place.

pub(crate) mod invoices;
mod plant;

use std::collections::BTreeMap;
use std::error::Error;
use std::fmt;

use serde::Deserialize;

use crate::seed::invoices::SeededInvoice;
use crate::state::catalog::{Product, Restriction};
use crate::state::customer::Customer;
use crate::state::market::Market;
use crate::state::meter::Meter;
use crate::state::partner::Partner;
use crate::state::promotion::Promotion;

/// The partner's tenant: sign in here.
pub const CONTOSO_TENANT: &str = "c0470500-1111-4a00-8000-00000000c001";
/// A second partner, with customers of its own and fewer rights.
pub const FABRIKAM_TENANT: &str = "fab12ca0-2222-4a00-8000-00000000fa01";
/// A refresh token of a user of [`CONTOSO_TENANT`], as the one-time consent would have given it.
pub const CONTOSO_REFRESH_TOKEN: &str = "contoso-refresh-token";
/// A refresh token of a user of [`FABRIKAM_TENANT`].
pub const FABRIKAM_REFRESH_TOKEN: &str = "fabrikam-refresh-token";
/// The application that Contoso registered; any other id and any secret sign in as well.
pub const CONTOSO_CLIENT: &str = "c0470500-1111-4a00-8000-0000000a9901";
/// A secret for [`CONTOSO_CLIENT`].
pub const CONTOSO_SECRET: &str = "contoso-secret";

/// A customer in the United States, with active and suspended Azure subscriptions.
pub const CUSTOMER_US: &str = "a1000000-0000-4000-8000-000000000001";
/// A customer in Germany.
pub const CUSTOMER_DE: &str = "a1000000-0000-4000-8000-000000000002";
/// A customer in the United Kingdom.
pub const CUSTOMER_GB: &str = "a1000000-0000-4000-8000-000000000003";
/// A customer in Japan.
pub const CUSTOMER_JP: &str = "a1000000-0000-4000-8000-000000000004";
/// A school in the United States, which has not accepted the customer agreement.
pub const CUSTOMER_NO_AGREEMENT: &str = "a1000000-0000-4000-8000-000000000005";
/// A customer in France without delegated access: the company's address and domains are left out.
pub const CUSTOMER_NO_DELEGATION: &str = "a1000000-0000-4000-8000-000000000006";
/// A customer of Fabrikam, whom Contoso may not see.
pub const CUSTOMER_OF_FABRIKAM: &str = "fa000000-0000-4000-8000-000000000001";

/// An active Azure subscription of [`CUSTOMER_US`], not yet registered for reservations.
pub const SUBSCRIPTION_ACTIVE: &str = "b1000000-0000-4000-8000-000000000001";
/// An active Azure plan of [`CUSTOMER_US`], already registered.
pub const SUBSCRIPTION_REGISTERED: &str = "b1000000-0000-4000-8000-000000000002";
/// A suspended Azure subscription of [`CUSTOMER_US`].
pub const SUBSCRIPTION_SUSPENDED: &str = "b1000000-0000-4000-8000-000000000003";
/// A software subscription of [`CUSTOMER_US`]: not an Azure one.
pub const SUBSCRIPTION_SOFTWARE: &str = "b1000000-0000-4000-8000-000000000004";
/// An active Azure subscription of [`CUSTOMER_US`] that may not buy reservations.
pub const SUBSCRIPTION_NO_RESERVATIONS: &str = "b1000000-0000-4000-8000-000000000005";
/// An active Azure plan of [`CUSTOMER_DE`].
pub const SUBSCRIPTION_DE: &str = "b1000000-0000-4000-8000-000000000011";
/// A suspended Azure plan of [`CUSTOMER_DE`].
pub const SUBSCRIPTION_DE_SUSPENDED: &str = "b1000000-0000-4000-8000-000000000014";
/// An active Azure plan of [`CUSTOMER_GB`].
pub const SUBSCRIPTION_GB: &str = "b1000000-0000-4000-8000-000000000012";
/// An active Azure plan of [`CUSTOMER_JP`].
pub const SUBSCRIPTION_JP: &str = "b1000000-0000-4000-8000-000000000013";

/// Perpetual software, sold in all seeded countries and segments.
pub const PRODUCT_PERPETUAL: &str = "CONTOSO00001";
/// The SKU of [`PRODUCT_PERPETUAL`] that is sold 1 to 250 at a time.
pub const SKU_PERPETUAL: &str = "0001";
/// A SKU of [`PRODUCT_PERPETUAL`] that needs an attestation.
pub const SKU_ATTESTATION: &str = "0002";
/// A SKU of [`PRODUCT_PERPETUAL`] that is sold from 5 to 10 at a time.
pub const SKU_FROM_FIVE_TO_TEN: &str = "0003";
/// A SKU of [`PRODUCT_PERPETUAL`] that cannot be bought at present.
pub const SKU_NOT_FOR_SALE: &str = "0004";
/// A SKU of [`PRODUCT_PERPETUAL`] of which only three are left, for all customers together.
pub const SKU_THREE_LEFT: &str = "0005";

/// A software subscription for one or three years.
pub const PRODUCT_SOFTWARE_SUBSCRIPTION: &str = "CONTOSO00002";
/// The SKU of [`PRODUCT_SOFTWARE_SUBSCRIPTION`].
pub const SKU_SOFTWARE_SUBSCRIPTION: &str = "0001";
/// An add-on to [`SKU_SOFTWARE_SUBSCRIPTION`].
pub const SKU_ADDON: &str = "0002";
/// A trial of [`PRODUCT_SOFTWARE_SUBSCRIPTION`].
pub const SKU_TRIAL: &str = "0003";

/// A promotion of [`SKU_SOFTWARE_SUBSCRIPTION`] for one year, paid at once. A cart line has to name it.
pub const PROMOTION: &str = "CONTOSO000P1:0001:CONTOSO000PA";
/// A promotion of [`SKU_SOFTWARE_SUBSCRIPTION`] for one year, paid by the year, that applies by
/// itself: to a customer's first purchase of 5 to 300 seats.
pub const PROMOTION_AUTOMATIC: &str = "CONTOSO000P2:0001:CONTOSO000PA";
/// A code of [`CONTOSO_TENANT`] by which government customers are put forward.
pub const VALIDATION_CODE: &str = "640251";

/// Reserved virtual machines; need registration and an inventory check.
pub const PRODUCT_RESERVATION: &str = "CONTOSO00003";
/// One year of [`PRODUCT_RESERVATION`] in East US.
pub const SKU_RESERVATION_ONE_YEAR: &str = "0001";
/// Three years of [`PRODUCT_RESERVATION`] in East US.
pub const SKU_RESERVATION_THREE_YEARS: &str = "0002";
/// One year of [`PRODUCT_RESERVATION`] in Japan West, which has no capacity.
pub const SKU_RESERVATION_RESTRICTED: &str = "0003";

/// Reserved virtual machines that are seen without `reservationScope` only.
pub const PRODUCT_RESERVATION_LEGACY: &str = "CONTOSO00004";

/// Linux software, sold in the United States only.
pub const PRODUCT_LINUX: &str = "CONTOSO00005";

/// A savings plan for Azure, sold in the United States only.
pub const PRODUCT_SAVINGS_PLAN: &str = "CONTOSO00006";
/// A year of [`PRODUCT_SAVINGS_PLAN`], for at least 0.002 USD an hour.
pub const SKU_SAVINGS_PLAN_ONE_YEAR: &str = "0001";

/// An invoice of the old commerce for October 2025, paid in full, with one line of licenses.
pub const INVOICE_LEGACY_PAID: &str = "D020000A01";
/// An invoice of the old commerce in US dollars for November 2025, paid in part, with licenses and
/// Azure.
pub const INVOICE_LEGACY: &str = "D020000A02";
/// An invoice of the old commerce in euros.
pub const INVOICE_LEGACY_EUR: &str = "D020000A03";
/// An invoice of the new commerce in US dollars for November 2025: purchases, and two meters with
/// their daily usage.
pub const INVOICE_ONE_TIME: &str = "G000000101";
/// An invoice of the new commerce in euros, amended by [`INVOICE_VOID_NOTE`] and
/// [`INVOICE_ADJUSTMENT_NOTE`].
pub const INVOICE_AMENDED: &str = "G000000102";
/// Takes back [`INVOICE_AMENDED`].
pub const INVOICE_VOID_NOTE: &str = "G000000103";
/// Bills for [`INVOICE_AMENDED`] what is right.
pub const INVOICE_ADJUSTMENT_NOTE: &str = "G000000104";
/// An invoice in New Taiwan dollars, which has a tax receipt.
pub const INVOICE_WITH_RECEIPT: &str = "G000000105";
/// The tax receipt of [`INVOICE_WITH_RECEIPT`].
pub const RECEIPT: &str = "TW00000017";
/// A meter of [`CUSTOMER_US`] whose price has 22 decimals.
pub const METER_LONG_PRICE: &str = "d5000000-0000-4000-8000-000000000002";

/// The partner's tenant for tests, where orders are cancelled as a whole.
pub const SANDBOX_TENANT: &str = "5a4db0c0-3333-4a00-8000-00000000c002";
/// A refresh token of a user of [`SANDBOX_TENANT`].
pub const SANDBOX_REFRESH_TOKEN: &str = "contoso-sandbox-refresh-token";
/// A customer of [`SANDBOX_TENANT`] in the United States.
pub const CUSTOMER_SANDBOX: &str = "5a000000-0000-4000-8000-000000000001";
/// An active Azure plan of [`CUSTOMER_SANDBOX`], already registered.
pub const SUBSCRIPTION_SANDBOX: &str = "b5000000-0000-4000-8000-000000000001";

const BUILT_IN: [&str; 2] =
    [include_str!("../seed/contoso.json"), include_str!("../seed/billing.json")];

/// Partners, customers, products: what the emulator knows at the start.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct Seed {
    pub(crate) partners: Vec<Partner>,
    /// Countries where something is sold, by ISO code.
    pub(crate) markets: BTreeMap<String, Market>,
    pub(crate) customers: Vec<Customer>,
    pub(crate) products: Vec<Product>,
    pub(crate) restrictions: Vec<Restriction>,
    pub(crate) promotions: Vec<Promotion>,
    /// What customers use day by day.
    pub(crate) meters: Vec<Meter>,
    /// What was billed before.
    pub(crate) invoices: Vec<SeededInvoice>,
}

/// Why a text is not a seed.
#[derive(Debug)]
pub struct SeedError(String);

impl fmt::Display for SeedError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "the seed cannot be used: {}", self.0)
    }
}

impl Error for SeedError {}

impl Seed {
    /// The seed that comes with the emulator.
    pub fn built_in() -> Self {
        // A test reads the files, so what is built in can be read.
        let mut seed = Self::default();
        for text in BUILT_IN {
            seed.merge(Self::from_json(text).unwrap_or_default());
        }
        seed
    }

    /// Reads a seed; `seed/contoso.json` shows the form.
    ///
    /// # Errors
    ///
    /// A text that is not JSON of that form, or a price that is not a decimal.
    pub fn from_json(text: &str) -> Result<Self, SeedError> {
        let mut json = serde_json::Deserializer::from_str(text);
        let seed: Self = serde_path_to_error::deserialize(&mut json)
            .map_err(|error| SeedError(error.to_string()))?;
        json.end().map_err(|error| SeedError(error.to_string()))?;
        seed.products.iter().try_for_each(Product::check).map_err(SeedError)?;
        Ok(seed)
    }

    /// Adds what `more` holds; the same id replaces.
    pub(crate) fn merge(&mut self, more: Self) {
        replace(&mut self.partners, more.partners, |partner| &partner.tenant);
        replace(&mut self.customers, more.customers, |customer| &customer.id);
        replace(&mut self.products, more.products, |product| &product.id);
        replace(&mut self.promotions, more.promotions, |promotion| &promotion.id);
        replace(&mut self.meters, more.meters, |meter| &meter.id);
        replace(&mut self.invoices, more.invoices, |invoice| &invoice.id);
        self.markets.extend(more.markets);
        self.restrictions.extend(more.restrictions);
    }
}

/// Adds items; the same id replaces.
fn replace<T>(into: &mut Vec<T>, more: Vec<T>, id: fn(&T) -> &String) {
    for item in more {
        into.retain(|other| !id(other).eq_ignore_ascii_case(id(&item)));
        into.push(item);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_built_in_seed_can_be_read() {
        for text in BUILT_IN {
            Seed::from_json(text).unwrap();
        }
    }

    #[test]
    fn every_country_that_has_a_price_has_a_currency() {
        let seed = Seed::built_in();
        let countries = seed.products.iter().flat_map(Product::countries);
        for country in
            countries.chain(seed.customers.iter().map(|customer| customer.country.as_str()))
        {
            assert!(seed.markets.contains_key(country), "{country} has no currency");
        }
    }

    #[test]
    fn a_price_is_a_decimal() {
        let seed = r#"{"products":[{"id":"P","title":"","productType":{"id":"","displayName":""},"targetViews":[],
            "skus":[{"id":"S","title":"","billingCycles":[],"delivers":"software",
            "offers":[{"segments":[],"prices":{"US":"cheap"}}]}]}]}"#;
        assert_eq!(
            Seed::from_json(seed).unwrap_err().to_string(),
            "the seed cannot be used: P:S: the price `cheap` is not a decimal"
        );
    }
}
