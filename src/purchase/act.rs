//! The steps that change something: registering, and from the cart on.

use futures_util::future::{Either, select};

use crate::cart::{Cart, CartLineItem, NewCart, Prerequisites};
use crate::catalog::CatalogItem;
use crate::catalog::enablement::{Registration, RegistrationStatus, not_registered};
use crate::error::{Delivery, Error, Result};
use crate::transport::call_options::CallOptions;
use crate::values::ids::CatalogItemId;

use super::protocol::{Carted, Chosen, SentCart};
use super::select::choose;
use super::steps::{Purchasing, in_line};
use super::{PlannedLine, Progress, PurchaseLine};

/// How far apart looks at a registration are.
const LOOK_AGAIN: std::time::Duration = std::time::Duration::from_secs(15);

/// How often a cart is asked for.
const CARTS: u32 = 3;

/// Whether a cart that was not had may be had when it is asked for again.
fn may_pass(error: &Error) -> bool {
    error.delivery() == Delivery::Unknown || error.status().is_some_and(|status| status >= 500)
}

impl Purchasing<'_, '_> {
    pub(super) async fn register(&mut self) -> Result<()> {
        for line in 0..self.lines.len() {
            let Some(subscription) = self.subscription_to_register(line)? else { continue };
            let mut started = false;
            let begun = self.customer.partner().clock().elapsed();
            loop {
                self.book.renew(self.customer.partner().clock().now()).await?;
                let status = self.customer.registration_status(&subscription).await?;
                self.note_registration(line, subscription.clone(), status.clone(), started);
                if let Some(proof) = Registration::proven_by(&subscription, &status) {
                    if !self.done.registrations.contains(&proof) {
                        self.done.registrations.push(proof);
                    }
                    break;
                }
                if !started && status != RegistrationStatus::Registering {
                    self.customer.register(&subscription).await?;
                    started = true;
                }
                let waited = self.customer.partner().clock().elapsed().saturating_sub(begun);
                if waited >= self.registration_limit {
                    return Err(not_registered(&subscription, &status, waited));
                }
                let pause = std::pin::pin!(self.customer.partner().pause(LOOK_AGAIN));
                let cancelled = std::pin::pin!(self.cancel.cancelled());
                if let Either::Left(_) = select(cancelled, pause).await {
                    return Err(Error::cancelled());
                }
            }
        }
        Ok(())
    }

    /// The service renames availabilities; what goes into the cart is read right before.
    pub(super) async fn choose_again(&mut self) -> Result<()> {
        let catalog = self.catalog()?;
        for number in 0..self.lines.len() {
            let line = &self.request.lines[number];
            let item = self.lines[number].item.clone();
            let availabilities =
                catalog.availabilities(&line.product, &line.sku).await?.complete()?;
            let candidates = availabilities
                .into_iter()
                .map(|availability| CatalogItem { availability, ..item.clone() })
                .collect();
            let item =
                choose(self.wanted(line), candidates).map_err(|error| in_line(number, error))?;
            let id: CatalogItemId = item.id()?;
            self.lines[number].item = item;
            if self.lines[number].id != id {
                self.lines[number].id = id.clone();
                self.tell(Progress::Renamed { line: number, item: id });
            }
        }
        Ok(())
    }

    /// Creates the cart, and compares it with what was asked for.
    pub(super) async fn create_cart(&mut self) -> Result<(Cart, Carted)> {
        let new = self.new_cart()?;
        if let Some(country) = self.country {
            self.book.record_mut().set_country(country);
        }
        let (chosen, cart) = self.ask_for_cart(&new).await?;
        self.compare_clocks(cart.served_at());
        self.has_compared_clocks = true;
        self.done.cart = Some(cart.body().clone());
        self.tell(Progress::CartCreated { cart: cart.id().clone(), expires: cart.expires() });
        cart.checked()?;
        let note = format!("cart {} was created, and is what was asked for", cart.id());
        let carted = chosen.carted(SentCart::new(cart.id().clone(), cart.body().clone()));
        self.book.put(carted.clone(), &note, self.customer.partner().clock().now()).await?;
        Ok((cart, carted))
    }

    fn new_cart(&self) -> Result<NewCart> {
        let mut lines = Vec::new();
        for (number, (planned, line)) in self.lines.iter().zip(&self.request.lines).enumerate() {
            let prerequisites = self.met(planned);
            lines.push(
                self.line_item(planned.item.clone(), line, &prerequisites)
                    .map_err(|error| in_line(number, error))?,
            );
        }
        let new = NewCart::new(lines);
        Ok(match self.request.attest_partners_on_record {
            true => new.attest_partners_on_record(),
            false => new,
        })
    }

    /// Asks for the cart. Where no answer came that says more, it is asked for again under another
    /// id: a cart that exists without anybody knowing it costs nothing.
    async fn ask_for_cart(&mut self, new: &NewCart) -> Result<(Chosen, Cart)> {
        let mut asked = 0;
        loop {
            asked += 1;
            let request_id = self.customer.partner().new_id();
            let chosen = Chosen::asking(request_id);
            let now = self.customer.partner().clock().now();
            let note = format!("creating the cart under request id {request_id}");
            self.book.put(chosen.clone(), &note, now).await?;
            self.tell(Progress::CreatingCart { request_id });
            let customer = self.customer.with(CallOptions::new().request_id(request_id));
            match customer.create_cart(new.clone()).await {
                Ok(cart) => return Ok((chosen, cart)),
                Err(error) if asked < CARTS && may_pass(&error) && !self.cancel.is_cancelled() => {
                    tracing::debug!(%error, "asking for another cart");
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// What has been done for a line.
    fn met(&self, planned: &PlannedLine) -> Prerequisites {
        let mut met = Prerequisites::none();
        if let Some(registration) = &planned.registration
            && let Some(proof) = self
                .done
                .registrations
                .iter()
                .find(|proof| *proof.subscription_id() == registration.subscription)
        {
            met = met.registered(proof.clone());
        }
        if let Some(inventory) = &planned.inventory {
            met = met.inventory(inventory.clone());
        }
        self.request.assume_met.iter().cloned().fold(met, Prerequisites::assume_met)
    }

    /// The line as a step-by-step purchase would make it.
    pub(super) fn line_item(
        &self,
        item: CatalogItem,
        line: &PurchaseLine,
        done: &Prerequisites,
    ) -> Result<CartLineItem> {
        let mut wanted = CartLineItem::new(item.purchasable(done)?, line.quantity)
            .billing_cycle(line.billing_cycle.clone());
        if let Some(term) = &line.term {
            wanted = wanted.term(term.clone());
        }
        if let Some(reservation) = &line.reservation {
            wanted = wanted.reservation(&reservation.subscription, reservation.scope);
        }
        if let Some(plan) = &line.savings_plan {
            wanted = wanted.savings_plan(plan.clone());
        }
        for (name, value) in &line.provisioning {
            wanted = wanted.provisioning(name, value);
        }
        if line.attestation_accepted {
            wanted = wanted.accept_attestation();
        }
        let names = [line.friendly_name.as_deref(), self.book.record().tag()];
        let name = names.into_iter().flatten().collect::<Vec<_>>().join(" ");
        if !name.is_empty() {
            wanted = wanted.friendly_name(name);
        }
        if let Some(promotion) = &line.promotion {
            wanted = wanted.promotion(promotion.clone());
        }
        for (role, partner) in &line.participants {
            wanted = wanted.participant(role.clone(), partner.clone());
        }
        Ok(wanted)
    }
}
