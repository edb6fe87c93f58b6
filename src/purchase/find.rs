//! Finding out what a purchase would do: the steps that a plan takes too.

use partner_center_api::types::{self, PurchasePrerequisite};

use crate::cart::Prerequisites;
use crate::catalog::enablement::RegistrationStatus;
use crate::catalog::inventory::{Inventory, InventoryContext};
use crate::catalog::{Catalog, CatalogItem};
use crate::error::{Error, Result};
use crate::values::ids::SubscriptionId;
use crate::values::markets;

use super::clouds;
use super::line_number::numbered;
use super::select::{Wanted, choose};
use super::steps::{Purchasing, in_line};
use super::{PlannedLine, PlannedRegistration, Progress, PurchaseLine, ReservationTarget, Warning};

impl Purchasing<'_, '_> {
    pub(super) async fn find_country(&mut self) -> Result<()> {
        let country = match self.request.country {
            Some(country) => country,
            None => self.customer.country().await?,
        };
        self.country = Some(country);
        self.tell(Progress::Country { country });
        Ok(())
    }

    pub(super) fn catalog(&self) -> Result<Catalog> {
        let country = self.country.ok_or_else(|| Error::invalid("country", "it is not known"))?;
        let mut catalog = clouds::catalog(&self.customer, country);
        if let Some(segment) = &self.request.segment {
            catalog = catalog.segment(segment.clone());
        }
        if let Some(scope) = &self.request.reservation_scope {
            catalog = catalog.reservation_scope(scope.clone());
        }
        Ok(catalog)
    }

    pub(super) async fn choose_all(&mut self) -> Result<()> {
        let catalog = self.catalog()?;
        let mut lines = Vec::new();
        for (number, line) in self.request.lines.iter().enumerate() {
            let candidates = catalog.items(&line.product, &line.sku).await?;
            let is_bare = candidates.bare_answer().is_some();
            let item = choose(self.wanted(line), candidates.complete()?)
                .map_err(|error| in_line(number, error))?;
            let planned = PlannedLine {
                id: item.id()?,
                quantity: line.quantity,
                term: line.term.clone(),
                billing_cycle: line.billing_cycle.clone(),
                registration: None,
                inventory: None,
                item,
            };
            self.tell(Progress::Chosen {
                line: number,
                title: planned.item.title().to_owned(),
                item: planned.id.clone(),
            });
            lines.push(planned);
            if is_bare {
                self.warn(Warning::BareAvailability { line: number });
            }
        }
        self.lines = lines;
        self.check_against_catalog()?;
        self.warn_of_agreements();
        self.warn_of_renewals();
        self.check_markets().await?;
        Ok(())
    }

    pub(super) fn wanted<'l>(&'l self, line: &'l PurchaseLine) -> Wanted<'l> {
        Wanted {
            availability: line.availability.as_ref(),
            segment: self.request.segment.as_ref(),
            term: line.term.as_ref(),
            billing_cycle: &line.billing_cycle,
        }
    }

    /// Refuses what the catalog has just ruled out, before a subscription is registered for
    /// it.
    fn check_against_catalog(&self) -> Result<()> {
        let mut problems = Vec::new();
        for (number, (planned, line)) in self.lines.iter().zip(&self.request.lines).enumerate() {
            let item = &planned.item;
            let mut found = match self.line_item(item.clone(), line, &assumed_met(item)) {
                Ok(line) => line.problems(),
                Err(error) => vec![error.to_string()],
            };
            found.extend(reservation_problems(item, line));
            let unmet = item.sku.purchase_prerequisites.iter().filter(|prerequisite| {
                !prerequisite.is_known() && !self.request.assume_met.contains(prerequisite)
            });
            found.extend(unmet.map(|prerequisite| {
                format!(
                    "the SKU asks for `{prerequisite}`, which this version does not know: see to \
                     it and say so with `PurchaseRequest::assume_met`"
                )
            }));
            let title = item.title();
            problems.extend(
                found
                    .into_iter()
                    .map(|problem| format!("{} (`{title}`): {problem}", numbered(number))),
            );
        }
        match problems.is_empty() {
            true => Ok(()),
            false => Err(Error::invalid("purchase", problems.join("; "))),
        }
    }

    fn warn_of_agreements(&mut self) {
        let mut warnings = Vec::new();
        for (line, planned) in self.lines.iter().enumerate() {
            for prerequisite in &planned.item.sku.purchase_prerequisites {
                if let PurchasePrerequisite::MicrosoftCustomerAgreement
                | PurchasePrerequisite::MicrosoftCloudAgreement = prerequisite
                {
                    let agreement = prerequisite.to_string();
                    warnings.push(Warning::Agreement { line, agreement });
                }
            }
        }
        warnings.into_iter().for_each(|warning| self.warn(warning));
    }

    /// Software subscriptions renew by default, which whoever buys once has to know.
    fn warn_of_renewals(&mut self) {
        let renewing = self.lines.iter().enumerate().filter(|(_, planned)| renews(planned));
        let warnings: Vec<_> = renewing
            .map(|(line, planned)| {
                let windows = planned.cancellation_windows();
                let cancellable_for = windows.filter_map(|window| window.expires_after.clone());
                Warning::Renews { line, cancellable_for: cancellable_for.last() }
            })
            .collect();
        warnings.into_iter().for_each(|warning| self.warn(warning));
    }

