//! Whether a cart line can be bought, and where the answer says that it cannot.

use std::time::SystemTime;

use crate::fault_codes::{
    ADDON_UNRELATED, ATTESTATION, BAD_INPUT, BAD_OFFER, BAD_PROPERTY, Code, NO_INVENTORY,
    NO_QUANTITY, NOT_ACTIVE, NOT_AZURE, NOT_FOR_RESERVATIONS, NOT_FOR_SALE, NOT_REGISTERED,
    WRONG_COUNTRY,
};
use crate::reply::Refusal;
use crate::routes::carts::savings;
use crate::settings::LineProblems;
use crate::state::cart::{Item, Line, LineError};
use crate::state::catalog::{Availability, Sku};
use crate::state::customer::{Customer, Subscription};
use crate::state::promotion::Asked;
use crate::state::world::World;

/// Why a line cannot be bought, said in both ways that the service has.
pub(crate) struct Problem {
    code: Code,
    /// The cart error for it.
    cart_error: u32,
    /// Whether the reference shows it in the cart rather than as a refusal.
    in_cart: bool,
    text: String,
}

/// Shown in the cart by default.
fn line_error(cart_error: u32, code: Code, text: impl Into<String>) -> Problem {
    Problem { code, cart_error, in_cart: true, text: text.into() }
}

/// Refused by default.
fn refusal(code: Code, cart_error: u32, text: impl Into<String>) -> Problem {
    Problem { code, cart_error, in_cart: false, text: text.into() }
}

impl Problem {
    /// The refusal or the error on the line, as the settings have it.
    pub(crate) fn placed(self, settings: LineProblems) -> Result<LineError, Refusal> {
        let in_cart = match settings {
            LineProblems::Mixed => self.in_cart,
            LineProblems::InCart => true,
            LineProblems::Refused => false,
        };
        if in_cart {
            Ok(LineError { code: self.cart_error, description: self.text })
        } else {
            Err(Refusal { code: self.code, detail: Some(self.text) })
        }
    }
}

/// What a line is checked against.
pub(crate) struct Checks<'a> {
    pub(crate) world: &'a World,
    pub(crate) customer: &'a Customer,
    pub(crate) now: SystemTime,
    /// Whether the partner may name participants.
    pub(crate) participants: bool,
}

impl<'a> Checks<'a> {
    /// Finds what a line buys, or says why it cannot be bought. `base` is the line that an add-on
    /// came with.
    pub(crate) fn find(&self, line: &Line, base: Option<&Line>) -> Result<Item, Problem> {
        let name = &line.catalog_item;
        if name.split(':').count() != 3 {
            return Err(refusal(BAD_OFFER, 10_001, format!("`{name}` is not a catalog item.")));
        }
        let Some(found) = self.world.availability(name, self.now) else {
            let text = format!("The catalog item `{name}` is not valid, or is so no longer.");
            return Err(line_error(10_001, BAD_OFFER, text));
        };
        self.check_offer(line, &found)?;
        self.check_quantity(line, &found)?;
        self.check_words(line, &found)?;
        self.check_addon(line, found.sku, base)?;
        self.check_provisioning(line, &found)?;
        let currency = self.world.markets.get(found.country).map(|market| market.currency.clone());
        let unit_price = match found.sku.minimum_commitment {
            Some(_) => savings::price(line, line.term.as_deref()),
            None => found.price(line.term.as_deref()),
        };
        Ok(Item {
            product: found.product.id.clone(),
            sku: found.sku.id.clone(),
            title: found.sku.title.clone(),
            currency: currency.unwrap_or_default(),
            unit_price,
            delivers: found.sku.delivers,
        })
    }