    /// The list of markets speaks of software subscriptions: software with a term.
    async fn check_markets(&mut self) -> Result<()> {
        let catalog = self.catalog()?;
        let country = catalog.country().map(|country| country.to_string()).unwrap_or_default();
        let names: Vec<_> =
            markets::that_country_may_be(&country).map(|market| market.name).collect();
        if names.is_empty() {
            return Ok(());
        }
        let market = names.join(" or ");
        for line in 0..self.lines.len() {
            let planned = &self.lines[line];
            if planned.term.is_none() {
                continue;
            }
            let product = match planned.item.availability.product.clone() {
                Some(product) => product,
                None => catalog.product(&planned.item.product_id).await?,
            };
            if !is_software(product.product_type.as_ref()) {
                continue;
            }
            let warning = Warning::Market { line, market: market.clone() };
            if self.request.market_list_refuses {
                return Err(Error::invalid("market", warning.to_string()));
            }
            self.warn(warning);
        }
        Ok(())
    }

    pub(super) async fn read_registrations(&mut self) -> Result<()> {
        for at in 0..self.lines.len() {
            let Some(subscription) = self.subscription_to_register(at)? else { continue };
            let status = self.customer.registration_status(&subscription).await?;
            self.note_registration(at, subscription, status, false);
        }
        Ok(())
    }

    pub(super) fn subscription_to_register(&self, line: usize) -> Result<Option<SubscriptionId>> {
        if !self.lines[line].item.needs_registration() {
            return Ok(None);
        }
        match &self.request.lines[line].reservation {
            Some(reservation) => Ok(Some(reservation.subscription.clone())),
            None => Err(Error::invalid(
                "reservation",
                format!(
                    "{} (`{}`) asks for a registered Azure subscription; \
                     say which with `PurchaseLine::reservation`",
                    numbered(line),
                    self.lines[line].item.title()
                ),
            )),
        }
    }

    pub(super) fn note_registration(
        &mut self,
        line: usize,
        subscription: SubscriptionId,
        status: RegistrationStatus,
        started: bool,
    ) {
        self.lines[line].registration = Some(PlannedRegistration {
            subscription: subscription.clone(),
            status: status.clone(),
        });
        self.tell(Progress::Registration { subscription, status, started });
    }

    pub(super) async fn check_inventory(&mut self) -> Result<()> {
        for line in 0..self.lines.len() {
            let item = self.lines[line].item.clone();
            if !item.needs_inventory_check() {
                continue;
            }
            let wanted = &self.request.lines[line];
            let reservation = wanted.reservation.as_ref();
            let mut place = InventoryContext::new();
            if let Some(ReservationTarget { subscription, region, .. }) = reservation {
                place = place.subscription(subscription.clone());
                place = region.iter().fold(place, InventoryContext::region);
            }
            if let Some(kind) =
                wanted.resource_type.as_ref().or(self.request.resource_type.as_ref())
            {
                place = place.resource_type(kind.clone());
            }
            let inventory = self
                .customer
                .check_inventory(&item, &place)
                .await
                .map_err(|error| in_line(line, error))?;
            self.lines[line].inventory = Some(inventory.clone());
            self.tell(Progress::Inventory { line, inventory: inventory.clone() });
            let not_known = match &inventory {
                Inventory::Checked(_) => None,
                Inventory::NotKnown { status } => {
                    Some(Warning::InventoryNotKnown { line, status: *status })
                }
                Inventory::Undecoded(_) => Some(Warning::InventoryUndecoded { line }),
            };
            if let Some(warning) = not_known {
                if self.request.inventory_must_be_known {
                    return Err(Error::invalid("inventory", warning.to_string()));
                }
                self.warn(warning);
            }
            // Anything but a yes is refused here, by the same rule as step by step.
            let rest = item
                .sku
                .purchase_prerequisites
                .iter()
                .filter(|prerequisite| **prerequisite != PurchasePrerequisite::InventoryCheck);
            let done = rest.cloned().fold(Prerequisites::none(), Prerequisites::assume_met);
            item.purchasable(&done.inventory(inventory)).map_err(|error| in_line(line, error))?;
        }
        Ok(())
    }
}

/// Prerequisites of an item, all taken as met: for looking at everything else.
fn assumed_met(item: &CatalogItem) -> Prerequisites {
    item.sku
        .purchase_prerequisites
        .iter()
        .cloned()
        .fold(Prerequisites::none(), Prerequisites::assume_met)
}

fn reservation_problems(item: &CatalogItem, line: &PurchaseLine) -> Option<String> {
    let Some(reservation) = &line.reservation else {
        return item.needs_registration().then(|| {
            "the SKU asks for a registered Azure subscription; say which with \
             `PurchaseLine::reservation`"
                .to_owned()
        });
    };
    let asked = reservation.region.as_deref()?;
    let sold = item.attribute("armRegionName")?;
    (!asked.eq_ignore_ascii_case(sold))
        .then(|| format!("the region asked for is {asked}; the SKU is for {sold}"))
}

/// Whether a line buys a software subscription: software with a term, and no trial. Where the
/// availability does not carry its product, what is no reservation is taken for software.
fn renews(planned: &PlannedLine) -> bool {
    let PlannedLine { term, item, .. } = planned;
    let is_software = match &item.availability.product {
        Some(product) => is_software(product.product_type.as_ref()),
        None => {
            !item.needs_registration()
                && !item.needs_inventory_check()
                && item.sku.provisioning_variables.is_empty()
        }
    };
    term.is_some() && is_software && item.sku.is_trial != Some(true)
}

/// Whether a product, or a category it is in, is software.
fn is_software(category: Option<&types::ItemType>) -> bool {
    let named = |category: &types::ItemType| {
        category
            .id
            .as_ref()
            .is_some_and(|id| id.as_str().to_ascii_lowercase().starts_with("software"))
    };
    category
        .is_some_and(|category| named(category) || is_software(category.sub_type.as_ref().as_ref()))
}