    fn check_offer(&self, line: &Line, found: &Availability<'_>) -> Result<(), Problem> {
        let name = &line.catalog_item;
        let home = &self.customer.country;
        if found.country != home {
            let text = format!("`{name}` is sold in {}, the customer is in {home}.", found.country);
            return Err(refusal(WRONG_COUNTRY, 10_001, text));
        }
        if !found.offer.purchasable {
            return Err(refusal(
                NOT_FOR_SALE,
                10_006,
                format!("`{name}` cannot be bought at present."),
            ));
        }
        if let (Some(asked), Some(market)) = (&line.currency, self.world.markets.get(found.country))
            && !asked.eq_ignore_ascii_case(&market.currency)
        {
            let text = format!("`{name}` is sold in {}, not in {asked}.", market.currency);
            return Err(line_error(10_000, BAD_INPUT, text));
        }
        Ok(())
    }

    fn check_quantity(&self, line: &Line, found: &Availability<'_>) -> Result<(), Problem> {
        let sku = found.sku;
        let (least, most) = (sku.minimum_quantity, sku.maximum_quantity);
        if !(least..=most).contains(&line.quantity) {
            let text = format!("{} is not from {least} to {most}.", line.quantity);
            return Err(refusal(NO_QUANTITY, 10_002, text));
        }
        match self.world.left(&found.product.id, sku) {
            Some(left) if line.quantity > left => Err(refusal(
                NO_QUANTITY,
                10_002,
                format!("{left} are left of `{}`.", line.catalog_item),
            )),
            _ => Ok(()),
        }
    }

    fn check_words(&self, line: &Line, found: &Availability<'_>) -> Result<(), Problem> {
        let name = &line.catalog_item;
        let cycle = &line.billing_cycle;
        if !found.sku.billing_cycles.contains(cycle) {
            return Err(line_error(10_013, BAD_INPUT, format!("`{name}` is not billed {cycle}.")));
        }
        let terms = &found.offer.terms;
        match &line.term {
            Some(term) if found.term(term).is_none() => {
                return Err(line_error(
                    10_010,
                    BAD_INPUT,
                    format!("`{name}` is not sold for {term}."),
                ));
            }
            None if terms.len() > 1 => {
                return Err(line_error(
                    10_010,
                    BAD_INPUT,
                    format!("`{name}` is sold for several terms; name one."),
                ));
            }
            _ => {}
        }
        if found.sku.attestation.is_some() && line.attestation != Some(true) {
            return Err(refusal(ATTESTATION, 10_012, format!("It is `{name}`.")));
        }
        if line.participants.as_ref().is_some_and(|list| !list.is_empty()) && !self.participants {
            return Err(line_error(
                10_004,
                BAD_PROPERTY,
                "This partner sells without participants.",
            ));
        }
        match &line.promotion {
            Some(promotion) if !self.applies(promotion, line, found) => Err(line_error(
                10_014,
                BAD_PROPERTY,
                format!("`{promotion}` is not a promotion of `{name}`."),
            )),
            _ => Ok(()),
        }
    }

    /// Whether a promotion that a line names is one of the SKU's, and its conditions hold.
    fn applies(&self, promotion: &String, line: &Line, found: &Availability<'_>) -> bool {
        let asked = Asked {
            customer: &self.customer.id,
            quantity: line.quantity,
            term: line.term.as_deref().unwrap_or_default(),
            billing_cycle: &line.billing_cycle,
        };
        let own = self.world.promotions_for(&found.product.id, &found.sku.id);
        found.sku.promotions.contains(promotion)
            || own.iter().any(|own| {
                own.id.eq_ignore_ascii_case(promotion)
                    && own.reasons(&self.world.orders, &asked).is_empty()
            })
    }

    /// An add-on needs a base: the line it came with, or a subscription that it names.
    fn check_addon(&self, line: &Line, sku: &Sku, base: Option<&Line>) -> Result<(), Problem> {
        let fits = |item: &str| {
            sku.addon_to.iter().any(|base| {
                item.to_ascii_lowercase().starts_with(&format!("{base}:").to_ascii_lowercase())
            })
        };
        if let Some(base) = base {
            if !fits(&base.catalog_item) {
                let text =
                    format!("`{}` is not an add-on to `{}`.", line.catalog_item, base.catalog_item);
                return Err(refusal(ADDON_UNRELATED, 10_007, text));
            }
            if line.quantity > base.quantity {
                let text = format!(
                    "{} add-ons are more than {} of the base.",
                    line.quantity, base.quantity
                );
                return Err(line_error(10_018, NO_QUANTITY, text));
            }
            return Ok(());
        }
        if sku.addon_to.is_empty() {
            return Ok(());
        }
        let parent = line.provisioning_text("parentSubscriptionId");
        let owned = parent.and_then(|id| self.customer.subscription(id));
        if owned
            .is_some_and(|subscription| fits(&subscription.offer_id) && subscription.is_active())
        {
            return Ok(());
        }
        Err(refusal(
            ADDON_UNRELATED,
            10_007,
            format!("`{}` names no base that it fits.", line.catalog_item),
        ))
    }

    fn check_provisioning(&self, line: &Line, found: &Availability<'_>) -> Result<(), Problem> {
        let sku = found.sku;
        if let Some(least) = &sku.minimum_commitment {
            let checked = savings::check(line, least, self.customer);
            return checked.map_err(|(code, cart_error, text)| refusal(code, cart_error, text));
        }
        for name in &sku.provisioning_variables {
            if line.provisioning_text(name).is_none_or(str::is_empty) {
                let text = format!(
                    "`provisioningContext` lacks {name}, which `{}` needs.",
                    line.catalog_item
                );
                return Err(refusal(BAD_PROPERTY, 10_010, text));
            }
        }
        let needs = |name: &str| {
            sku.provisioning_variables.iter().any(|needed| needed.eq_ignore_ascii_case(name))
        };
        let scope = line.provisioning_text("scope").unwrap_or_default();
        if needs("Scope")
            && !["shared", "single"].iter().any(|known| known.eq_ignore_ascii_case(scope))
        {
            return Err(refusal(
                BAD_PROPERTY,
                10_010,
                format!("The scope `{scope}` is neither shared nor single."),
            ));
        }
        let (asked, sold) = (line.provisioning_text("duration"), sku.attribute("duration"));
        if let (true, Some(asked), Some(sold)) = (needs("Duration"), asked, sold)
            && !asked.eq_ignore_ascii_case(sold)
        {
            return Err(refusal(
                BAD_PROPERTY,
                10_010,
                format!("The duration `{asked}` is not `{sold}`."),
            ));
        }
        if needs("SubscriptionId") { self.check_target(line, found) } else { Ok(()) }
    }

    /// The subscription that a reservation is for, and whether there is room for it.
    fn check_target(&self, line: &Line, found: &Availability<'_>) -> Result<(), Problem> {
        let sku = found.sku;
        let id = line.provisioning_text("subscriptionId").unwrap_or_default();
        let subscription = self.check_subscription(id, sku)?;
        if sku.needs("InventoryCheck")
            && let Some(restriction) =
                self.world.restricted(&found.product.id, sku, &subscription.id)
        {
            let text = format!("Nothing is left in `{}` for `{id}`.", restriction.region);
            return Err(refusal(NO_INVENTORY, 10_003, text));
        }
        Ok(())
    }

    fn check_subscription(&self, id: &str, sku: &Sku) -> Result<&'a Subscription, Problem> {
        let Some(subscription) = self.customer.subscription(id).filter(|found| found.is_azure())
        else {
            return Err(refusal(NOT_AZURE, 10_007, format!("It is `{id}`.")));
        };
        if !subscription.is_active() {
            return Err(refusal(NOT_ACTIVE, 10_007, format!("`{id}` is {}.", subscription.status)));
        }
        if !subscription.reservations {
            return Err(refusal(NOT_FOR_RESERVATIONS, 10_008, format!("It is `{id}`.")));
        }
        if sku.needs("AzureSubscriptionRegistration") && !subscription.is_registered() {
            return Err(refusal(NOT_REGISTERED, 10_011, format!("It is `{id}`.")));
        }
        Ok(subscription)
    }
}
